import type { ExecutionRecord } from '@flowforge/core/protocol'
import type { Problem } from '@flowforge/core/schema'
import type { Logger } from 'pino'
import { compile } from './compile.ts'
import type { HeldResult, HeldResults } from './held-results.ts'
import type { PackedTable } from './packed-table.ts'
import { internalProblem, problemAt, storeProblems } from './problems.ts'
import type { Stores } from './route.ts'
import { MAX_RESULT_ROWS } from './run.ts'
import type { ReadRows, RowsPage } from './service.ts'
import { withAnySignal } from './signals.ts'
import { planSort } from './sorted.ts'
import type { Statements } from './statements.ts'

export interface PagesOptions {
  readonly stores: Stores
  readonly statements: Statements
  readonly held: HeldResults
  readonly log: Pick<Logger, 'error'>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Aborted when the server stops. */
  readonly closing: AbortSignal
}

/** Slices of held results, in the order they came or sorted by a column. */
export class Pages {
  readonly #options: PagesOptions

  constructor(options: PagesOptions) {
    this.#options = options
  }

  /** `find` looks an execution up whose result is not held, to say why. */
  async read(request: ReadRows, find: () => Promise<ExecutionRecord | null>): Promise<RowsPage | Problem> {
    const held = this.#options.held.get(request.executionId)
    if (held === undefined) return notHeld(await find())
    const sorted = request.sort === null ? held : await this.#sorted(held, request)
    if ('code' in sorted) return sorted
    const { offset, limit } = request
    return { offset, total: sorted.table.rowCount, table: sorted.table.slice(sorted.columns, offset, limit) }
  }

  async #sorted(held: HeldResult, request: ReadRows): Promise<HeldResult | Problem> {
    const { sort } = request
    if (sort === null) return held
    const order = `${sort.descending ? 'descending' : 'ascending'} ${sort.column}`
    const known = this.#options.held.get(held.record.id, order)
    if (known !== undefined) return known
    const plan = planSort(held, sort)
    if (plan.kind === 'refused') return plan.problem
    const table = plan.kind === 'rows' ? plan.table : await this.#runSort(held, plan.rows, request)
    if ('code' in table) return table
    const sorted = { ...held, table }
    this.#options.held.set(sorted, order)
    return sorted
  }

  async #runSort(held: HeldResult, rows: HeldResult['bound'], request: ReadRows): Promise<PackedTable | Problem> {
    const { nodeId } = held.record
    const { stores, statements, log, now, closing } = this.#options
    const compiled = compile(rows, { catalog: held.catalog, stores, now: now(), node: nodeId })
    if (!compiled.ok) return compiled.problems[0] ?? internalProblem(nodeId)
    try {
      const options = { class: 'interactive', principalId: request.principal.id, maxRows: MAX_RESULT_ROWS } as const
      const result = await withAnySignal([request.signal, closing], (signal) =>
        statements.result(compiled.value, { ...options, signal }),
      )
      return result.table
    } catch (error) {
      const [problem] = storeProblems(error, nodeId, []) ?? []
      if (problem !== undefined) return problem
      log.error({ error, executionId: held.record.id }, 'A result could not be sorted')
      return internalProblem(nodeId)
    }
  }
}

function notHeld(record: ExecutionRecord | null): Problem {
  if (record === null)
    return { code: 'not_found', severity: 'error', place: {}, message: 'There is no such execution.' }
  const node = record.nodeId
  if (record.state === 'pending' || record.state === 'running')
    return problemAt(node, 'conflict', 'The execution has not ended yet.', 'Ask again when it is complete.')
  const message = record.state === 'complete' ? 'This result is no longer kept.' : 'This execution has no result.'
  return problemAt(node, 'not_found', message, 'Run it again.')
}
