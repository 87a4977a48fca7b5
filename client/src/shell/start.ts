import { catalog, loadCatalog } from '../api/catalog.ts'
import { reachable, retryWhileAway } from '../api/connection.ts'
import { loadHealth } from '../api/health.ts'
import { loadSession } from '../api/session.ts'
import { sendQueuedWorkflows } from '../home/sync-queue.ts'
import { loadWorkflows } from '../home/workflows.ts'

const HEALTH_EVERY = 20_000
/** Colleagues make, rename and delete workflows too. */
const LIST_EVERY = 15_000
const CATALOG_EVERY = 60_000

/** Learns who is here and what there is, keeps that fresh while the page is in view, and sends what was made offline. */
export function start(): void {
  const everything = async (): Promise<void> => {
    // Without a session there is nothing to ask for, but each list still says how it stands.
    await loadSession().catch(() => undefined)
    await Promise.allSettled([loadCatalog(), loadWorkflows(), loadHealth()])
  }
  const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined)
  quietly(everything())
  retryWhileAway(everything)
  sendQueuedWorkflows()
  const whileSeen = (work: () => Promise<unknown>, every: number): void => {
    setInterval(() => {
      if (document.visibilityState === 'visible' && reachable.value) quietly(work())
    }, every)
  }
  whileSeen(loadHealth, HEALTH_EVERY)
  // A first start discovers its tables while the page is open already: look more often until there are some.
  whileSeen(() => (catalog.value?.tables.length ? Promise.resolve() : loadCatalog()), 3_000)
  whileSeen(loadCatalog, CATALOG_EVERY)
  whileSeen(loadWorkflows, LIST_EVERY)
  addEventListener('focus', () => quietly(Promise.allSettled([loadWorkflows(), loadCatalog()])))
}
