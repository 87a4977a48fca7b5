import type { NamedRelation } from '@flowforge/core/plan'
import type { ExecutionRecord } from '@flowforge/core/protocol'
import type { Catalog, Schema } from '@flowforge/core/schema'
import { BudgetCache } from './budget-cache.ts'
import type { PackedTable } from './packed-table.ts'

/** A result that can be paged and sorted. */
export interface HeldResult {
  readonly record: ExecutionRecord
  readonly columns: Schema
  readonly table: PackedTable
  /** The bound plan it came from and the catalog it was compiled with: a sort asks them again in another order. */
  readonly bound: NamedRelation
  readonly catalog: Catalog
}

/** Of one result. */
export const MAX_RESULT_BYTES = 256 * 1024 * 1024
const ALL_RESULTS_BYTES = 2 * MAX_RESULT_BYTES
/** Long enough to come back from lunch to. */
const KEEP_MILLISECONDS = 60 * 60_000
const SWEEP_MILLISECONDS = 60_000

/** Results in memory, by execution and order. Any may be gone at any time: it can be run again. */
export class HeldResults {
  readonly #cache = new BudgetCache<HeldResult>({ maxBytes: ALL_RESULTS_BYTES })
  readonly #sweeper: NodeJS.Timeout

  constructor() {
    this.#sweeper = setInterval(() => this.#cache.sweep(), SWEEP_MILLISECONDS).unref()
  }

  /** `order` names a sorted form of the result; the result itself has none. */
  get(executionId: string, order = ''): HeldResult | undefined {
    return this.#cache.get(`${executionId} ${order}`)
  }

  set(result: HeldResult, order = ''): void {
    this.#cache.set(`${result.record.id} ${order}`, result, result.table.bytes, KEEP_MILLISECONDS)
  }

  close(): void {
    clearInterval(this.#sweeper)
  }
}
