import { type ColumnId, type Expression, isReason, type Literal, literal, type Value, widen } from '../plan/index.ts'
import { equalTypes, type Type, typeKey } from '../schema/index.ts'
import type { SqlDialect, Use, Writer } from './dialect.ts'
import { atom, type Sql } from './spelling.ts'
import type { SqlParameter } from './statement.ts'

/** What grows while a statement is printed: its parameters, and what the store cannot do. */
export class StatementState {
  readonly parameters: SqlParameter[] = []
  readonly refusals: string[] = []
  readonly #numbers = new Map<string, number>()
  readonly #dialect: SqlDialect

  constructor(dialect: SqlDialect) {
    this.#dialect = dialect
  }

  refuse(reason: string): Sql {
    if (!this.refusals.includes(reason)) this.refusals.push(reason)
    return atom('NULL')
  }

  /** A reference to the value; equal values of one type share a parameter. */
  bind(bound: Literal, compared = false): Sql {
    const name = this.#dialect.typeName(bound.type, false)
    if (isReason(name)) return this.refuse(name.reason)
    if (bound.value === null) return this.#null(bound.type)
    if (typeof bound.value === 'boolean') return atom(bound.value ? 'true' : 'false')
    const problem = this.#dialect.literalProblem(bound)
    if (problem !== null) return this.refuse(problem.reason)
    const key = `${typeKey(bound.type)} ${valueKey(bound.value)}`
    let number = this.#numbers.get(key)
    if (number === undefined) {
      number = this.parameters.length + 1
      this.#numbers.set(key, number)
      this.parameters.push({ name: `p${number}`, type: bound.type, value: bound.value })
    }
    return atom(this.#dialect.placeholder(number, bound, name, compared))
  }

  #null(type: Type): Sql {
    const name = this.#dialect.typeName(type, true)
    return isReason(name) ? this.refuse(name.reason) : atom(`CAST(NULL AS ${name})`)
  }
}

/** Different for different values of one type. */
function valueKey(value: Value): string {
  if (Array.isArray(value)) return `[${value.map((item: Value) => valueKey(item)).join(',')}]`
  if (typeof value === 'string') return JSON.stringify(value)
  return Object.is(value, -0) ? '-0' : String(value)
}

/** A writer of expressions whose columns are spelled by `columnSql`. */
export function writerOver(state: StatementState, dialect: SqlDialect, columnSql: (id: ColumnId) => Sql): Writer {
  const writer: Writer = {
    print: (expression, use: Use = 'value') => {
      switch (expression.kind) {
        case 'column':
          return columnSql(expression.id)
        case 'literal':
          return state.bind(expression)
        case 'parameter':
          throw new TypeError(`parameter ${expression.name} must be bound before printing`)
        case 'call':
          return dialect.functions[expression.name](expression, writer, use)
      }
    },
    printAs: (expression, type) => {
      if (expression.kind === 'literal')
        return state.bind(literal(type, widen(expression.value, expression.type, type)))
      const sql = writer.print(expression)
      return isAlready(expression, type) ? sql : dialect.convert(sql, expression, type)
    },
    bind: (bound, compared) => state.bind(bound, compared),
    refuse: (reason) => state.refuse(reason),
  }
  return writer
}

/**
 * Whether the store sees the type that the plan does. Narrow integers may come wider where they are computed, and counts
 * come as UInt64 in ClickHouse, also as columns of a subquery.
 */
function isAlready(expression: Expression, type: Type): boolean {
  if (!equalTypes(expression.type, type)) return false
  return type.kind !== 'integer' || (expression.kind === 'column' && type.bits !== 64)
}
