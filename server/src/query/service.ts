import type { Graph } from '@flowforge/core/graph'
import type { Answer, ExecutionRecord, Question, ResultTable, RunStatus } from '@flowforge/core/protocol'
import type { Problem } from '@flowforge/core/schema'
import type { Principal } from '../access/principal.ts'

/**
 * Everything between a graph and rows. Callers have checked that the principal may run this workflow; the graph and head
 * are those of one moment of the document. A user's mistake and a store's failure come back as Problems, never as throws.
 */
export interface QueryService {
  /** Answers one question about one node. Equal questions in flight or just answered share one query. */
  ask(request: AskNode): Promise<NodeAnswer>
  /** Starts all outputs, or one node, and returns as soon as their executions are recorded. */
  run(request: RunGraph): Promise<Run>
  /** Null where no such execution is known. The caller checks that its workflow may be read. */
  execution(id: string): Promise<ExecutionRecord | null>
  /** A slice of a stored result. A sort runs a new plan over the same output, with a total order. */
  rows(request: ReadRows): Promise<RowsPage | Problem>
  /** Stops a running execution; false where it is not running. */
  cancel(executionId: string): boolean
  /** Cancels what runs and waits for it. */
  close(): Promise<void>
}

/** One moment of a workflow, and who asks about it. */
interface Asking {
  readonly principal: Principal
  readonly workflowId: string
  readonly graph: Graph
  /** What of the document could not be read: nodes that have such an error, or read from one that has, are refused. */
  readonly unreadable?: readonly Problem[]
  /** Sequence of the document that the graph was read at. */
  readonly head: number
  /** Gives up: a query nobody else waits for is stopped in its store. */
  readonly signal: AbortSignal
}

export interface AskNode extends Asking {
  readonly node: string
  readonly question: Question
  /** A larger table is stored and answered by its execution id; without it the table is always in the answer. */
  readonly inlineBytes?: number
}

export type NodeAnswer = Omit<Answer, 'requestId'>

export interface RunGraph extends Asking {
  readonly requestId: string
  /** Null: every output of the graph. */
  readonly node: string | null
  /** Every change of state, whole each time. The last has `state` other than pending or running. */
  readonly onStatus?: (status: RunStatus) => void
}

export interface Run {
  readonly executions: readonly ExecutionRecord[]
  /** The last status; never rejects. */
  readonly finished: Promise<RunStatus>
}

export interface ReadRows {
  readonly principal: Principal
  readonly executionId: string
  readonly offset: number
  readonly limit: number
  readonly sort: { readonly column: string; readonly descending: boolean } | null
  readonly signal: AbortSignal
}

export interface RowsPage {
  readonly offset: number
  /** Rows of the whole stored result. */
  readonly total: number
  readonly table: ResultTable
}
