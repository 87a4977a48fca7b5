import type { Graph } from '@flowforge/core/graph'
import { type Propagation, propagate } from '@flowforge/core/propagate'
import type { ExecutionRecord, RunOutput } from '@flowforge/core/protocol'
import type { Catalog, Problem } from '@flowforge/core/schema'
import type { Logger } from 'pino'
import type { Database } from '../database/index.ts'
import { answerQuestion, type QuestionAnswer } from './answer.ts'
import type { Result } from './compile.ts'
import { ExecutionLog, newExecutionId } from './execution-log.ts'
import { HeldResults } from './held-results.ts'
import { packTable } from './packed-table.ts'
import { Pages } from './pages.ts'
import { internalProblem } from './problems.ts'
import type { Stores } from './route.ts'
import { type EndedResult, GraphRun, outputNodes } from './run.ts'
import type { AskNode, NodeAnswer, QueryService, ReadRows, RowsPage, Run, RunGraph } from './service.ts'
import { type StatementEvent, Statements } from './statements.ts'
import { unreadableProblems } from './unreadable.ts'

export interface QueryServiceOptions {
  readonly stores: Stores
  /** The catalog as it is now. */
  readonly catalog: () => Catalog
  readonly kysely: Database['kysely']
  readonly log: Pick<Logger, 'error' | 'warn'>
  /** Milliseconds since 1970. */
  readonly now?: () => number
  readonly observe?: (event: StatementEvent) => void
}

/** An execution that has not ended, or ended while its record is being written. */
interface LiveExecution {
  record: ExecutionRecord
  readonly controller: AbortController
}

/** A server that is gone left it unfinished: no store lets a query run for as long. */
const ABANDONED_MILLISECONDS = 60 * 60_000

export function createQueryService(options: QueryServiceOptions): QueryService {
  return new LocalQueryService(options)
}

class LocalQueryService implements QueryService {
  readonly #options: QueryServiceOptions
  readonly #now: () => number
  readonly #log: ExecutionLog
  readonly #statements: Statements
  readonly #held = new HeldResults()
  readonly #pages: Pages
  readonly #live = new Map<string, LiveExecution>()
  readonly #propagations = new WeakMap<Graph, Propagation>()
  readonly #closing = new AbortController()
  /** Runs until their last row is written. */
  readonly #running = new Set<Promise<unknown>>()

  constructor(options: QueryServiceOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#log = new ExecutionLog(options.kysely)
    this.#statements = new Statements(options.observe)
    this.#pages = new Pages({
      stores: options.stores,
      statements: this.#statements,
      held: this.#held,
      log: options.log,
      now: this.#now,
      closing: this.#closing.signal,
    })
    this.#log.endAbandoned(ABANDONED_MILLISECONDS).catch((error: unknown) => {
      options.log.warn({ error }, 'Executions of an earlier server could not be ended')
    })
  }

  async ask(request: AskNode): Promise<NodeAnswer> {
    const { node, head } = request
    const answered = await this.#answer(request)
    const empty = { node, head, fingerprint: null, milliseconds: 0, table: null, executionId: null, sql: null }
    if (!answered.ok) return { ...empty, problems: answered.problems }
    const { table, fingerprint, milliseconds, sql } = answered.value
    const answer = { ...empty, fingerprint, milliseconds, sql, problems: [] }
    const { inlineBytes } = request
    if (inlineBytes === undefined || JSON.stringify(table).length <= inlineBytes) return { ...answer, table }
    return { ...answer, executionId: await this.#hold(request, answered.value) }
  }

  async run(request: RunGraph): Promise<Run> {
    const propagation = this.#propagate(request.graph)
    const nodes = request.node === null ? outputNodes(propagation) : [request.node]
    const executions = nodes.map((node) => ({ node, executionId: newExecutionId() }))
    const written: Promise<void>[] = []
    const started = this.#log.start({
      workflowId: request.workflowId,
      head: request.head,
      principalId: request.principal.id,
      requestId: request.requestId,
      node: request.node,
      executions: executions.map(({ node, executionId }) => ({ id: executionId, nodeId: node })),
    })
    const run = this.#startRun(request, propagation, executions, (output, result) => {
      written.push(this.#ended(request, output, result, started))
    })
    const finished = run.finished.then(async (status) => {
      await Promise.all(written)
      return status
    })
    this.#running.add(finished)
    void finished.finally(() => this.#running.delete(finished))
    try {
      await started
    } catch (error) {
      for (const { executionId } of executions) this.cancel(executionId)
      await finished
      throw error
    }
    return { executions: run.records, finished }
  }

  async execution(id: string): Promise<ExecutionRecord | null> {
    return this.#live.get(id)?.record ?? this.#held.get(id)?.record ?? (await this.#log.read(id))
  }

  rows(request: ReadRows): Promise<RowsPage | Problem> {
    return this.#pages.read(request, () => this.execution(request.executionId))
  }

  cancel(executionId: string): boolean {
    const live = this.#live.get(executionId)
    if (live === undefined || live.controller.signal.aborted) return false
    live.controller.abort()
    return true
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.allSettled(this.#running)
    this.#held.close()
  }

  async #answer(request: AskNode): Promise<Result<QuestionAnswer>> {
    const { node, question, principal } = request
    try {
      const propagation = this.#propagate(request.graph)
      const unreadable = unreadableProblems(propagation, node, request.unreadable)
      if (unreadable.length > 0) return { ok: false, problems: unreadable }
      return await answerQuestion(node, question, {
        propagation,
        stores: this.#options.stores,
        statements: this.#statements,
        principalId: principal.id,
        signal: AbortSignal.any([request.signal, this.#closing.signal]),
        now: this.#now(),
      })
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
  async #hold(request: AskNode, { table, fingerprint, milliseconds, sql, bound }: QuestionAnswer): Promise<string> {
    const record: ExecutionRecord = {
      ...this.#newRecord(request, request.node, newExecutionId()),
      state: 'complete',
      fingerprint,
      milliseconds,
      rowCount: table.rowCount,
      sql,
    }
    this.#held.set({
      record,
      columns: table.columns,
      table: await packTable(table),
      bound,
      catalog: this.#options.catalog(),
    })
    return record.id
  }

  #startRun(
    request: RunGraph,
    propagation: Propagation,
    executions: readonly { readonly node: string; readonly executionId: string }[],
    onEnd: (output: RunOutput, result: EndedResult | null) => void,
  ) {
    for (const { node, executionId } of executions)
      this.#live.set(executionId, {
        record: this.#newRecord(request, node, executionId),
        controller: new AbortController(),
      })
    const { stores, log } = this.#options
    const run = new GraphRun(
      { request, propagation, stores, statements: this.#statements, log, now: this.#now(), onEnd },
      executions,
    )
    const always = AbortSignal.any([request.signal, this.#closing.signal])
    const finished = run.finish((id) => AbortSignal.any([always, this.#live.get(id)?.controller.signal ?? always]))
    const records = run.status().outputs.map((output) => this.#recordOf(request, output))
    return { finished, records }
  }

  /** Keeps what an output ended with, and writes it down. */
  async #ended(
    request: RunGraph,
    output: RunOutput,
    result: EndedResult | null,
    started: Promise<void>,
  ): Promise<void> {
    const { executionId } = output
    const record = this.#recordOf(request, output)
    const live = this.#live.get(executionId)
    if (live !== undefined) live.record = record
    if (result !== null) {
      const { compiled, packed } = result
      const { bound, columns } = compiled
      this.#held.set({ record, columns, table: packed.table, bound, catalog: this.#options.catalog() })
    }
    try {
      // A run that could not be recorded is told to its asker, and has no row to end.
      if (
        await started.then(
          () => true,
          () => false,
        )
      )
        await this.#log.finish(output)
    } catch (error) {
      this.#options.log.error({ error, executionId }, 'The end of an execution could not be recorded')
    } finally {
      this.#live.delete(executionId)
    }
  }

  #newRecord(request: AskNode | RunGraph, nodeId: string, id: string): ExecutionRecord {
    return {
      id,
      workflowId: request.workflowId,
      nodeId,
      state: 'pending',
      head: request.head,
      fingerprint: null,
      milliseconds: null,
      rowCount: null,
      truncated: false,
      sql: null,
      problems: [],
      startedAt: new Date(this.#now()).toISOString(),
    }
  }

  #recordOf(request: RunGraph, output: RunOutput): ExecutionRecord {
    const known = this.#live.get(output.executionId)?.record
    const { state, fingerprint, milliseconds, rowCount, truncated, sql, problems } = output
    return {
      ...(known ?? this.#newRecord(request, output.node, output.executionId)),
      ...{ state, fingerprint, milliseconds, rowCount, truncated, problems: [...problems] },
      sql: sql === null ? null : { ...sql, parameters: { ...sql.parameters } },
    }
  }
}
