import { signal } from '@preact/signals'
import { z } from 'zod'

const readySchema = z.object({
  stores: z.record(
    z.string(),
    z.object({ ready: z.boolean(), reason: z.string().nullable(), milliseconds: z.number().nullable() }),
  ),
})

/** One store behind the server: whether it answers, how fast, and otherwise why not. */
export type SourceHealth = z.infer<typeof readySchema>['stores'][string] & { readonly name: string }

/** Null until asked, and while the server is away. */
export const sources = signal<readonly SourceHealth[] | null>(null)

/** Asks how the stores are; a server that is not ready answers 503 with the same body. */
export async function loadHealth(): Promise<void> {
  try {
    const response = await fetch('/health/ready', { headers: { accept: 'application/json' } })
    const parsed = readySchema.safeParse(await response.json())
    sources.value = parsed.success
      ? Object.entries(parsed.data.stores).map(([name, store]) => ({ ...store, name }))
      : null
  } catch {
    sources.value = null
  }
}
