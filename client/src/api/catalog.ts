import { type Catalog, catalogSchema, type Json } from '@flowforge/core/schema'
import { signal } from '@preact/signals'
import { readAnswer, send } from './call.ts'
import { noting } from './connection.ts'
import { ApiError } from './error.ts'
import { readStored, writeStored } from './store.ts'

const KEY = 'catalog'

/** `at` is when the server last said so (ms since 1970). */
interface KnownCatalog {
  readonly catalog: Catalog
  readonly etag: string | null
  readonly at: number
}

const known = signal<KnownCatalog | null>(null)

/** All tables that can be read, as last known; null until something is. */
export const catalog = signal<Catalog | null>(null)
/** When the catalog was last confirmed by the server (ms since 1970); null until then. */
export const catalogConfirmedAt = signal<number | null>(null)

/** Shows the cached catalog at once and brings it up to date; asks for its body only where it has changed. */
export async function loadCatalog(): Promise<Catalog> {
  if (known.value === null) await recall()
  const before = known.value
  try {
    const headers = before?.etag ? { 'if-none-match': before.etag } : {}
    const response = await noting(send('getCatalog', { headers }))
    if (response.status === 304 && before !== null) return keep({ ...before, at: Date.now() })
    return await take(response, await readAnswer('getCatalog', response))
  } catch (error) {
    if (known.value !== null) return known.value.catalog
    throw error
  }
}

/** Has the server discover its stores again. */
export async function refreshCatalog(): Promise<Catalog> {
  const response = await noting(send('refreshCatalog', {}))
  await take(response, await readAnswer('refreshCatalog', response)).catch(() => undefined)
  return loadCatalog()
}

async function take(response: Response, body: unknown): Promise<Catalog> {
  const parsed = catalogSchema.safeParse(body)
  if (!parsed.success) throw new ApiError(response.status, 'contract', 'The list of tables could not be read.')
  return keep({ catalog: parsed.data, etag: response.headers.get('etag'), at: Date.now() })
}

function keep(next: KnownCatalog): Catalog {
  const changed = known.value?.catalog.version !== next.catalog.version
  known.value = next
  catalogConfirmedAt.value = next.at
  if (changed) catalog.value = next.catalog
  void writeStored(KEY, next as unknown as Json)
  return next.catalog
}

async function recall(): Promise<void> {
  const stored = await readStored(KEY)
  if (typeof stored !== 'object' || stored === null) return
  const { catalog: body, etag, at } = stored as Record<string, unknown>
  const parsed = catalogSchema.safeParse(body)
  if (!parsed.success || known.value !== null) return
  known.value = {
    catalog: parsed.data,
    etag: typeof etag === 'string' ? etag : null,
    at: typeof at === 'number' ? at : 0,
  }
  catalog.value = parsed.data
  catalogConfirmedAt.value = known.value.at
}
