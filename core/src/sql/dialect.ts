import type { AggregateName, Call, Expression, FunctionName, Literal, Measure, Reason } from '../plan/index.ts'
import type { Type } from '../schema/index.ts'
import type { Sql } from './spelling.ts'

/**
 * Why an expression is printed: `value` must be exact; for `truth`, the condition of a filter, false and NULL are one,
 * which often saves a guard.
 */
export type Use = 'value' | 'truth'

/** What a spelling may ask of the printer. */
export interface Writer {
  print(expression: Expression, use?: Use): Sql
  /** The expression as a value of the type; literals are converted here, columns by the store. */
  printAs(expression: Expression, type: Type): Sql
  /** A bound parameter; `compared` where only its order and equality count, so that a shorter type may stand for its own. */
  bind(literal: Literal, compared?: boolean): Sql
  /** Says that the store cannot do this exactly. The statement is then a refusal, whatever the text. */
  refuse(reason: string): Sql
}

export type Spelling = (call: Call, writer: Writer, use: Use) => Sql
export type AggregateSpelling = (measure: Measure, writer: Writer, keyed: boolean) => Sql

/** One SQL dialect: tables of spellings and a few forms. What it cannot do exactly it refuses, as data. */
export interface SqlDialect {
  readonly title: string
  /** Longer names get another alias. */
  readonly maximumNameBytes: number
  quote(name: string): string
  /** The name of a type for casts and parameters, or why the store has none. */
  typeName(type: Type, nullable: boolean): string | Reason
  /** The reference to the parameter of this number (from 1), of the literal's type. */
  placeholder(number: number, literal: Literal, typeName: string, compared: boolean): string
  /** A literal whose value this store cannot hold; null where it can. */
  literalProblem(literal: Literal): Reason | null
  readonly functions: Record<FunctionName, Spelling>
  readonly aggregates: Record<AggregateName, AggregateSpelling>
  /** A float with NaN as NULL and −0 as 0. */
  canonicalFloat(sql: Sql, type: Type): Sql
  /** The expression of a sort key, by whose plain order the store must sort. */
  sortKey(sql: Sql, type: Type): Sql
  /** Whether plain order puts NaN next to the NULLs, where it belongs. */
  sortsNaNWithNulls(descending: boolean, nullsFirst: boolean): boolean
  /** A widening conversion that loses nothing, or gives the nearest float. */
  convert(sql: Sql, expression: Expression, to: Type): Sql
  /** FROM clause of rows given one array per column; `arrays` are bound parameters, `names` quoted. */
  values(names: readonly string[], arrays: readonly Sql[]): string
}
