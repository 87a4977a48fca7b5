import { z } from 'zod'
import type { Schema } from './schema.ts'
import type { Type } from './type.ts'

const integerBits = z.union([z.literal(8), z.literal(16), z.literal(32), z.literal(64), z.literal(128), z.literal(256)])

export const typeSchema: z.ZodType<Type> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('boolean') }),
    z.object({ kind: z.literal('integer'), bits: integerBits, signed: z.boolean() }),
    z.object({ kind: z.literal('float'), bits: z.union([z.literal(32), z.literal(64)]) }),
    z.object({ kind: z.literal('decimal'), precision: z.int().min(1).max(76), scale: z.int().min(0).max(76) }),
    z.object({ kind: z.literal('text') }),
    z.object({ kind: z.literal('date') }),
    z.object({ kind: z.literal('datetime'), precision: z.int().min(0).max(9), zone: z.string().nullable() }),
    z.object({ kind: z.literal('uuid') }),
    z.object({ kind: z.literal('array'), element: typeSchema, elementNullable: z.boolean() }),
    z.object({ kind: z.literal('opaque'), engine: z.string() }),
  ]),
)

export const columnSchema = z.object({
  name: z.string(),
  type: typeSchema,
  nullable: z.boolean(),
  description: z.string().exactOptional(),
})

/** `live` data changes by itself and is asked for again; `static` changes only when somebody loads it. */
export const freshnessSchema = z.enum(['live', 'batch', 'static'])
export type Freshness = z.infer<typeof freshnessSchema>

export const catalogTableSchema = z.object({
  /** Stable address of the table in every document: `<store>/<schema>.<table>`, for example `clickhouse/market.fct_trades`. */
  id: z.string(),
  store: z.string(),
  /** The store's database or schema, and the table's own name in it. */
  namespace: z.string(),
  name: z.string(),
  description: z.string(),
  freshness: freshnessSchema,
  /** The store's own estimate; null where it has none. */
  rowCount: z.number().nullable(),
  columns: z.array(columnSchema),
})

/** One table of one store. */
export interface CatalogTable {
  readonly id: string
  readonly store: string
  readonly namespace: string
  readonly name: string
  readonly description: string
  readonly freshness: Freshness
  readonly rowCount: number | null
  readonly columns: Schema
}

export const catalogSchema = z.object({
  /** Changes whenever any table, column or type does; also the ETag. */
  version: z.string(),
  tables: z.array(catalogTableSchema),
  unavailable: z.array(z.string()).exactOptional(),
})

/** Everything that can be read, as the registry knows it now. */
export interface Catalog {
  readonly version: string
  readonly tables: readonly CatalogTable[]
  /** Stores that did not answer the last time: their tables are as they last said. */
  readonly unavailable?: readonly string[]
}

export function findTable(catalog: Catalog, id: string): CatalogTable | undefined {
  return catalog.tables.find((table) => table.id === id)
}
