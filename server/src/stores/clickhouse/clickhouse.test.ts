import { Agent } from 'node:http'
import { createServer } from 'node:net'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ClickHouseStore, openClickHouse } from './index.ts'
import { column, conformance, firstColumn, queryOptions } from './testing/conformance.ts'
import { SILENT_LOG, startTestEngine, type TestEngine } from './testing/engine.ts'

const QUIET = { level: ClickHouseLogLevel.OFF }

describe('embedded ClickHouse', () => {
  let engine: TestEngine
  beforeAll(async () => {
    engine = await startTestEngine()
  })
  afterAll(() => engine.close())

  conformance(() => engine.store)

  test('limits on time, memory and rows read are met with a sentence', async () => {
    const limited = await startTestEngine({ limits: { maxExecutionSeconds: 1, maxRowsToRead: 5_000_000_000_000 } })
    const memory = await startTestEngine({
      limits: { maxMemoryBytes: 20_000_000, maxRowsToRead: 50_000_000, maxResultBytes: 500_000 },
    })
    try {
      const endless = 'SELECT sum(sipHash64(number)) FROM numbers(1000000000000)'
      await expect(firstColumn(limited.store, endless)).rejects.toMatchObject({
        code: 'query_limit',
        message: /longer/,
      })
      const groups = 'SELECT count() FROM (SELECT number FROM numbers(10000000) GROUP BY number)'
      await expect(firstColumn(memory.store, groups)).rejects.toMatchObject({ code: 'query_limit', message: /memory/ })
      await expect(firstColumn(memory.store, endless)).rejects.toMatchObject({ code: 'query_limit', message: /rows/ })
      const large = "SELECT repeat('x', 1000) FROM numbers(1000)"
      await expect(firstColumn(memory.store, large)).rejects.toMatchObject({ code: 'query_limit', message: /larger/ })
    } finally {
      await Promise.all([limited.close(), memory.close()])
    }
  })

  test('an unmodified client speaks to the socket', async () => {
    const socketPath = engine.store.engine?.socketPath
    const http_agent = new Agent({ keepAlive: true, socketPath } as object)
    const client = createClient({ url: 'http://engine', http_agent, log: QUIET })
    try {
      expect(await client.ping()).toEqual({ success: true })
      const query_params = { a: 18446744073709551615n, b: "it's\ta\\b", c: ["x'y", '\\'] }
      const query = 'SELECT {a:UInt64} AS a, {b:String} AS b, {c:Array(String)} AS c'
      const result = await client.query({ query, query_params, format: 'JSONEachRow' })
      expect(await result.json()).toEqual([{ a: '18446744073709551615', b: "it's\ta\\b", c: ["x'y", '\\'] }])
      await expect(client.query({ query: 'SELECT nothing', format: 'JSONEachRow' })).rejects.toMatchObject({
        code: '47',
        type: 'UNKNOWN_IDENTIFIER',
      })
    } finally {
      await client.close()
    }
  })

  test('reads tables, columns, comments and counts of its own catalog', async () => {
    await engine.store.engine?.command('CREATE DATABASE shop')
    await engine.store.engine?.command(`CREATE TABLE shop.orders (
      id UInt64 COMMENT 'Number of the order', note Nullable(String), price Decimal(18, 4), tags Array(LowCardinality(String)),
      at DateTime64(3, 'UTC'), extra Map(String, String)
    ) ENGINE = MergeTree ORDER BY id COMMENT 'Every order'`)
    await engine.store.engine?.command(`INSERT INTO shop.orders (id) SELECT number FROM numbers(7)`)
    const tables = await engine.store.discover(new AbortController().signal)
    expect(tables.find((table) => table.namespace === 'shop')).toEqual({
      id: 'clickhouse/shop.orders',
      store: 'clickhouse',
      namespace: 'shop',
      name: 'orders',
      description: 'Every order',
      freshness: 'batch',
      rowCount: 7,
      columns: [
        {
          name: 'id',
          type: { kind: 'integer', bits: 64, signed: false },
          nullable: false,
          description: 'Number of the order',
        },
        column('note', { kind: 'text' }, true),
        column('price', { kind: 'decimal', precision: 18, scale: 4 }),
        column('tags', { kind: 'array', element: { kind: 'text' }, elementNullable: false }),
        column('at', { kind: 'datetime', precision: 3, zone: 'UTC' }),
        column('extra', { kind: 'opaque', engine: 'Map(String, String)' }),
      ],
    })
  })

  test('a slow reader holds the engine back instead of filling memory', async () => {
    // The engine would need no second for these rows; it must still be writing them while nobody reads.
    const socketPath = engine.store.engine?.socketPath
    const client = createClient({ url: 'http://engine', http_agent: new Agent({ socketPath } as object), log: QUIET })
    const query = `SELECT number, repeat('x', 100) FROM numbers(1000000000) FORMAT JSONCompactColumns`
    const { stream } = await client.exec({ query })
    let bytes = 0
    for await (const chunk of stream) {
      bytes += (chunk as Buffer).length
      if (bytes > 50_000_000) break
    }
    const left = "SELECT count() FROM system.processes WHERE position(query, 'repeat(') > 0"
    while ((await firstColumn(engine.store, `${left} AND query NOT LIKE '%processes%'`))[0] !== '0');
    await client.close()
  })
})

test('a server that does not answer is not ready and says why, and a query fails as unavailable', async () => {
  const closed = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => closed.once('listening', resolve))
  const { port } = closed.address() as { port: number }
  await new Promise((resolve) => closed.close(resolve))
  const url = `http://someone:hidden-password@127.0.0.1:${port}`
  const store = await openClickHouse({ url, log: SILENT_LOG })
  try {
    expect(store.health()).toMatchObject({ ready: false, reason: expect.stringContaining('went away') })
    const failure = await store
      .run({ text: 'SELECT 1', parameters: [] }, queryOptions([]))
      .then(() => null)
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'store_unavailable' })
    expect(String(failure)).not.toMatch(/hidden-password|127\.0\.0\.1/)
  } finally {
    await store.close()
  }
})

const { CLICKHOUSE_URL: url } = process.env

describe.skipIf(url === undefined)('ClickHouse server (CLICKHOUSE_URL)', () => {
  let store: ClickHouseStore
  beforeAll(async () => {
    store = await openClickHouse({ url: url ?? '', log: SILENT_LOG })
  })
  afterAll(() => store.close())

  conformance(() => store)
})
