import { catalogSchema } from '@flowforge/core/schema'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SILENT_LOG, startTestEngine, type TestEngine } from '../stores/clickhouse/testing/engine.ts'
import type { Drift } from './drift.ts'
import { CatalogRegistry } from './registry.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await startTestEngine()
})
afterAll(() => engine.close())

const command = async (sql: string) => engine.store.engine?.command(sql)

test('follows the engine’s own catalog by itself, and survives its death', async () => {
  await command('CREATE DATABASE shop')
  await command('CREATE TABLE shop.orders (id UInt64, price Decimal(9, 2)) ENGINE = MergeTree ORDER BY id')
  const registry = new CatalogRegistry({ stores: [engine.store], log: SILENT_LOG, everyMilliseconds: 20 })
  const drifts: Drift[] = []
  /** The next one that was not yet looked at. */
  const next = async () => {
    while (drifts.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    return drifts.shift()
  }
  try {
    await registry.start()
    expect(catalogSchema.parse(registry.current()).tables.map(({ id }) => id)).toEqual(['clickhouse/shop.orders'])
    registry.onDrift((drift) => drifts.push(drift))

    await command('ALTER TABLE shop.orders ADD COLUMN note Nullable(String)')
    expect(await next()).toMatchObject({ columnsAdded: ['clickhouse/shop.orders#note'] })
    await command('ALTER TABLE shop.orders MODIFY COLUMN price Decimal(18, 4)')
    expect(await next()).toMatchObject({ columnsRetyped: ['clickhouse/shop.orders#price'] })

    const known = registry.current().tables
    process.kill(engine.store.engine?.processId ?? 0, 'SIGKILL')
    while (registry.current().unavailable === undefined) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(registry.current()).toMatchObject({ tables: known, unavailable: ['clickhouse'] })
    while (registry.current().unavailable !== undefined) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(registry.current().tables).toEqual(known)

    await command('DROP TABLE shop.orders SYNC')
    expect(await next()).toMatchObject({ tablesRemoved: ['clickhouse/shop.orders'] })
  } finally {
    registry.close()
  }
})
