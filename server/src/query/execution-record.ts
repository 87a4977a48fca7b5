import { randomUUID } from 'node:crypto'
import type { ExecutionRecord, RunOutput } from '@flowforge/core/protocol'

export const newExecutionId = (): string => randomUUID()

export interface RecordOrigin {
  readonly workflowId: string
  readonly head: number
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What an execution is for everybody who asks, from where its output stands. */
export function executionRecord(output: RunOutput, { workflowId, head, now }: RecordOrigin): ExecutionRecord {
  const { executionId, node, state, fingerprint, milliseconds, rowCount, truncated, sql, problems } = output
  return {
    id: executionId,
    workflowId,
    nodeId: node,
    state,
    head,
    fingerprint,
    milliseconds,
    rowCount,
    truncated,
    sql: sql === null ? null : { ...sql, parameters: { ...sql.parameters } },
    problems: [...problems],
    startedAt: new Date(now).toISOString(),
  }
}
