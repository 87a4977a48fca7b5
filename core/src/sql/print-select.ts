import {
  type ColumnId,
  collectColumns,
  type Expression,
  literal,
  type NamedRelation,
  type PlanColumn,
  type SortKey,
  sameExpression,
  type Values,
  visitExpression,
} from '../plan/index.ts'
import type { SqlDialect, Writer } from './dialect.ts'
import type { Lines } from './lines.ts'
import { arrayOf, ticks } from './row-arrays.ts'
import { type Group, isConstant, type Select, withVisibleAggregate } from './select.ts'
import { fits, namesOf, uniqueName } from './select-names.ts'
import { atom, BINDING, type Sql, within } from './spelling.ts'
import { type StatementState, writerOver } from './writer.ts'

type Outputs = NamedRelation['columns']

/** A SELECT list up to so many characters stays on one line. */
const LINE_LENGTH = 100

/** A SELECT with these columns; clauses are printed in order, so that parameters are numbered as they are read. */
export function printSelect(select: Select, outputs: Outputs, dialect: SqlDialect, state: StatementState): Lines {
  const { limit } = select
  const shown = withVisibleAggregate(
    select,
    outputs.map((output) => output.id),
  )
  if (shown !== select) return printSelect(shown, outputs, dialect, state)
  if (limit !== null && limit.partition.length > 0) return printPerPartition(select, outputs, dialect, state)
  const block = new Block(select, outputs, dialect, state)
  return [
    ...block.select(),
    ...block.from(),
    ...block.where(),
    ...block.groupBy(),
    ...block.having(),
    ...block.orderBy(),
    ...(limit === null ? [] : [`LIMIT ${limit.count}${limit.offset > 0 ? ` OFFSET ${limit.offset}` : ''}`]),
  ]
}

/** The first rows of each partition: rows are numbered inside and chosen outside. */
function printPerPartition(select: Select, outputs: Outputs, dialect: SqlDialect, state: StatementState): Lines {
  const block = new Block(select, outputs, dialect, state)
  const { count = 0, offset = 0, partition = [] } = select.limit ?? {}
  const position = uniqueName('row_position', block.namesInUse())
  const inner = [
    ...block.select([`row_number() OVER (${block.window(partition)}) AS ${position}`]),
    ...block.from(),
    ...block.where(),
    ...block.groupBy(),
    ...block.having(),
  ]
  const names = outputs.map((output) => dialect.quote(block.alias(output)))
  return [
    `SELECT ${names.length > 0 ? names.join(', ') : '1 AS one'}`,
    'FROM (',
    inner,
    ') AS numbered',
    `WHERE ${position} > ${offset}`,
    [`AND ${position} <= ${offset + count}`],
  ]
}

/** Prints the clauses of one SELECT, which share names and scopes. */
class Block {
  readonly #select: Select
  readonly #outputs: Outputs
  readonly #dialect: SqlDialect
  readonly #state: StatementState
  /** The columns of FROM that are read, by the names they have there. */
  readonly #names: ReadonlyMap<ColumnId, string>
  readonly #qualified: boolean
  /** Over the columns of FROM, and over those of the group (the same where there is none). */
  readonly #inner: Writer
  readonly #outer: Writer

  constructor(select: Select, outputs: Outputs, dialect: SqlDialect, state: StatementState) {
    this.#select = select
    this.#outputs = outputs
    this.#dialect = dialect
    this.#state = state
    this.#names = namesOf(select, this.#columnsRead(), outputs)
    this.#qualified = this.#isAmbiguous()
    this.#inner = writerOver(state, dialect, (id) => this.#columnSql(id))
    this.#outer = select.group === null ? this.#inner : writerOver(state, dialect, this.#groupSql(select.group))
  }

  /** The outputs, and what else is asked for. */
  select(more: readonly string[] = []): Lines {
    const items = [...this.#outputs.map((output) => this.#item(output)), ...more]
    // Rows without columns: a group of all rows stays one by counting them.
    if (items.length === 0) items.push(this.#select.group === null ? '1 AS one' : 'count(*) AS one')
    const line = `SELECT ${items.join(', ')}`
    if (line.length <= LINE_LENGTH) return [line]
    return ['SELECT', items.map((item, index) => (index === items.length - 1 ? item : `${item},`))]
  }

  /** The names an addition has to stay clear of. */
  namesInUse(): readonly string[] {
    return [...this.#names.values(), ...this.#outputs.map((output) => this.alias(output))]
  }

  from(): Lines {
    const { from } = this.#select
    if (!('operator' in from)) {
      const inner = [...this.#names].map(([id, name]) => ({ id, name }))
      return ['FROM (', printSelect(from, inner, this.#dialect, this.#state), `) AS ${SOURCE}`]
    }
    if (from.operator === 'values') return [`FROM ${this.#values(from)}`]
    const table = `${this.#dialect.quote(from.table.namespace)}.${this.#dialect.quote(from.table.name)}`
    return [`FROM ${table}${this.#qualified ? ` AS ${SOURCE}` : ''}`]
  }

  where(): Lines {
    return this.#conditions('WHERE', this.#select.where, this.#inner)
  }

  /** Constant keys are left out: both stores take some of them for the number of an output. */
  groupBy(): string[] {
    const keys = (this.#select.group?.keys ?? []).filter((key) => !isConstant(this.#select, columnOf(key)))
    return keys.length === 0 ? [] : [`GROUP BY ${keys.map((key) => this.#outer.print(columnOf(key)).text).join(', ')}`]
  }

  having(): Lines {
    const { group, having } = this.#select
    // Without keys there is always one group; with keys that are all constant no rows must make none.
    const isOne =
      group !== null &&
      group.keys.length > 0 &&
      group.keys.every((key) => isConstant(this.#select, columnOf(key)) || mayFold(key.expression))
    return this.#conditions('HAVING', having, this.#outer, isOne ? ['count(*) > 0'] : [])
  }

  /** A window knows no aliases: there every key is spelled out. */
  orderBy(keys: 'aliases' | 'expressions' = 'aliases'): string[] {
    const order = this.#select.order.filter((key) => !isConstant(this.#select, key.expression))
    if (order.length === 0) return []
    return [`ORDER BY ${order.map((key, index) => this.#sortKey(key, index === order.length - 1, keys)).join(', ')}`]
  }

  /** What the window of a per-partition limit is over. */
  window(keys: readonly Expression[]): string {
    const partition = keys.filter((key) => !isConstant(this.#select, key)).map((key) => this.#canonical(key).text)
    return [
      ...(partition.length > 0 ? [`PARTITION BY ${partition.join(', ')}`] : []),
      ...this.orderBy('expressions'),
    ].join(' ')
  }

  /** The name of an output; one that the store would cut off is replaced. */
  alias(output: Outputs[number]): string {
    const isShort = output.name.length > 0 && fits(output.name, this.#dialect.maximumNameBytes)
    return isShort ? output.name : `column_${this.#outputs.indexOf(output) + 1}`
  }

  #item(output: Outputs[number]): string {
    const { text } = this.#outer.print(this.#expressionOf(output.id))
    const alias = this.#dialect.quote(this.alias(output))
    return text === alias ? text : `${text} AS ${alias}`
  }

  #expressionOf(id: ColumnId): Expression {
    const found = this.#select.columns.get(id)
    if (found === undefined) throw new TypeError(`the plan refers to column ${id}, which its input does not have`)
    return found.expression
  }

  #conditions(keyword: string, predicates: readonly Expression[], writer: Writer, more: readonly string[] = []): Lines {
    const conditions = predicates.flatMap(conjuncts).map((predicate) => writer.print(predicate, 'truth'))
    const isAlone = conditions.length + more.length === 1
    const texts = conditions.map((condition) => (isAlone ? condition.text : within(condition, BINDING.and)))
    const [first, ...others] = [...texts, ...more]
    if (first === undefined) return []
    return [`${keyword} ${first}`, others.map((text) => `AND ${text}`)]
  }

  #sortKey(key: SortKey, last: boolean, keys: 'aliases' | 'expressions'): string {
    const { expression, descending, nullsFirst } = key
    const isFloat = expression.type.kind === 'float'
    const guarded = isFloat && !(last && this.#dialect.sortsNaNWithNulls(descending, nullsFirst))
    const sql = guarded
      ? this.#canonical(expression)
      : this.#dialect.sortKey(this.#outer.print(expression), expression.type)
    const alias = keys === 'aliases' ? this.#aliasOf(expression) : null
    const plain = !guarded && alias !== null && sql.text === this.#outer.print(expression).text
    const nullable = expression.nullable || isFloat
    const nulls = nullable ? ` NULLS ${nullsFirst ? 'FIRST' : 'LAST'}` : ''
    return `${plain ? alias : sql.text}${descending ? ' DESC' : ''}${nulls}`
  }

  /** The alias of a computed output that may stand for its expression in ORDER BY. */
  #aliasOf(expression: Expression): string | null {
    const isComputed = (id: ColumnId): boolean =>
      this.#select.group?.measures.some((measure) => measure.id === id) === true
    if (expression.kind === 'literal' || (expression.kind === 'column' && !isComputed(expression.id))) return null
    const output = this.#outputs.find(({ id }) => sameExpression(this.#expressionOf(id), expression))
    if (output === undefined || [...this.#names.values()].includes(this.alias(output))) return null
    return this.#dialect.quote(this.alias(output))
  }

  /** A value as equality sees it: for keys of groups, partitions and orders. */
  #canonical(expression: Expression): Sql {
    const sql = this.#outer.print(expression)
    return this.#dialect.sortKey(
      expression.type.kind === 'float' ? this.#dialect.canonicalFloat(sql, expression.type) : sql,
      expression.type,
    )
  }

  #columnSql(id: ColumnId): Sql {
    const name = this.#names.get(id)
    if (name === undefined) throw new TypeError(`the plan refers to column ${id}, which its input does not have`)
    return atom(`${this.#qualified ? `${SOURCE}.` : ''}${this.#dialect.quote(name)}`)
  }

  #groupSql(group: Group): (id: ColumnId) => Sql {
    return (id) => {
      const key = group.keys.find((candidate) => candidate.id === id)
      if (key !== undefined) {
        const sql = this.#inner.print(key.expression)
        const text = key.type.kind === 'float' ? this.#dialect.canonicalFloat(sql, key.type) : sql
        // A store must recognise the key inside other expressions.
        return text.binding === BINDING.atom ? text : { text: text.text, binding: BINDING.whole }
      }
      const measure = group.measures.find((candidate) => candidate.id === id)
      if (measure === undefined) throw new TypeError(`the plan refers to column ${id}, which the group does not have`)
      return this.#dialect.aggregates[measure.aggregate](measure, this.#inner, group.keys.length > 0)
    }
  }

  #values(from: Values): string {
    const columns = [...this.#names].map(([id, name]) => {
      const index = from.columns.findIndex((column) => column.id === id)
      const column = from.columns[index]
      const rows = from.rows.map((row) => row[index] ?? null)
      return { name, list: column === undefined ? ticks(from.rows.length) : arrayOf(column, rows) }
    })
    if (columns.length === 0) columns.push({ name: 'one', list: ticks(from.rows.length) })
    const arrays = columns.map(({ list }) => this.#state.bind(list))
    return this.#dialect.values(
      columns.map(({ name }) => this.#dialect.quote(name)),
      arrays,
    )
  }

  #columnsRead(): ReadonlySet<ColumnId> {
    const { group, columns, where, having, order, limit } = this.#select
    const ids = new Set<ColumnId>()
    const used: Expression[] = [...having, ...order.map((key) => key.expression), ...(limit?.partition ?? [])]
    for (const { id } of this.#outputs) used.push(columns.get(id)?.expression ?? literal({ kind: 'boolean' }, null))
    const direct = group === null ? [...where, ...used] : [...where, ...group.keys.map((key) => key.expression)]
    for (const expression of direct) collectColumns(expression, ids)
    if (group === null) return ids
    const measured = new Set<ColumnId>()
    for (const expression of used) collectColumns(expression, measured)
    for (const measure of group.measures) {
      if (!measured.has(measure.id)) continue
      for (const argument of measure.arguments) collectColumns(argument, ids)
      if (measure.condition !== null) collectColumns(measure.condition, ids)
    }
    return ids
  }

  /**
   * Whether an output takes the name of another column that is read. ClickHouse prefers such an alias in every clause,
   * PostgreSQL in ORDER BY: then columns are named with their source.
   */
  #isAmbiguous(): boolean {
    const { from } = this.#select
    if ('operator' in from && from.operator === 'values') return false
    const byName = new Map([...this.#names].map(([id, name]) => [name, id]))
    return this.#outputs.some((output) => {
      const id = byName.get(this.alias(output))
      if (id === undefined) return false
      const expression = this.#expressionOf(output.id)
      const key = this.#select.group?.keys.find(
        (candidate) => expression.kind === 'column' && candidate.id === expression.id,
      )
      const read = key === undefined ? expression : key.expression
      return read.kind !== 'column' || read.id !== id || (this.#select.group !== null && key?.type.kind === 'float')
    })
  }
}

/** What a subquery, or a table whose columns need their source, is called. */
const SOURCE = 'source'

function conjuncts(predicate: Expression): readonly Expression[] {
  return predicate.kind === 'call' && predicate.name === 'and' ? predicate.arguments.flatMap(conjuncts) : [predicate]
}

/** Whether a store may find out that an expression is constant: it then forgets that it was a key. */
function mayFold(expression: Expression): boolean {
  let columns = 0
  let shortcuts = 0
  visitExpression(expression, (inner) => {
    if (inner.kind === 'column') columns += 1
    if (inner.kind === 'call' && inner.name === 'coalesce' && inner.arguments[0]?.kind === 'literal') shortcuts += 1
  })
  return columns === 0 || shortcuts > 0
}

function columnOf(column: PlanColumn): Expression {
  return { kind: 'column', id: column.id, type: column.type, nullable: column.nullable }
}
