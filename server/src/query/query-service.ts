import { setMaxListeners } from 'node:events'
import type { Graph } from '@flowforge/core/graph'
import { type Propagation, propagate } from '@flowforge/core/propagate'
import type { ExecutionRecord } from '@flowforge/core/protocol'
import type { Catalog, Problem } from '@flowforge/core/schema'
import type { Logger } from 'pino'
import type { Database } from '../database/index.ts'
import type { RedisStore } from '../stores/redis/index.ts'
import { answerQuestion, type QuestionAnswer } from './answer.ts'
import type { Result } from './compile.ts'
import { ExecutionLog } from './execution-log.ts'
import { executionRecord, newExecutionId } from './execution-record.ts'
import { HeldResults } from './held-results.ts'
import { packTable } from './packed-table.ts'
import { Pages } from './pages.ts'
import { internalProblem } from './problems.ts'
import type { Stores } from './route.ts'
import { Runs } from './runs.ts'
import type { AskNode, NodeAnswer, QueryService, ReadRows, RowsPage, Run, RunGraph } from './service.ts'
import { withAnySignal } from './signals.ts'
import { type StatementEvent, Statements } from './statements.ts'
import { unreadableProblems } from './unreadable.ts'

export interface QueryServiceOptions {
  readonly stores: Stores
  /** The catalog as it is now. */
  readonly catalog: () => Catalog
  readonly kysely: Database['kysely']
  /** Shares answers with the other nodes; absent on a single one. */
  readonly redis?: RedisStore
  readonly log: Pick<Logger, 'error' | 'warn'>
  /** Milliseconds since 1970. */
  readonly now?: () => number
  readonly observe?: (event: StatementEvent) => void
}

export function createQueryService(options: QueryServiceOptions): QueryService {
  return new LocalQueryService(options)
}

class LocalQueryService implements QueryService {
  readonly #options: QueryServiceOptions
  readonly #now: () => number
  readonly #executions: ExecutionLog
  readonly #statements: Statements
  readonly #held = new HeldResults()
  readonly #pages: Pages
  readonly #runs: Runs
  readonly #propagations = new WeakMap<Graph, Propagation>()
  readonly #closing = new AbortController()

  constructor(options: QueryServiceOptions) {
    const { stores, log, now = Date.now } = options
    this.#options = options
    this.#now = now
    this.#executions = new ExecutionLog(options.kysely)
    this.#statements = new Statements(options.redis ?? null, options.observe)
    const shared = { stores, log, now, statements: this.#statements, held: this.#held }
    this.#pages = new Pages({ ...shared, closing: this.#closing.signal })
    this.#runs = new Runs({ ...shared, executions: this.#executions })
    // Every question under way listens.
    setMaxListeners(0, this.#closing.signal)
    this.#executions.tidy().catch((error: unknown) => {
      log.warn({ error }, 'Executions of an earlier server could not be tidied')
    })
  }

  async ask(request: AskNode): Promise<NodeAnswer> {
    const { node, head, inlineBytes } = request
    const answered = await this.#answer(request)
    const empty = { node, head, fingerprint: null, milliseconds: 0, table: null, executionId: null, sql: null }
    if (!answered.ok) return { ...empty, problems: answered.problems }
    const { table, fingerprint, milliseconds, sql } = answered.value
    const answer = { ...empty, fingerprint, milliseconds, sql, problems: [] }
    if (inlineBytes === undefined || JSON.stringify(table).length <= inlineBytes) return { ...answer, table }
    return { ...answer, executionId: await this.#hold(request, answered.value) }
  }

  run(request: RunGraph): Promise<Run> {
    return this.#runs.start(request, this.#propagate(request.graph))
  }

  async execution(id: string): Promise<ExecutionRecord | null> {
    return this.#runs.find(id) ?? this.#held.get(id)?.record ?? (await this.#executions.read(id))
  }

  rows(request: ReadRows): Promise<RowsPage | Problem> {
    return this.#pages.read(request, () => this.execution(request.executionId))
  }

  cancel(executionId: string): boolean {
    return this.#runs.cancel(executionId)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#runs.close()
    this.#held.close()
  }

  async #answer(request: AskNode): Promise<Result<QuestionAnswer>> {
    const { node, question, principal } = request
    try {
      const propagation = this.#propagate(request.graph)
      const unreadable = unreadableProblems(propagation, node, request.unreadable)
      if (unreadable.length > 0) return { ok: false, problems: unreadable }
      return await withAnySignal([request.signal, this.#closing.signal], (signal) =>
        answerQuestion(node, question, {
          propagation,
          stores: this.#options.stores,
          statements: this.#statements,
          principalId: principal.id,
          signal,
          now: this.#now(),
        }),
      )
    } catch (error) {
      this.#options.log.error({ error, node, workflowId: request.workflowId }, 'A question could not be answered')
      return { ok: false, problems: [internalProblem(node)] }
    }
  }

  /** Graphs are never changed in place, so what was propagated for one stands while the catalog does. */
  #propagate(graph: Graph): Propagation {
    const propagation = propagate(graph, this.#options.catalog(), this.#propagations.get(graph))
    this.#propagations.set(graph, propagation)
    return propagation
  }

  /** Keeps a large answer to be fetched; it has no row of its own in the database. */
  async #hold(request: AskNode, answer: QuestionAnswer): Promise<string> {
    const { table, fingerprint, milliseconds, sql, bound, catalog } = answer
    const executionId = newExecutionId()
    const { node } = request
    const complete = { state: 'complete', nodes: [], truncated: false, problems: [], rowCount: table.rowCount } as const
    const output = { ...complete, node, executionId, fingerprint, milliseconds, sql }
    const record = executionRecord(output, { ...request, now: this.#now() })
    this.#held.set({ record, columns: table.columns, table: await packTable(table), bound, catalog })
    return executionId
  }
}
