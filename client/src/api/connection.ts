import { signal } from '@preact/signals'
import { ApiError } from './error.ts'

/**
 * Whether the server answers. Judged by what requests meet, not by the network alone: a local server answers without
 * any, and a network without the server is of no use.
 */
export const reachable = signal<boolean>(true)

/** Runs a request and notes whether the server was there. */
export async function noting<Value>(request: Promise<Value>): Promise<Value> {
  try {
    const value = await request
    reachable.value = true
    return value
  } catch (error) {
    if (error instanceof ApiError) reachable.value = !error.isOffline
    throw error
  }
}

const RETRY_LEAST = 2_000
const RETRY_MOST = 30_000

/** While the server is away, `attempt` runs again after growing, jittered waits, and at once when the network returns. */
export function retryWhileAway(attempt: () => Promise<unknown>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let wait = RETRY_LEAST
  let stopped = false
  const again = (): void => {
    clearTimeout(timer)
    if (stopped) return
    attempt()
      .then(
        () => {
          wait = RETRY_LEAST
        },
        () => undefined,
      )
      .finally(plan)
  }
  const plan = (): void => {
    clearTimeout(timer)
    if (stopped || reachable.value) return
    timer = setTimeout(again, wait * (0.5 + Math.random()))
    wait = Math.min(RETRY_MOST, wait * 1.6)
  }
  const stopWatching = reachable.subscribe(() => plan())
  addEventListener('online', again)
  return () => {
    stopped = true
    clearTimeout(timer)
    stopWatching()
    removeEventListener('online', again)
  }
}
