import { inputsOf, type Relation } from '@flowforge/core/plan'
import type { Problem } from '@flowforge/core/schema'
import type { SqlStore } from '../stores/store.ts'
import { problemAt } from './problems.ts'

export type Routing =
  | { readonly ok: true; readonly store: SqlStore }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** The stores there are, by id. The first runs plans that read no table. */
export type Stores = readonly SqlStore[]

/**
 * Picks the store that runs a plan: the one that holds its tables. The only place that knows stores exist.
 * `node` is where a refusal is shown.
 */
export function route(relation: Relation, stores: Stores, node: string): Routing {
  const tables = tablesOf(relation)
  const ids = new Set([...tables.values()])
  if (ids.size > 1) return refuse(twoStores(tables, stores, node))
  const [id] = ids
  const store = id === undefined ? stores[0] : stores.find((candidate) => candidate.id === id)
  if (store === undefined) {
    const message = `The store “${id ?? ''}” is not connected to this server.`
    return refuse(problemAt(node, 'store_unavailable', message, 'Choose a table of another store, or connect it.'))
  }
  const { ready, reason } = store.health()
  if (!ready) return refuse(problemAt(node, 'store_unavailable', reason ?? `${store.title} is not ready.`))
  return { ok: true, store }
}

const refuse = (problem: Problem): Routing => ({ ok: false, problems: [problem] })

/** Store by table, as `namespace.name`. */
function tablesOf(relation: Relation): ReadonlyMap<string, string> {
  const tables = new Map<string, string>()
  const visit = (inner: Relation): void => {
    if (inner.operator === 'scan') tables.set(`${inner.table.namespace}.${inner.table.name}`, inner.table.store)
    inputsOf(inner).forEach(visit)
  }
  visit(relation)
  return tables
}

function twoStores(tables: ReadonlyMap<string, string>, stores: Stores, node: string): Problem {
  const named = [...tables].map(([table, id]) => {
    const title = stores.find((store) => store.id === id)?.title ?? id
    return `${table} (${title})`
  })
  const message = `These tables are in different stores and cannot be read together: ${named.join(', ')}.`
  return problemAt(node, 'store_refuses', message, 'Use tables of one store, or run the parts apart.')
}
