import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fromGraphJson } from '../src/document/graph-json.ts'
import { type GraphJson, graphJsonSchema } from '../src/graph/index.ts'
import { lowerNode } from '../src/lower/index.ts'
import { schemaOf } from '../src/nodes/rows.ts'
import {
  bind,
  cellOf,
  evaluate,
  explain,
  isReason,
  type MemoryTable,
  type NamedRelation,
  parseValue,
  type Step,
  type Value,
} from '../src/plan/index.ts'
import { propagate } from '../src/propagate/index.ts'
import type { Catalog, CatalogTable, Json, Problem, Schema } from '../src/schema/index.ts'
import { parseTypeKey } from './type-key.ts'

/** A golden case as its case.json says it: small tables, a graph, and the node whose rows are asked for. */
interface CaseFile {
  readonly title: string
  /** The clock of the run. */
  readonly now?: string
  readonly node: string
  readonly tables: readonly {
    readonly name: string
    /** Column name → type key, with `?` where it may be NULL: `decimal(10,2)?`. */
    readonly columns: Readonly<Record<string, string>>
    readonly rows: readonly (readonly Json[])[]
  }[]
  readonly graph: Pick<GraphJson, 'edges'> & { readonly nodes: readonly object[] }
}

/** A table in memory with its place in the catalog. */
export interface CaseTable {
  readonly table: CatalogTable
  readonly memory: MemoryTable
}

/** A case taken through every stage up to the rows of the reference interpreter. */
export interface GoldenCase {
  readonly name: string
  readonly title: string
  readonly folder: string
  readonly tables: readonly CaseTable[]
  readonly schema: Schema
  readonly problems: readonly Problem[]
  readonly lowered: NamedRelation
  readonly plan: NamedRelation
  readonly steps: readonly Step[]
  readonly rows: readonly (readonly Json[])[]
}

const CASES = fileURLToPath(new URL('cases', import.meta.url))

export function caseNames(): readonly string[] {
  return readdirSync(CASES).sort()
}

export function readCase(name: string): GoldenCase {
  const folder = `${CASES}/${name}`
  const file = JSON.parse(readFileSync(`${folder}/case.json`, 'utf8')) as CaseFile
  const tables = file.tables.map(caseTable)
  const catalog: Catalog = { version: '1', tables: tables.map(({ table }) => table) }
  const nodes = file.graph.nodes.map((node) => ({ x: 0, y: 0, ...node }))
  const { graph, problems: unread } = fromGraphJson(graphJsonSchema.parse({ format: 1, name, ...file.graph, nodes }))
  const propagation = propagate(graph, catalog)
  const problems = [...unread, ...[...propagation.nodes.values()].flatMap((state) => state.problems)]
  const result = lowerNode(propagation, file.node)
  if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.problems)}`)
  const lowered = result.value.rows
  const now = parseValue({ kind: 'datetime', precision: 3, zone: 'UTC' }, file.now ?? '2026-11-20T09:30:00Z')
  if (isReason(now)) throw new Error(`${name}: now ${now.reason}`)
  const { plan, steps } = explain(bind(lowered, new Map([['now', now]])))
  const schema = schemaOf(lowered)
  const rows = cellsOf(plan, schema, tables)
  return { name, title: file.title, folder, tables, schema, problems, lowered, plan, steps, rows }
}

/** The rows of a bound plan by the interpreter, as a store would answer. */
export function cellsOf(
  plan: NamedRelation,
  schema: Schema,
  tables: readonly CaseTable[],
): readonly (readonly Json[])[] {
  const context = { tables: new Map(tables.map(({ table, memory }) => [table.id, memory])), parameters: new Map() }
  return evaluate(plan, context).map((row) => row.map((value, index) => cellOf(typeAt(schema, index), value)))
}

function typeAt(schema: Schema, index: number): Schema[number]['type'] {
  const column = schema[index]
  if (column === undefined) throw new Error(`no column ${index}`)
  return column.type
}

function caseTable({ name, columns, rows }: CaseFile['tables'][number]): CaseTable {
  const schema = Object.entries(columns).map(([column, key]) => ({
    name: column,
    type: parseTypeKey(key.replace(/\?$/, '')),
    nullable: key.endsWith('?'),
  }))
  const id = `store/demo.${name}`
  const table = {
    id,
    store: 'store',
    namespace: 'demo',
    name,
    description: '',
    freshness: 'static' as const,
    rowCount: null,
    columns: schema,
  }
  const values = rows.map((row) => schema.map((column, index) => readCell(column, row[index] ?? null)))
  return { table, memory: { columns: schema.map((column) => column.name), rows: values } }
}

function readCell(column: Schema[number], cell: Json): Value {
  const value = parseValue(column.type, cell)
  if (isReason(value)) throw new Error(`${column.name}: ${JSON.stringify(cell)} ${value.reason}`)
  if (value === null && !column.nullable) throw new Error(`${column.name} may not be NULL`)
  return value
}
