import type { Graph, GraphNode } from '@flowforge/core/graph'
import type { Catalog, JsonObject } from '@flowforge/core/schema'
import type { UserPrincipal } from '../src/access/principal.ts'
import type { Database } from '../src/database/index.ts'
import { createQueryService } from '../src/query/query-service.ts'
import type { QueryService } from '../src/query/service.ts'
import type { StatementEvent } from '../src/query/statements.ts'
import { startTestEngine, type TestEngine } from '../src/stores/clickhouse/testing/engine.ts'
import { startTestDatabase } from './postgres.ts'

export const ADA: UserPrincipal = { kind: 'user', id: 'ada', name: 'Ada', role: 'admin' }
export const WORKFLOW = 'workflow-1'
/** The clock of every query. */
export const NOW = Date.UTC(2026, 10, 22, 12)

export const FLIGHTS = 'clickhouse/shop.flights'
export const MILLION = 'clickhouse/shop.million'
/** A view over numbers without end, which the engine cannot see through: a query that reads all of it runs until it is stopped. */
export const ENDLESS = 'clickhouse/shop.endless'
/** In the catalog, and dropped since. */
export const DROPPED = 'clickhouse/shop.dropped'

const TABLES = [
  'CREATE DATABASE shop',
  `CREATE TABLE shop.flights (id UInt32, origin LowCardinality(String), delay Nullable(Int32), departed DateTime64(3, 'UTC'),
     fare Decimal(9, 2), total UInt64) ENGINE = MergeTree ORDER BY id`,
  `INSERT INTO shop.flights SELECT number, ['SFO', 'LAX', 'JFK', 'ORD'][number % 4 + 1],
     if(number % 10 = 0, NULL, toInt32(number * 7919 % 300) - 60),
     toDateTime64('2026-11-22 12:00:00.000', 3, 'UTC') - toIntervalMinute(number),
     toDecimal32(number, 2) / 4, 18446744073709551615 - number FROM numbers(30000)`,
  'CREATE TABLE shop.million (n UInt32) ENGINE = MergeTree ORDER BY n',
  'INSERT INTO shop.million SELECT number FROM numbers(1000005)',
  'CREATE VIEW shop.endless AS SELECT cityHash64(number) AS n FROM system.numbers',
  'CREATE TABLE shop.dropped (n UInt32) ENGINE = MergeTree ORDER BY n',
]

export interface QueryFixture {
  readonly engine: TestEngine
  readonly database: Database
  readonly queries: QueryService
  readonly catalog: Catalog
  readonly events: StatementEvent[]
  /** Rows of a hand-written query. */
  select(sql: string): Promise<unknown[][]>
  close(): Promise<void>
}

/** The query service on a real ClickHouse with a few tables and a real PostgreSQL. */
export async function startQueryFixture(): Promise<QueryFixture> {
  const [engine, database] = await Promise.all([startTestEngine(), startTestDatabase()])
  const admin = (sql: string, format?: string) => {
    if (engine.store.engine === null) throw new Error('no embedded engine')
    return engine.store.engine.command(sql, format)
  }
  for (const sql of TABLES) await admin(sql)
  const catalog = { version: '1', tables: await engine.store.discover(AbortSignal.timeout(10_000)) }
  await admin('DROP TABLE shop.dropped')
  const { kysely } = database
  await kysely.insertInto('user').values({ id: ADA.id, name: ADA.name, role: ADA.role }).execute()
  await kysely.insertInto('document').values({ id: WORKFLOW, kind: 'workflow', owner_id: ADA.id }).execute()
  const events: StatementEvent[] = []
  const queries = createQueryService({
    stores: [engine.store],
    catalog: () => catalog,
    kysely,
    log: {
      error: (fields: unknown) => void process.stderr.write(`${JSON.stringify(fields)}\n`),
      warn: () => undefined,
    },
    now: () => NOW,
    observe: (event) => void events.push(event),
  })
  return {
    engine,
    database,
    queries,
    catalog,
    events,
    select: async (sql) => {
      const text = await admin(sql, 'JSONCompact')
      return (JSON.parse(text) as { data: unknown[][] }).data
    },
    close: async () => {
      await queries.close()
      await engine.close()
      await database.close()
    },
  }
}

type NodeSpec = readonly [type: string, config?: JsonObject, options?: { readonly disabled?: boolean }]

/** A graph in which each node reads the rows of the one before it: ids are the keys. */
export function chain(specs: Readonly<Record<string, NodeSpec>>): Graph {
  const ids = Object.keys(specs)
  const nodes = new Map(
    Object.entries(specs).map(([id, [type, config = {}, { disabled = false } = {}]]): [string, GraphNode] => [
      id,
      { id, type, config, disabled, position: { x: 0, y: 0 } },
    ]),
  )
  const edges = ids.slice(1).map((id, index) => ({
    from: { node: ids[index] ?? '', port: 'out' },
    to: { node: id, port: 'rows' },
  }))
  return { name: '', description: '', nodes, edges, notes: [] }
}

/** Two graphs as one. */
export function beside(first: Graph, second: Graph): Graph {
  return {
    ...first,
    nodes: new Map([...first.nodes, ...second.nodes]),
    edges: [...first.edges, ...second.edges],
  }
}
