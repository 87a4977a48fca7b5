import type { Type } from '../schema/index.ts'
import type { FunctionName } from './functions.ts'
import type { Value } from './value.ts'

/** Columns are numbers, unique within one plan; names exist only in schemas and in printing. */
export type ColumnId = number

/** A scalar expression. Every expression carries its type and whether it may be NULL. */
export type Expression = ColumnReference | Literal | Parameter | Call

export interface ColumnReference {
  readonly kind: 'column'
  readonly id: ColumnId
  readonly type: Type
  readonly nullable: boolean
}

export interface Literal {
  readonly kind: 'literal'
  readonly value: Value
  readonly type: Type
  readonly nullable: boolean
}

/** A value bound when the plan runs, for example `now`. */
export interface Parameter {
  readonly kind: 'parameter'
  readonly name: string
  readonly type: Type
  readonly nullable: boolean
}

export interface Call {
  readonly kind: 'call'
  readonly name: FunctionName
  readonly arguments: readonly Expression[]
  readonly type: Type
  readonly nullable: boolean
}
