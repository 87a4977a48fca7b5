import type { Problem } from '@flowforge/core/schema'
import { StoreError } from '../stores/store-error.ts'

/** Placed on a node. */
export function problemAt(node: string, code: Problem['code'], message: string, hint?: string): Problem {
  return { code, severity: 'error', place: { node }, message, ...(hint === undefined ? {} : { hint }) }
}

/**
 * What a query failed of, as a Problem: on the sources where their store is away, otherwise on the node that was asked.
 * Null where the error is no store's: a bug, to be thrown on.
 */
export function storeProblems(error: unknown, node: string, sources: readonly string[]): readonly Problem[] | null {
  if (!(error instanceof StoreError)) return null
  const nodes = error.code === 'store_unavailable' && sources.length > 0 ? sources : [node]
  const hint = HINTS[error.code]
  return nodes.map((place) => problemAt(place, error.code, error.message, hint))
}

const HINTS: Partial<Record<StoreError['code'], string>> = {
  query_failed: 'Run it again; if it fails again, look at the SQL of this node.',
  store_unavailable: 'It is asked again by itself; run this once more in a moment.',
}

/** For what must never happen: the words go to the log, the user gets this. */
export function internalProblem(node: string): Problem {
  return problemAt(
    node,
    'internal',
    'FlowForge could not work this out: this is a fault of FlowForge.',
    'Try again; the server’s log says more.',
  )
}
