import { type CatalogTable, INT64, TEXT, type Type } from '@flowforge/core/schema'
import { describe, expect, it } from 'vitest'
import type { Drift } from './drift.ts'
import { CatalogRegistry, type CatalogStore } from './registry.ts'

const table = (name: string, columns: Record<string, Type>, rowCount = 1): CatalogTable => ({
  id: `one/market.${name}`,
  store: 'one',
  namespace: 'market',
  name,
  description: '',
  freshness: 'static',
  rowCount,
  columns: Object.entries(columns).map(([column, type]) => ({ name: column, type, nullable: false })),
})

const silent = { info: () => undefined, warn: () => undefined }

/** A store whose answers the test sets; it stands for a store's discovery, not for a store. */
function scripted(tables: readonly CatalogTable[] | Error) {
  const script = { tables, asked: 0 }
  const store: CatalogStore = {
    id: 'one',
    discover: async () => {
      script.asked += 1
      if (script.tables instanceof Error) throw script.tables
      return script.tables
    },
  }
  return { script, registry: new CatalogRegistry({ stores: [store], log: silent }) }
}

describe('CatalogRegistry', () => {
  it('keeps its version while only row counts change, and tells structure changes', async () => {
    const { script, registry } = scripted([table('trades', { symbol: TEXT })])
    const drifts: Drift[] = []
    const first = await registry.refresh()
    registry.onDrift((drift) => drifts.push(drift))

    script.tables = [table('trades', { symbol: TEXT }, 99)]
    expect((await registry.refresh()).version).toBe(first.version)
    expect(registry.current().tables[0]?.rowCount).toBe(99)
    expect(drifts).toEqual([])

    script.tables = [table('trades', { symbol: INT64, price: INT64 }), table('quotes', {})]
    expect((await registry.refresh()).version).not.toBe(first.version)
    expect(drifts).toEqual([
      {
        tablesAdded: ['one/market.quotes'],
        tablesRemoved: [],
        columnsAdded: ['one/market.trades#price'],
        columnsRemoved: [],
        columnsRetyped: ['one/market.trades#symbol'],
      },
    ])
  })

  it('keeps the last tables of a store that does not answer, names it, and tells no drift', async () => {
    const { script, registry } = scripted([table('trades', { symbol: TEXT })])
    const before = await registry.refresh()
    const drifts: Drift[] = []
    registry.onDrift((drift) => drifts.push(drift))
    script.tables = new Error('down')
    const down = await registry.refresh()
    expect(down).toEqual({ ...before, version: down.version, unavailable: ['one'] })
    expect(down.version).not.toBe(before.version)
    script.tables = before.tables
    expect(await registry.refresh()).toEqual(before)
    expect(drifts).toEqual([])
  })

  it('shares one round between requests at the same time', async () => {
    const { script, registry } = scripted([])
    await Promise.all([registry.refresh(), registry.refresh(), registry.refresh()])
    expect(script.asked).toBe(1)
  })
})
