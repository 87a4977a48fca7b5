import { setMaxListeners } from 'node:events'
import type { Propagation } from '@flowforge/core/propagate'
import type { ExecutionRecord, RunOutput, RunStatus } from '@flowforge/core/protocol'
import type { Logger } from 'pino'
import type { ExecutionLog } from './execution-log.ts'
import { executionRecord, newExecutionId } from './execution-record.ts'
import type { HeldResults } from './held-results.ts'
import type { Stores } from './route.ts'
import { type EndedResult, GraphRun, outputNodes } from './run.ts'
import type { Run, RunGraph } from './service.ts'
import type { Statements } from './statements.ts'

export interface RunsOptions {
  readonly stores: Stores
  readonly statements: Statements
  readonly held: HeldResults
  readonly executions: ExecutionLog
  readonly log: Pick<Logger, 'error'>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** An execution until its end is written down. */
interface LiveExecution {
  record: ExecutionRecord
  readonly controller: AbortController
}

/** Runs under way: starts them, stops them, keeps their results and writes down how they end. */
export class Runs {
  readonly #options: RunsOptions
  readonly #live = new Map<string, LiveExecution>()
  /** Until the last row is written. */
  readonly #unfinished = new Set<Promise<unknown>>()

  constructor(options: RunsOptions) {
    this.#options = options
  }

  /** Queries start while the run is being recorded; rejects, and stops them, where it cannot be. */
  async start(request: RunGraph, propagation: Propagation): Promise<Run> {
    const nodes = request.node === null ? outputNodes(propagation) : [request.node]
    const planned = nodes.map((node) => ({ node, executionId: newExecutionId() }))
    const recorded = this.#options.executions.start({
      workflowId: request.workflowId,
      head: request.head,
      principalId: request.principal.id,
      requestId: request.requestId,
      node: request.node,
      executions: planned.map(({ node, executionId }) => ({ id: executionId, nodeId: node })),
    })
    // Told to whoever started the run, below; what has no row needs no end.
    const hasRow = recorded.then(
      () => true,
      () => false,
    )
    const { run, written } = this.#prepare(request, propagation, planned, hasRow)
    const finished = this.#finish(run, request.signal, written)
    this.#unfinished.add(finished)
    void finished.finally(() => this.#unfinished.delete(finished))
    try {
      await recorded
    } catch (error) {
      for (const { executionId } of planned) this.cancel(executionId)
      await finished
      throw error
    }
    return { executions: run.status().outputs.map((output) => this.#recordOf(output, request)), finished }
  }

  /** The record of an execution under way. */
  find(executionId: string): ExecutionRecord | undefined {
    return this.#live.get(executionId)?.record
  }

  cancel(executionId: string): boolean {
    const live = this.#live.get(executionId)
    if (live === undefined || live.controller.signal.aborted) return false
    live.controller.abort()
    return true
  }

  async close(): Promise<void> {
    for (const { controller } of this.#live.values()) controller.abort()
    await Promise.allSettled(this.#unfinished)
  }

  #prepare(
    request: RunGraph,
    propagation: Propagation,
    planned: readonly { readonly node: string; readonly executionId: string }[],
    hasRow: Promise<boolean>,
  ) {
    const { stores, statements, log, now } = this.#options
    const written: Promise<void>[] = []
    const run = new GraphRun(
      {
        request,
        propagation,
        stores,
        statements,
        log,
        now: now(),
        onChange: (output) => this.#changed(output, request),
        onEnd: (output, result) => void written.push(this.#ended(output, result, request, hasRow)),
      },
      planned,
    )
    for (const output of run.status().outputs) {
      const record = executionRecord(output, { ...request, now: now() })
      this.#live.set(output.executionId, { record, controller: new AbortController() })
    }
    return { run, written }
  }

  async #finish(run: GraphRun, signal: AbortSignal, written: readonly Promise<void>[]): Promise<RunStatus> {
    const executions = run.status().outputs.map((output) => output.executionId)
    const stop = () => executions.forEach((id) => void this.cancel(id))
    if (signal.aborted) stop()
    // One listener for each run that may be stopped together.
    setMaxListeners(0, signal)
    signal.addEventListener('abort', stop, { once: true })
    try {
      const status = await run.finish((id) => this.#live.get(id)?.controller.signal ?? AbortSignal.abort())
      await Promise.all(written)
      return status
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  #changed(output: RunOutput, request: RunGraph): void {
    const live = this.#live.get(output.executionId)
    if (live !== undefined) live.record = this.#recordOf(output, request)
  }

  async #ended(
    output: RunOutput,
    result: EndedResult | null,
    request: RunGraph,
    hasRow: Promise<boolean>,
  ): Promise<void> {
    const { held, executions, log } = this.#options
    const { executionId } = output
    if (result !== null) {
      const { compiled, packed, catalog } = result
      const { bound, columns } = compiled
      held.set({ record: this.#recordOf(output, request), columns, table: packed.table, bound, catalog })
    }
    try {
      if (await hasRow) await executions.finish(output)
    } catch (error) {
      log.error({ error, executionId }, 'The end of an execution could not be recorded')
    } finally {
      this.#live.delete(executionId)
    }
  }

  #recordOf(output: RunOutput, request: RunGraph): ExecutionRecord {
    const record = executionRecord(output, { ...request, now: this.#options.now() })
    const startedAt = this.#live.get(output.executionId)?.record.startedAt
    return startedAt === undefined ? record : { ...record, startedAt }
  }
}
