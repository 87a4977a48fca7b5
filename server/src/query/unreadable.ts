import { coveredNodes } from '@flowforge/core/lower'
import type { Propagation } from '@flowforge/core/propagate'
import type { Problem } from '@flowforge/core/schema'

/**
 * What a document says and nobody could read, of a node and of all that it reads from: reading leaves such a value out,
 * and a query without it would answer another question than the one on screen.
 */
export function unreadableProblems(
  propagation: Propagation,
  node: string,
  unreadable: readonly Problem[] = [],
): readonly Problem[] {
  if (unreadable.length === 0) return []
  const covered = new Set(coveredNodes(propagation, node))
  return unreadable.filter(({ place, severity }) => severity === 'error' && covered.has(place.node ?? ''))
}
