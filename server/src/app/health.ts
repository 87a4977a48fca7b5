import type { Database } from '../database/index.ts'
import type { SqlStore, StoreHealth } from '../stores/store.ts'

/** Every store by the name that the screen shows. */
export async function storeHealth(stores: {
  readonly database: Database
  readonly clickHouse: SqlStore
}): Promise<Readonly<Record<string, StoreHealth>>> {
  return { postgresql: await stores.database.health(), clickhouse: stores.clickHouse.health() }
}
