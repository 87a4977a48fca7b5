import type { Catalog } from '@flowforge/core/schema'
import type { CatalogSource } from '../dependencies.ts'
import type { Endpoints } from '../endpoint.ts'
import { answer, answerWithETag, Serialised } from '../reply.ts'

export function catalogEndpoints(source: CatalogSource): Pick<Endpoints, 'getCatalog' | 'refreshCatalog'> {
  /** A catalog of thousands of columns is written down once per version. */
  let written: { readonly catalog: Catalog; readonly text: Serialised } | null = null
  const write = (catalog: Catalog): Serialised => {
    if (written?.catalog !== catalog) written = { catalog, text: new Serialised(JSON.stringify(catalog)) }
    return written.text
  }
  return {
    getCatalog: {
      permission: 'catalog.read',
      handle: async (_input, { headers }) => {
        const catalog = source.current()
        return answerWithETag(headers.get('if-none-match'), catalog.version, () => write(catalog))
      },
    },
    refreshCatalog: {
      permission: 'catalog.refresh',
      handle: async () => {
        const catalog = await source.refresh()
        return answer(write(catalog), { headers: { ETag: `"${catalog.version}"` } })
      },
    },
  }
}
