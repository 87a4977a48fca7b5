import { type Edge, EMPTY_GRAPH, type Graph, type GraphNode } from '../src/graph/index.ts'
import type { MemoryTable, Value } from '../src/plan/index.ts'
import {
  BOOLEAN,
  type Catalog,
  type CatalogTable,
  DATE,
  FLOAT64,
  type Schema,
  TEXT,
  type Type,
  UUID,
} from '../src/schema/index.ts'

/** What tests of nodes, propagation and lowering build their graphs from. */

export type NodeSketch = Pick<GraphNode, 'id' | 'type'> & Partial<Pick<GraphNode, 'config' | 'disabled' | 'title'>>

/** A graph from nodes and edges such as `a b`: the output of a into the port `rows` of b; `a b/left` names the port. */
export function graphOf(nodes: readonly NodeSketch[], edges: readonly string[] = []): Graph {
  return {
    ...EMPTY_GRAPH,
    nodes: new Map(nodes.map((node) => [node.id, { disabled: false, position: { x: 0, y: 0 }, config: {}, ...node }])),
    edges: edges.map(edgeOf),
  }
}

export function edgeOf(text: string): Edge {
  const [from = '', to = ''] = text.split(' ')
  const [node = '', port = 'rows'] = to.split('/')
  return { from: { node: from, port: 'out' }, to: { node, port } }
}

export function catalogOf(...tables: readonly CatalogTable[]): Catalog {
  return { version: '1', tables }
}

export function tableOf(name: string, columns: Schema): CatalogTable {
  const id = `clickhouse/demo.${name}`
  return {
    id,
    store: 'clickhouse',
    namespace: 'demo',
    name,
    description: '',
    freshness: 'static',
    rowCount: null,
    columns,
  }
}

const INT32: Type = { kind: 'integer', bits: 32, signed: true }
const TIME: Type = { kind: 'datetime', precision: 3, zone: 'UTC' }
const PRICE: Type = { kind: 'decimal', precision: 10, scale: 2 }

/** A small table with a column of every class of types, missing values among them. */
const columns: Schema = [
  { name: 'origin', type: TEXT, nullable: true },
  { name: 'delay', type: INT32, nullable: true },
  { name: 'distance', type: FLOAT64, nullable: false },
  { name: 'price', type: PRICE, nullable: false },
  { name: 'day', type: DATE, nullable: true },
  { name: 'departure', type: TIME, nullable: true },
  { name: 'cancelled', type: BOOLEAN, nullable: true },
  { name: 'ticket', type: UUID, nullable: true },
  { name: 'stops', type: { kind: 'array', element: TEXT, elementNullable: false }, nullable: true },
  { name: 'shape', type: { kind: 'opaque', engine: 'Geometry' }, nullable: true },
]

const day = (text: string): bigint => BigInt(Date.parse(`${text}T00:00:00Z`)) / 86_400_000n
const time = (text: string): bigint => BigInt(Date.parse(text)) * 1_000_000n
const ticket = (digit: number): string => `00000000-0000-4000-8000-00000000000${digit}`

const rows: readonly (readonly Value[])[] = [
  ['SFO', 75n, 100.5, 1999n, day('2026-11-18'), time('2026-11-18T23:59:59.999Z'), false, ticket(1), ['LAX'], 'point'],
  ['LAX', 61n, 0, 500n, day('2026-11-19'), time('2026-11-19T00:00:00Z'), true, ticket(2), [], null],
  ['sfo', 60n, -1.5, 500n, day('2026-11-20'), time('2026-11-20T09:30:00Z'), null, null, null, null],
  ['', -5n, Number.NaN, 0n, day('2026-10-31'), time('2026-10-31T12:00:00Z'), false, ticket(1), null, null],
  [null, null, 60, 12_345n, null, null, null, null, null, null],
  [
    'JFK',
    120n,
    2_475,
    60_000n,
    day('2025-12-31'),
    time('2025-12-31T23:00:00Z'),
    true,
    ticket(3),
    ['ORD', 'DEN'],
    'line',
  ],
]

export const flights: { readonly table: CatalogTable; readonly rows: MemoryTable } = {
  table: tableOf('flights', columns),
  rows: { columns: columns.map(({ name }) => name), rows },
}
