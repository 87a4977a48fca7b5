import type { ResultTable } from '@flowforge/core/protocol'
import type { Schema } from '@flowforge/core/schema'
import type { RedisStore } from '../stores/redis/index.ts'
import type { QueryClass, QueryResult } from '../stores/store.ts'
import { StoreError } from '../stores/store-error.ts'
import { AnswerCache } from './answer-cache.ts'
import type { Compiled } from './compile.ts'
import { type PackedTable, packTable } from './packed-table.ts'
import { SharedExecutions } from './shared-executions.ts'

/** For whom a statement runs, and how much of its result is wanted. */
export interface StatementOptions {
  readonly class: QueryClass
  readonly principalId: string
  readonly signal: AbortSignal
  readonly maxRows: number
}

/** One statement that a store ran, or that was answered without it: for metrics. */
export interface StatementEvent {
  readonly store: string
  readonly class: QueryClass
  readonly outcome: 'complete' | 'error' | 'cancelled' | 'cached'
  readonly milliseconds: number
}

export interface PackedResult {
  readonly table: PackedTable
  readonly truncated: boolean
  readonly milliseconds: number
}

/** Runs compiled statements: equal ones at the same time once, small answers kept for as long as their data stands. */
export class Statements {
  readonly #observe: (event: StatementEvent) => void
  readonly #answers = new SharedExecutions<QueryResult>()
  readonly #results = new SharedExecutions<PackedResult>()
  readonly #cache: AnswerCache

  /** `redis` shares answers with other nodes; null where there are none. */
  constructor(redis: RedisStore | null, observe: (event: StatementEvent) => void = () => undefined) {
    this.#cache = new AnswerCache(redis)
    this.#observe = observe
  }

  /** A small answer, from the cache where it still stands. Rejects with StoreError. */
  async answer(compiled: Compiled, options: StatementOptions): Promise<QueryResult> {
    const key = `${compiled.execution} ${options.maxRows}`
    const reported = (result: QueryResult): QueryResult => {
      this.#observe({ store: compiled.store.id, class: options.class, outcome: 'cached', milliseconds: 0 })
      return result
    }
    const known = this.#cache.get(key)
    if (known !== undefined) return named(reported(known), compiled.columns)
    const result = await this.#answers.run(key, options.signal, async (signal) => {
      const elsewhere = compiled.reuseMilliseconds === 0 ? undefined : await this.#cache.fetch(key)
      if (elsewhere !== undefined) return reported(elsewhere)
      const fresh = await this.#run(compiled, { ...options, signal })
      this.#cache.set(key, fresh, compiled.reuseMilliseconds)
      return fresh
    })
    return named(result, compiled.columns)
  }

  /** A result to be paged, always run anew. Rejects with StoreError. */
  result(compiled: Compiled, options: StatementOptions): Promise<PackedResult> {
    return this.#results.run(`${compiled.execution} ${options.maxRows}`, options.signal, async (signal) => {
      const { table, truncated, milliseconds } = await this.#run(compiled, { ...options, signal })
      return { table: await packTable(table), truncated, milliseconds }
    })
  }

  async #run({ store, statement, columns }: Compiled, options: StatementOptions): Promise<QueryResult> {
    const started = performance.now()
    const report = (outcome: StatementEvent['outcome']) =>
      this.#observe({ store: store.id, class: options.class, outcome, milliseconds: performance.now() - started })
    try {
      const result = await store.run(statement, { ...options, columns })
      report('complete')
      return result
    } catch (error) {
      report(error instanceof StoreError && error.code === 'query_cancelled' ? 'cancelled' : 'error')
      throw error
    }
  }
}

/** Equal plans may call their columns differently: each asker gets the names of their own. */
function named(result: QueryResult, columns: Schema): QueryResult {
  const table: ResultTable = { ...result.table, columns }
  return { ...result, table }
}
