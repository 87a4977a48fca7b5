import type { Relation } from '@flowforge/core/plan'
import { expect, test } from 'vitest'
import type { SqlStore, StoreHealth } from '../stores/store.ts'
import { route } from './route.ts'

/** Routing asks a store for its name and health alone. */
function store(id: string, health: Partial<StoreHealth> = {}): SqlStore {
  const unused = () => Promise.reject(new Error('routing runs nothing'))
  return {
    id,
    title: id.toUpperCase(),
    dialect: 'clickhouse',
    health: () => ({ ready: true, reason: null, milliseconds: 1, ...health }),
    run: unused,
    discover: unused,
    close: unused,
  }
}

const scan = (id: string): Relation => ({
  operator: 'scan',
  table: { id: `${id}/shop.orders`, store: id, namespace: 'shop', name: 'orders' },
  columns: [],
})
const nested = (id: string): Relation => ({ operator: 'sort', order: [], input: scan(id) })

test('a plan goes to the store that holds its table, however deep it stands', () => {
  const stores = [store('first'), store('second')]
  expect(route(nested('second'), stores, 'n')).toEqual({ ok: true, store: stores[1] })
})

test('a plan without tables goes to the first store', () => {
  const stores = [store('first'), store('second')]
  expect(route({ operator: 'values', columns: [], rows: [] }, stores, 'n')).toEqual({ ok: true, store: stores[0] })
})

test.each([
  ['is not connected', [store('first')], 'The store “second” is not connected to this server.'],
  ['is not ready', [store('second', { ready: false, reason: 'It is starting.' })], 'It is starting.'],
])('a store that %s is a problem on the node', (_name, stores, message) => {
  expect(route(scan('second'), stores, 'n')).toMatchObject({
    ok: false,
    problems: [{ code: 'store_unavailable', place: { node: 'n' }, message }],
  })
})
