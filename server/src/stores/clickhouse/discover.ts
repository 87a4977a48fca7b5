import type { Cell } from '@flowforge/core/protocol'
import { type CatalogTable, type Column, type Freshness, type Schema, TEXT } from '@flowforge/core/schema'
import { parseClickHouseType } from './types.ts'

/** Rows of the two catalog queries, by column. */
export type CatalogRows = (sql: string, columns: Schema) => Promise<readonly (readonly Cell[])[]>

/** FlowForge builds databases under such a name and renames them when they are whole. */
export const BUILDING_PREFIX = '_flowforge_'
const HIDDEN = "('system', 'information_schema', 'INFORMATION_SCHEMA')"
const SHOWN = `database NOT IN ${HIDDEN} AND NOT startsWith(database, '${BUILDING_PREFIX}')`

const TABLES = `SELECT database, name, engine, comment, ifNull(toString(total_rows), '')
FROM system.tables
WHERE ${SHOWN} AND NOT is_temporary AND NOT startsWith(name, '.')
ORDER BY database, name`

const COLUMNS = `SELECT database, table, name, type, comment
FROM system.columns
WHERE ${SHOWN} AND NOT startsWith(table, '.')
ORDER BY database, table, position`

const text = (name: string): Column => ({ name, type: TEXT, nullable: false })
const TABLE_COLUMNS: Schema = ['database', 'name', 'engine', 'comment', 'rows'].map(text)
const COLUMN_COLUMNS: Schema = ['database', 'table', 'name', 'type', 'comment'].map(text)

/** The databases whose tables only somebody's loading changes: FlowForge's own demo data and the user's files. */
const STATIC_DATABASES = new Set(['market', 'files'])

/** Every table and view this user can read, ordered by database and name. */
export async function discoverTables(store: string, rows: CatalogRows): Promise<readonly CatalogTable[]> {
  const [tables, columns] = await Promise.all([rows(TABLES, TABLE_COLUMNS), rows(COLUMNS, COLUMN_COLUMNS)])
  const schemas = new Map<string, Column[]>()
  forEachRow(columns, (database, table, name, type, comment) => {
    const schema = schemas.get(`${database}.${table}`) ?? []
    schemas.set(`${database}.${table}`, schema)
    const parsed = parseClickHouseType(type)
    schema.push({ name, ...parsed, ...(comment === '' ? {} : { description: comment }) })
  })
  const found: CatalogTable[] = []
  forEachRow(tables, (namespace, name, engine, description, rowCount) => {
    const schema = schemas.get(`${namespace}.${name}`)
    // Dropped between the two queries.
    if (schema === undefined) return
    found.push({
      id: `${store}/${namespace}.${name}`,
      store,
      namespace,
      name,
      description,
      freshness: freshnessOf(namespace, engine),
      rowCount: rowCount === '' ? null : Number(rowCount),
      columns: schema,
    })
  })
  return found
}

function freshnessOf(database: string, engine: string): Freshness {
  if (STATIC_DATABASES.has(database)) return 'static'
  return engine === 'View' || engine === 'Memory' || engine === 'Buffer' ? 'live' : 'batch'
}

function forEachRow(
  data: readonly (readonly Cell[])[],
  visit: (a: string, b: string, c: string, d: string, e: string) => void,
): void {
  const [first = [], second = [], third = [], fourth = [], fifth = []] = data
  for (const [row, value] of first.entries())
    visit(String(value), String(second[row]), String(third[row]), String(fourth[row]), String(fifth[row]))
}
