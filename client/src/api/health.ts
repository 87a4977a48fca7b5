import { signal } from '@preact/signals'
import { z } from 'zod'

/** One store behind the server, as `/health/ready` sees it. */
export interface SourceHealth {
  readonly name: string
  readonly ready: boolean
  readonly milliseconds: number | null
  /** Why it is not ready. */
  readonly reason: string | null
}

const sourceSchema = z.looseObject({
  name: z.string().optional(),
  id: z.string().optional(),
  ready: z.boolean().optional(),
  status: z.string().optional(),
  milliseconds: z.number().nullable().optional(),
  reason: z.string().nullable().optional(),
})
const readySchema = z.looseObject({ stores: z.union([z.array(sourceSchema), z.record(z.string(), sourceSchema)]) })

/** Null until asked, and while the server is away. */
export const sources = signal<readonly SourceHealth[] | null>(null)

/** Asks how the stores are; a server that is not ready answers 503 with the same body. */
export async function loadHealth(): Promise<void> {
  try {
    const response = await fetch('/health/ready', { headers: { accept: 'application/json' } })
    const parsed = readySchema.safeParse(await response.json())
    sources.value = parsed.success ? read(parsed.data.stores) : null
  } catch {
    sources.value = null
  }
}

type Source = z.infer<typeof sourceSchema>

function read(stores: readonly Source[] | Readonly<Record<string, Source>>): readonly SourceHealth[] {
  const entries = Array.isArray(stores)
    ? stores.map((store: Source) => [store.name ?? store.id ?? '', store] as const)
    : Object.entries(stores)
  return entries.map(([name, store]) => ({
    name,
    ready: store.ready ?? ['ready', 'ok', 'up'].includes(store.status ?? ''),
    milliseconds: store.milliseconds ?? null,
    reason: store.reason ?? null,
  }))
}
