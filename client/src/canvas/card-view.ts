import type { InputPort, NodeCategory } from '@flowforge/core/nodes'
import type { Problem } from '@flowforge/core/schema'
import { isGoing, type NodeRun } from './runs.ts'
import type { Signature } from './signatures.ts'

export type CardState = 'fresh' | 'queued' | 'running' | 'done' | 'stale' | 'warning' | 'error' | 'disabled'

/** Everything a card shows; equal facts give an equal card, which is then not drawn again. */
export interface CardView {
  readonly id: string
  readonly kind: string
  readonly category: NodeCategory
  readonly title: string
  readonly summary: string
  /** False where the summary only says what is still to be set. */
  readonly configured: boolean
  readonly state: CardState
  readonly inputs: readonly (InputPort & { readonly connected: boolean })[]
  readonly hasOutput: boolean
  readonly outputConnected: boolean
  readonly rows: number | null
  readonly rowsCapped: boolean
  readonly columns: number | null
  readonly milliseconds: number | null
  readonly ranAt: number | null
  readonly problem: Problem | null
}

export interface StateFacts {
  readonly disabled: boolean
  readonly problems: readonly Problem[]
  readonly run: NodeRun | undefined
  readonly signature: Signature | undefined
}

/**
 * One state for many facts, the most pressing first. Problems of the graph come before those of a run: they are true
 * now, the run's were true of what it ran, so a run of something else is only stale.
 */
export function cardState({ disabled, problems, run, signature }: StateFacts): CardState {
  if (disabled) return 'disabled'
  if (run !== undefined && isGoing(run.state)) return run.state === 'running' ? 'running' : 'queued'
  if (problems.some(isError)) return 'error'
  const current = run !== undefined && run.signature === signature
  if (current && run.problems.some(isError)) return 'error'
  if (problems.length > 0 || (current && run.problems.length > 0)) return 'warning'
  if (run === undefined || run.state === 'cancelled' || run.state === 'error') return 'fresh'
  return current ? 'done' : 'stale'
}

/** The problem a card's one line is for: errors first, the graph's before the run's. */
export function cardProblem({ problems, run, signature }: StateFacts): Problem | null {
  const current = run !== undefined && run.signature === signature ? run.problems : []
  const all = [...problems, ...current]
  return all.find(isError) ?? all[0] ?? null
}

const isError = (problem: Problem): boolean => problem.severity === 'error'
