import { type Catalog, type CatalogTable, INT64, TEXT } from '@flowforge/core/schema'
import { expect, test } from 'vitest'
import { exampleFor, exampleGraph } from '../canvas/example.ts'
import { findTables } from './table-picker.tsx'

const table = (name: string, description: string, columns: readonly string[]): CatalogTable => ({
  id: `clickhouse/market.${name}`,
  store: 'clickhouse',
  namespace: 'market',
  name,
  description,
  freshness: 'static',
  rowCount: 10,
  columns: columns.map((column) => ({ name: column, type: column.endsWith('_n') ? INT64 : TEXT, nullable: false })),
})
const catalog: Catalog = {
  version: '1',
  tables: [table('trades', 'Every trade', ['symbol', 'price_n']), table('airports', 'Where planes land', ['city'])],
}
const names = (search: string): string[] => findTables(catalog, search).map((found) => found.table.name)

test('tables are found by name, by description, and by a column, which is then named', () => {
  expect(names('')).toEqual(['airports', 'trades'])
  expect(names('trad')).toEqual(['trades'])
  expect(names('planes')).toEqual(['airports'])
  expect(findTables(catalog, 'city')).toMatchObject([{ table: { name: 'airports' }, column: 'city (text)' }])
  expect(names('zzzz')).toEqual([])
})

test('the example is on a table that is there and has numbers, and runs from its source to a table', () => {
  const example = exampleFor(catalog)
  expect(example?.table.name).toBe('trades')
  if (example === null) throw new Error('no example')
  const { nodes, edges } = exampleGraph(example)
  expect([...nodes.values()].map(({ type }) => type)).toEqual(['source', 'filter', 'sort', 'limit', 'table'])
  expect(edges).toHaveLength(4)
  expect(exampleFor({ version: '2', tables: [] })).toBeNull()
})
