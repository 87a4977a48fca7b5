import {
  call,
  column,
  type Expression,
  type Filter,
  literal,
  type NamedRelation,
  type PlanColumn,
  type Project,
  type Relation,
  type Scan,
  type Sort,
  type SortKey,
  type Top,
} from '../src/plan/index.ts'
import type { Type } from '../src/schema/index.ts'
import { parseTypeKey } from './type-key.ts'

/** Short ways to write plans in tests. */

/** A scan of table `t`: columns as `name type`, with `?` where they may be NULL, numbered from 1. */
export function scan(...columns: readonly string[]): Scan {
  return {
    operator: 'scan',
    table: { id: 'store/demo.t', store: 'store', namespace: 'demo', name: 't' },
    columns: columns.map((text, index) => ({ id: index + 1, source: text.split(' ')[0] ?? '', ...planColumn(text) })),
  }
}

function planColumn(text: string): Omit<PlanColumn, 'id'> {
  const [name = '', key = ''] = text.split(' ')
  return { name, type: parseTypeKey(key.replace(/\?$/, '')), nullable: key.endsWith('?') }
}

export function filter(input: Relation, predicate: Expression): Filter {
  return { operator: 'filter', input, predicate }
}

export function sort(input: Relation, ...order: readonly SortKey[]): Sort {
  return { operator: 'sort', input, order }
}

export function top(input: Relation, count: number, order: readonly SortKey[] = [], offset = 0): Top {
  return { operator: 'top', input, partition: [], order, count, offset }
}

/** Columns from id 101 on. */
export function project(input: Relation, ...expressions: readonly Expression[]): Project {
  const columns = expressions.map((expression, index) => {
    const { type, nullable } = expression
    return { id: 101 + index, name: `e${index}`, type, nullable, expression }
  })
  return { operator: 'project', input, columns }
}

export const ascending = (expression: Expression): SortKey => ({ expression, descending: false, nullsFirst: false })
export const descending = (expression: Expression): SortKey => ({ expression, descending: true, nullsFirst: false })

/** A reference to the column of this name. */
export function at(relation: Scan | Project, name: string): Expression {
  const found = (relation.columns as readonly PlanColumn[]).find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`no column ${name}`)
  return column(found)
}

export const integer = (value: number | bigint, bits: 8 | 16 | 32 | 64 = 32): Expression =>
  literal({ kind: 'integer', bits, signed: true }, BigInt(value))
export const text = (value: string | null): Expression => literal({ kind: 'text' }, value)
export const boolean = (value: boolean | null): Expression => literal({ kind: 'boolean' }, value)
export const typed = (key: string): Type => parseTypeKey(key)
export const greater = (a: Expression, b: Expression): Expression => call('greater', a, b)

/** All columns of the relation under their own names. */
export function named(relation: Relation, columns: readonly PlanColumn[]): NamedRelation {
  return { relation, columns: columns.map(({ id, name }) => ({ id, name })) }
}
