import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalJson, type Json, typeKey } from '../schema/index.ts'
import type { ColumnId, Expression } from './expression.ts'
import type { FunctionName } from './functions.ts'
import type { NamedRelation, PlanColumn, Relation, SortKey } from './relation.ts'
import type { Value } from './value.ts'

/** Changes when the meaning of any function, relation or rule does: old cached results are then not reused. */
export const SEMANTICS_VERSION = 1

/**
 * What a plan asks, as 64 hexadecimal digits: equal for plans that differ only in column numbers, names, the order of
 * commuting conditions or of list elements. Computed before security and binding, so client and server agree.
 */
export function planFingerprint(plan: NamedRelation): string {
  return hash(canonicalPlan(plan))
}

/** Where a bound plan runs. */
export interface ExecutionScope {
  readonly store: string
  readonly catalogVersion: string
}

/** The key of caching and sharing: the secured, bound plan with the store, its catalog and the semantics version. */
export function executionFingerprint(bound: NamedRelation, scope: ExecutionScope): string {
  return hash(`${SEMANTICS_VERSION} ${JSON.stringify([scope.store, scope.catalogVersion])} ${canonicalPlan(bound)}`)
}

function hash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}

/** Column numbers in the order in which the plan introduces them, innermost first. */
type Numbering = Map<ColumnId, number>

function canonicalPlan(plan: NamedRelation): string {
  const numbers: Numbering = new Map()
  const relation = writeRelation(plan.relation, numbers)
  return `${relation} => ${plan.columns.map((column) => numbers.get(column.id) ?? '?').join(',')}`
}

function introduce(column: PlanColumn, numbers: Numbering): string {
  numbers.set(column.id, numbers.size)
  return `${numbers.size - 1}:${typeKey(column.type)}${column.nullable ? '?' : ''}`
}

function writeRelation(relation: Relation, numbers: Numbering): string {
  const input =
    relation.operator === 'scan' || relation.operator === 'values' ? '' : writeRelation(relation.input, numbers)
  const write = (expression: Expression): string => writeExpression(expression, numbers)
  switch (relation.operator) {
    case 'scan': {
      const columns = [...relation.columns].sort((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0))
      const list = columns.map((column) => `${JSON.stringify(column.source)} ${introduce(column, numbers)}`)
      return `scan ${JSON.stringify([relation.table.store, relation.table.id])} [${list.join(' ')}]`
    }
    case 'values': {
      const list = relation.columns.map((column) => introduce(column, numbers))
      return `values [${list.join(' ')}] ${canonicalJson(relation.rows.map((row) => row.map(valueJson)))}`
    }
    case 'filter':
      return `${input} | filter ${write(relation.predicate)}`
    case 'project': {
      const written = relation.columns.map((column) => ({ column, text: write(column.expression) }))
      return `${input} | project [${written.map(({ column, text }) => `${introduce(column, numbers)}=${text}`).join(' ')}]`
    }
    case 'aggregate': {
      const keys = relation.keys.map((column) => ({ column, text: write(column.expression) }))
      const measures = relation.measures.map((column) => {
        const condition = column.condition === null ? '' : ` if ${write(column.condition)}`
        return { column, text: `${column.aggregate}(${column.arguments.map(write).join(' ')}${condition})` }
      })
      const [by, of] = [keys, measures].map((list) =>
        list.map(({ column, text }) => `${introduce(column, numbers)}=${text}`).join(' '),
      )
      return `${input} | aggregate [${by ?? ''}] [${of ?? ''}]`
    }
    case 'top': {
      const partition = relation.partition.map(write).sort().join(' ')
      return `${input} | top ${relation.count} after ${relation.offset} per [${partition}] by [${writeOrder(relation.order, write)}]`
    }
    case 'sort':
      return `${input} | sort [${writeOrder(relation.order, write)}]`
  }
}

function writeOrder(order: readonly SortKey[], write: (expression: Expression) => string): string {
  return order
    .map((key) => `${write(key.expression)}${key.descending ? '-' : '+'}${key.nullsFirst ? 'first' : 'last'}`)
    .join(' ')
}

/** Functions whose arguments may change places. */
const COMMUTING: ReadonlySet<FunctionName> = new Set(['and', 'or', 'equal', 'not_equal', 'least', 'greatest'])

function writeExpression(expression: Expression, numbers: Numbering): string {
  switch (expression.kind) {
    case 'column':
      return `#${numbers.get(expression.id) ?? '?'}`
    case 'parameter':
      return `$${JSON.stringify(expression.name)}:${typeKey(expression.type)}`
    case 'literal':
      return `${canonicalJson(valueJson(expression.value))}:${typeKey(expression.type)}`
    case 'call': {
      const args = expression.arguments.map((argument, index) =>
        expression.name === 'in' && index === 1 ? writeList(argument, numbers) : writeExpression(argument, numbers),
      )
      if (COMMUTING.has(expression.name)) args.sort()
      const target = expression.name === 'cast' ? ` as ${typeKey(expression.type)}` : ''
      return `${expression.name}(${args.join(' ')}${target})`
    }
  }
}

function writeList(list: Expression, numbers: Numbering): string {
  if (list.kind !== 'literal' || !Array.isArray(list.value)) return writeExpression(list, numbers)
  const items = (list.value as readonly Value[]).map((item) => canonicalJson(valueJson(item))).sort()
  return `[${items.join(' ')}]:${typeKey(list.type)}`
}

/** Values with their kind, so that the text 1, the integer 1 and the float 1 differ. */
function valueJson(value: Value): Json {
  if (typeof value === 'bigint') return { integer: String(value) }
  if (typeof value === 'number') return { float: Object.is(value, -0) ? '-0' : String(value) }
  return Array.isArray(value) ? value.map((item: Value) => valueJson(item)) : (value as null | boolean | string)
}
