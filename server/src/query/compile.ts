import {
  bind,
  columnsOf,
  executionFingerprint,
  inputsOf,
  type NamedRelation,
  NOW,
  optimise,
  parametersOf,
  planFingerprint,
  type Relation,
  type Value,
} from '@flowforge/core/plan'
import { type Catalog, type Freshness, findTable, type Problem, type Schema } from '@flowforge/core/schema'
import { print, type SqlStatement } from '@flowforge/core/sql'
import type { SqlStore } from '../stores/store.ts'
import { route, type Stores } from './route.ts'

/** A plan as it goes to its store. */
export interface Compiled {
  readonly store: SqlStore
  readonly statement: SqlStatement
  readonly columns: Schema
  /** Of the plan before binding: what the client computes too. */
  readonly fingerprint: string
  /** Key of sharing and caching. */
  readonly execution: string
  /** The bound plan. */
  readonly bound: NamedRelation
  /** How long an answer may be reused; 0: not at all. */
  readonly reuseMilliseconds: number
}

export interface CompileContext {
  readonly catalog: Catalog
  readonly stores: Stores
  /** The one clock value of a run, milliseconds since 1970. */
  readonly now: number
  /** Where a refusal is shown. */
  readonly node: string
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** How long an answer stands for its table; what is live is asked anew each time. */
const REUSE_MILLISECONDS: Record<Freshness, number> = { live: 0, batch: 15_000, static: 60_000 }

/** Binds, optimises, routes and prints a plan; a store or dialect that refuses is a Problem on the node. */
export function compile(rows: NamedRelation, context: CompileContext): Result<Compiled> {
  const { catalog, stores, now, node } = context
  const bound = optimise(bind(rows, parameterValues(now)))
  const routed = route(bound.relation, stores, node)
  if (!routed.ok) return routed
  const { store } = routed
  const printed = print(bound, store.dialect)
  if (!printed.ok) return { ok: false, problems: [{ ...printed.problem, place: { node } }] }
  return {
    ok: true,
    value: {
      store,
      statement: printed.statement,
      columns: schemaOf(rows),
      fingerprint: planFingerprint(rows),
      execution: executionFingerprint(bound, { store: store.id, catalogVersion: catalog.version }),
      bound,
      reuseMilliseconds: reuse(bound.relation, catalog),
    },
  }
}

const NANOSECONDS_PER_MILLISECOND = 1_000_000n

function parameterValues(now: number): ReadonlyMap<string, Value> {
  return new Map([[NOW.name, BigInt(Math.floor(now)) * NANOSECONDS_PER_MILLISECOND]])
}

/** Whether a plan reads the clock. */
export function readsClock(rows: NamedRelation): boolean {
  return parametersOf(rows.relation).has(NOW.name)
}

/** The columns of a plan by the names they have on screen. */
function schemaOf({ relation, columns }: NamedRelation): Schema {
  const byId = new Map(columnsOf(relation).map((column) => [column.id, column]))
  return columns.map(({ name, id }) => {
    const column = byId.get(id)
    if (column === undefined) throw new Error(`The plan has no column ${id}.`)
    return { name, type: column.type, nullable: column.nullable }
  })
}

function reuse(relation: Relation, catalog: Catalog): number {
  if (relation.operator === 'scan') {
    const table = findTable(catalog, relation.table.id)
    return table === undefined ? 0 : REUSE_MILLISECONDS[table.freshness]
  }
  return Math.min(REUSE_MILLISECONDS.static, ...inputsOf(relation).map((input) => reuse(input, catalog)))
}
