import type { Type } from '../schema/index.ts'
import type { AggregateName } from './aggregates.ts'
import type { ColumnId, Expression } from './expression.ts'
import type { Value } from './value.ts'

/** A column a relation introduces. `name` is a hint for printing only and carries no meaning. */
export interface PlanColumn {
  readonly id: ColumnId
  readonly name: string
  readonly type: Type
  readonly nullable: boolean
}

/**
 * A relation of the closed relational IR: a bag of rows. Sort and an ordered Top give it an order, Filter, Project and
 * Top keep the order of their input, the others have none (derive.ts: orderOf).
 */
export type Relation = Scan | Values | Filter | Project | Aggregate | Top | Sort

/** Rows of one table; `columns` lists what is read, `source` is the column's name in the store. */
export interface Scan {
  readonly operator: 'scan'
  readonly table: { readonly id: string; readonly store: string; readonly namespace: string; readonly name: string }
  readonly columns: readonly (PlanColumn & { readonly source: string })[]
}

export interface Values {
  readonly operator: 'values'
  readonly columns: readonly PlanColumn[]
  readonly rows: readonly (readonly Value[])[]
}

/** Keeps the rows whose predicate is true (not false, not NULL). */
export interface Filter {
  readonly operator: 'filter'
  readonly input: Relation
  readonly predicate: Expression
}

/** Replaces the columns: each is computed from the input's row. */
export interface Project {
  readonly operator: 'project'
  readonly input: Relation
  readonly columns: readonly (PlanColumn & { readonly expression: Expression })[]
}

/** One row per distinct key tuple; without keys exactly one row, also over no rows. NULL keys form a group. */
export interface Aggregate {
  readonly operator: 'aggregate'
  readonly input: Relation
  readonly keys: readonly (PlanColumn & { readonly expression: Expression })[]
  readonly measures: readonly Measure[]
}

export interface Measure extends PlanColumn {
  readonly aggregate: AggregateName
  readonly arguments: readonly Expression[]
  /** Only rows where it is true take part. */
  readonly condition: Expression | null
}

export interface SortKey {
  readonly expression: Expression
  readonly descending: boolean
  readonly nullsFirst: boolean
}

/**
 * The first `count` rows per partition after `offset`, in the given order and, among ties, in the input's; where both
 * leave a choice, any rows (nondeterministic).
 */
export interface Top {
  readonly operator: 'top'
  readonly input: Relation
  readonly partition: readonly Expression[]
  readonly order: readonly SortKey[]
  readonly count: number
  readonly offset: number
}

/** Stable: ties keep the order of the input. */
export interface Sort {
  readonly operator: 'sort'
  readonly input: Relation
  readonly order: readonly SortKey[]
}

/** A relation with the names its columns have on screen, in order: what a node lowers to and what is printed. */
export interface NamedRelation {
  readonly relation: Relation
  readonly columns: readonly { readonly name: string; readonly id: ColumnId }[]
}
