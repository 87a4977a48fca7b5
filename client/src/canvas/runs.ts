import type { NodeRunState, RunOutput, RunStatus } from '@flowforge/core/protocol'
import type { Problem } from '@flowforge/core/schema'
import type { Signature } from './signatures.ts'

/** The last run as one node sees it. Nodes merged into one statement share its state and time. */
export interface NodeRun {
  readonly state: NodeRunState
  readonly by: RunStatus['by']
  readonly milliseconds: number | null
  /** Of the output itself; null for the nodes above it. */
  readonly rowCount: number | null
  readonly truncated: boolean
  readonly executionId: string
  readonly sql: RunOutput['sql']
  /** Those placed on this node, or on the statement as a whole if this is its output. */
  readonly problems: readonly Problem[]
  /** What the node computed when the run was asked for, and when its last news came (ms since 1970). */
  readonly signature: Signature | undefined
  readonly at: number
  readonly isOutput: boolean
}

export type RunsByNode = ReadonlyMap<string, NodeRun>

export const isGoing = (state: NodeRunState): boolean => state === 'pending' || state === 'running'

/** The runs after one more status. A node covered by several statements shows the least finished of them. */
export function applyRunStatus(
  before: RunsByNode,
  status: RunStatus,
  signatures: ReadonlyMap<string, Signature>,
  at: number,
): RunsByNode {
  const runs = new Map(before)
  const written = new Set<string>()
  for (const output of status.outputs) {
    for (const node of new Set([output.node, ...output.nodes])) {
      const next = runOf(status, output, node, signatures.get(node), at)
      const other = written.has(node) ? runs.get(node) : undefined
      const kept = other !== undefined && !next.isOutput && urgency(other.state) >= urgency(next.state) ? other : next
      const started = before.get(node)
      const sameRun = started?.executionId === kept.executionId && started.executionId !== ''
      runs.set(node, sameRun ? { ...kept, signature: started.signature } : kept)
      written.add(node)
    }
  }
  return runs
}

function runOf(
  status: RunStatus,
  output: RunOutput,
  node: string,
  signature: Signature | undefined,
  at: number,
): NodeRun {
  const isOutput = node === output.node
  return {
    state: output.state,
    by: status.by,
    milliseconds: output.milliseconds,
    rowCount: isOutput ? output.rowCount : null,
    truncated: isOutput && output.truncated,
    executionId: output.executionId,
    sql: output.sql,
    problems: output.problems.filter((problem) => (problem.place.node ?? output.node) === node),
    signature,
    at,
    isOutput,
  }
}

function urgency(state: NodeRunState): number {
  return { complete: 0, cancelled: 1, pending: 2, running: 3, error: 4 }[state]
}
