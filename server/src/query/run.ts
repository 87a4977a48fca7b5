import { coveredNodes, lowerNode } from '@flowforge/core/lower'
import type { Propagation } from '@flowforge/core/propagate'
import type { NodeRunState, RunOutput, RunStatus } from '@flowforge/core/protocol'
import type { Problem } from '@flowforge/core/schema'
import type { Logger } from 'pino'
import { failure } from './answer.ts'
import { type Compiled, compile } from './compile.ts'
import { internalProblem } from './problems.ts'
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
  /** Called once for each output that ended, before its last status is told. Must not throw. */
  readonly onEnd: (output: RunOutput, result: EndedResult | null) => void
}

export interface EndedResult {
  readonly compiled: Compiled
  readonly packed: PackedResult
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
  readonly #compiled = new Map<string, Compiled>()

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
    const { request, propagation, stores, now } = this.#context
    const output: RunOutput = {
      node,
      state: 'pending',
      executionId,
      fingerprint: null,
      nodes: coveredNodes(propagation, node),
      milliseconds: null,
      rowCount: null,
      truncated: false,
      sql: null,
      problems: [],
    }
    const unreadable = unreadableProblems(propagation, node, request.unreadable)
    if (unreadable.length > 0) return { ...output, state: 'error', problems: unreadable }
    const lowered = lowerNode(propagation, node)
    if (!lowered.ok) return { ...output, state: 'error', problems: lowered.problems }
    const compiled = compile(lowered.value.rows, { catalog: propagation.catalog, stores, now, node })
    if (!compiled.ok) return { ...output, state: 'error', problems: compiled.problems }
    this.#compiled.set(executionId, compiled.value)
    return { ...output, fingerprint: compiled.value.fingerprint, sql: sqlOf(compiled.value) }
  }

  async #runOutput(output: RunOutput, index: number, signalOf: (id: string) => AbortSignal): Promise<void> {
    const compiled = this.#compiled.get(output.executionId)
    if (compiled === undefined) return this.#end(index, output, null)
    this.#change(index, { ...output, state: 'running' })
    try {
      const packed = await this.#context.statements.result(compiled, {
        class: 'interactive',
        principalId: this.#context.request.principal.id,
        signal: signalOf(output.executionId),
        maxRows: MAX_RESULT_ROWS,
      })
      const { milliseconds, truncated } = packed
      const complete = {
        ...output,
        state: 'complete',
        milliseconds,
        rowCount: packed.table.rowCount,
        truncated,
      } as const
      this.#end(index, complete, { compiled, packed })
    } catch (error) {
      const problems = this.#problemsOf(error, output.node)
      const state = problems.some((problem) => problem.code === 'query_cancelled') ? 'cancelled' : 'error'
      this.#end(index, { ...output, state, problems: state === 'cancelled' ? [] : problems }, null)
    }
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

function stateOf(states: readonly NodeRunState[]): NodeRunState {
  if (states.includes('running')) return 'running'
  if (states.includes('pending')) return states.every((state) => state === 'pending') ? 'pending' : 'running'
  if (states.includes('error')) return 'error'
  return states.includes('cancelled') ? 'cancelled' : 'complete'
}
