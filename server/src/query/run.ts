import { coveredNodes, lowerNode } from '@flowforge/core/lower'
import type { Propagation } from '@flowforge/core/propagate'
import type { NodeRunState, RunOutput, RunStatus } from '@flowforge/core/protocol'
import type { Catalog, Problem } from '@flowforge/core/schema'
import type { Logger } from 'pino'
import { failure } from './answer.ts'
import { type Compiled, compile, type Result } from './compile.ts'
import { MAX_RESULT_BYTES } from './held-results.ts'
import { internalProblem, problemAt } from './problems.ts'
import type { Stores } from './route.ts'
import type { RunGraph } from './service.ts'
import { sqlOf } from './sql-tab.ts'
import type { PackedResult, Statements } from './statements.ts'
import { unreadableProblems } from './unreadable.ts'

/** Rows of one stored result. */
export const MAX_RESULT_ROWS = 1_000_000

export interface RunContext {
  readonly request: RunGraph
  readonly propagation: Propagation
  readonly stores: Stores
  readonly statements: Statements
  readonly log: Pick<Logger, 'error'>
  /** The one clock value of the run, milliseconds since 1970. */
  readonly now: number
  /** Called at every change of an output but the last. Must not throw. */
  readonly onChange: (output: RunOutput) => void
  /** Called once for each output that ended, before its last status is told. Must not throw. */
  readonly onEnd: (output: RunOutput, result: EndedResult | null) => void
}

export interface EndedResult {
  readonly compiled: Compiled
  readonly packed: PackedResult
  readonly catalog: Catalog
}

/** The nodes that a run without a named node runs: every output that is switched on. */
export function outputNodes(propagation: Propagation): readonly string[] {
  return [...propagation.nodes]
    .filter(([id, state]) => state.definition?.terminal === true && propagation.graph.nodes.get(id)?.disabled !== true)
    .map(([id]) => id)
}

/** One run: its outputs side by side, each compiled before any is started, and the status of all told at every change. */
export class GraphRun {
  readonly #context: RunContext
  readonly #outputs: RunOutput[]
  /** By execution: what is to be run, or why it cannot be. */
  readonly #plans = new Map<string, Result<Compiled>>()

  constructor(context: RunContext, nodes: readonly { readonly node: string; readonly executionId: string }[]) {
    this.#context = context
    this.#outputs = nodes.map(({ node, executionId }) => this.#prepare(node, executionId))
  }

  /** Where it stands now. */
  status(): RunStatus {
    const { request } = this.#context
    return {
      requestId: request.requestId,
      by: { id: request.principal.id, name: request.principal.name },
      head: request.head,
      state: stateOf(this.#outputs.map((output) => output.state)),
      outputs: [...this.#outputs],
    }
  }

  /** Runs to the end. `signalOf` says when an execution is to stop. Never rejects. */
  async finish(signalOf: (executionId: string) => AbortSignal): Promise<RunStatus> {
    this.#tell()
    await Promise.all(this.#outputs.map((output, index) => this.#runOutput(output, index, signalOf)))
    return this.status()
  }

  #prepare(node: string, executionId: string): RunOutput {
    const plan = this.#plan(node)
    this.#plans.set(executionId, plan)
    return {
      node,
      state: 'pending',
      executionId,
      fingerprint: plan.ok ? plan.value.fingerprint : null,
      nodes: coveredNodes(this.#context.propagation, node),
      milliseconds: null,
      rowCount: null,
      truncated: false,
      sql: plan.ok ? sqlOf(plan.value) : null,
      problems: [],
    }
  }

  #plan(node: string): Result<Compiled> {
    const { request, propagation, stores, now } = this.#context
    const unreadable = unreadableProblems(propagation, node, request.unreadable)
    if (unreadable.length > 0) return { ok: false, problems: unreadable }
    const lowered = lowerNode(propagation, node)
    return lowered.ok ? compile(lowered.value.rows, { catalog: propagation.catalog, stores, now, node }) : lowered
  }

  async #runOutput(output: RunOutput, index: number, signalOf: (id: string) => AbortSignal): Promise<void> {
    const plan = this.#plans.get(output.executionId)
    if (plan === undefined) return
    if (!plan.ok) {
      this.#end(index, { ...output, state: 'error', problems: plan.problems }, null)
      return
    }
    const running: RunOutput = { ...output, state: 'running' }
    this.#context.onChange(running)
    this.#change(index, running)
    try {
      const packed = await this.#context.statements.result(plan.value, {
        class: 'interactive',
        principalId: this.#context.request.principal.id,
        signal: signalOf(output.executionId),
        maxRows: MAX_RESULT_ROWS,
      })
      this.#complete(index, output, plan.value, packed)
    } catch (error) {
      const problems = this.#problemsOf(error, output.node)
      const cancelled = problems.some((problem) => problem.code === 'query_cancelled')
      this.#end(index, { ...output, ...(cancelled ? { state: 'cancelled' } : { state: 'error', problems }) }, null)
    }
  }

  #complete(index: number, output: RunOutput, compiled: Compiled, packed: PackedResult): void {
    const { table, milliseconds, truncated } = packed
    if (table.bytes > MAX_RESULT_BYTES) {
      const problem = tooLarge(output.node, table.bytes)
      this.#end(index, { ...output, state: 'error', milliseconds, problems: [problem] }, null)
      return
    }
    const complete: RunOutput = { ...output, state: 'complete', milliseconds, rowCount: table.rowCount, truncated }
    this.#end(index, complete, { compiled, packed, catalog: this.#context.propagation.catalog })
  }

  #problemsOf(error: unknown, node: string): readonly Problem[] {
    try {
      return failure(error, node, this.#context.propagation)
    } catch {
      this.#context.log.error({ error, node }, 'A run failed')
      return [internalProblem(node)]
    }
  }

  #end(index: number, output: RunOutput, result: EndedResult | null): void {
    this.#context.onEnd(output, result)
    this.#change(index, output)
  }

  #change(index: number, output: RunOutput): void {
    this.#outputs[index] = output
    this.#tell()
  }

  #tell(): void {
    this.#context.request.onStatus?.(this.status())
  }
}

function tooLarge(node: string, bytes: number): Problem {
  const [size, most] = [bytes, MAX_RESULT_BYTES].map((count) => Math.round(count / 1024 / 1024))
  const message = `The result takes ${size} MB, and one result may take ${most} MB.`
  return problemAt(node, 'too_large', message, 'Choose fewer columns, or limit the rows.')
}

function stateOf(states: readonly NodeRunState[]): NodeRunState {
  if (states.includes('running')) return 'running'
  if (states.includes('pending')) return states.every((state) => state === 'pending') ? 'pending' : 'running'
  if (states.includes('error')) return 'error'
  return states.includes('cancelled') ? 'cancelled' : 'complete'
}
