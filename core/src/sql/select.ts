import {
  type Aggregate,
  appendOrder,
  type ColumnId,
  canonical,
  collectColumns,
  column,
  columnsOf,
  type Expression,
  foldExpression,
  literal,
  type Measure,
  mapColumns,
  type PlanColumn,
  type Relation,
  type Scan,
  type SortKey,
  sameExpression,
  startsWithOrder,
  type Values,
  visitExpression,
} from '../plan/index.ts'

/** A column of a SELECT: what it is called there and how it is computed from what the SELECT reads. */
interface SelectColumn extends PlanColumn {
  readonly expression: Expression
}

/**
 * One SELECT. Without a group every expression is over the columns of `from`; with one, `where`, keys and measures are,
 * and `columns`, `having` and `order` are over the group's own columns.
 */
export interface Select {
  readonly from: Scan | Values | Select
  readonly where: readonly Expression[]
  readonly group: Group | null
  readonly having: readonly Expression[]
  readonly columns: ReadonlyMap<ColumnId, SelectColumn>
  readonly order: readonly SortKey[]
  readonly limit: Limit | null
}

export interface Group {
  readonly keys: readonly SelectColumn[]
  readonly measures: readonly Measure[]
}

interface Limit {
  readonly count: number
  readonly offset: number
  /** Not empty: so many rows of each partition. */
  readonly partition: readonly Expression[]
}

/** The relation as as few SELECTs as one can read: a linear chain nests only where one SELECT cannot say it. */
export function toSelect(relation: Relation): Select {
  switch (relation.operator) {
    case 'scan':
    case 'values':
      return over(relation, relation.columns)
    case 'filter':
      return filter(toSelect(relation.input), relation.predicate)
    case 'project': {
      const input = unrepeated(
        toSelect(relation.input),
        relation.columns.map((item) => item.expression),
      )
      return {
        ...input,
        columns: byId(relation.columns.map((item) => ({ ...item, expression: resolve(input, item.expression) }))),
      }
    }
    case 'aggregate':
      return aggregate(toSelect(relation.input), relation)
    case 'sort': {
      const input = toSelect(relation.input)
      const open = input.limit === null ? input : nested(input)
      return { ...open, order: appendOrder(resolveOrder(open, relation.order), open.order) }
    }
    case 'top':
      return top(toSelect(relation.input), relation)
  }
}

function aggregate(plain: Select, relation: Aggregate): Select {
  const flat = plain.limit !== null || plain.group !== null ? nested(plain) : { ...plain, order: [] }
  const args = relation.measures.flatMap(({ arguments: own, condition }) =>
    condition === null ? own : [...own, condition],
  )
  const input = unrepeated(flat, [...relation.keys.map((key) => key.expression), ...args])
  const keys = relation.keys.map((key) => ({ ...key, expression: constantKey(resolve(input, key.expression)) }))
  if (keys.some((key) => isConnective(key.expression)))
    return aggregate(withKeys(input, keys), keyedByColumns(relation))
  const measures = relation.measures.map((measure) => ({
    ...measure,
    arguments: measure.arguments.map((argument) => resolve(input, argument)),
    condition: measure.condition === null ? null : resolve(input, measure.condition),
  }))
  const columns = byId([...keys, ...measures].map((item) => ({ ...item, expression: column(item) })))
  return { ...input, group: { keys, measures }, order: [], columns }
}

/** Parsers flatten AND and OR, and then do not find such a key again inside a longer one: it is computed inside. */
function isConnective(expression: Expression): boolean {
  return expression.kind === 'call' && (expression.name === 'and' || expression.name === 'or')
}

function withKeys(input: Select, keys: readonly SelectColumn[]): Select {
  return nested({ ...input, columns: new Map([...input.columns, ...byId(keys)]) })
}

/** The same aggregate where its keys are columns of its input already, under the numbers they have. */
function keyedByColumns(relation: Aggregate): Aggregate {
  return { ...relation, keys: relation.keys.map((key) => ({ ...key, expression: column(key) })) }
}

function over(from: Select['from'], columns: readonly PlanColumn[]): Select {
  const own = columns.map((item) => ({
    id: item.id,
    name: item.name,
    type: item.type,
    nullable: item.nullable,
    expression: column(item),
  }))
  return { from, where: [], group: null, having: [], columns: byId(own), order: [], limit: null }
}

function byId(columns: readonly SelectColumn[]): ReadonlyMap<ColumnId, SelectColumn> {
  return new Map(columns.map((item) => [item.id, item]))
}

function filter(input: Select, predicate: Expression): Select {
  const open = unrepeated(input.limit === null ? input : nested(input), [predicate])
  const condition = resolve(open, predicate)
  return open.group === null
    ? { ...open, where: [...open.where, condition] }
    : { ...open, having: [...open.having, condition] }
}

function top(input: Select, { order, partition, count, offset }: Extract<Relation, { operator: 'top' }>): Select {
  if (partition.length === 0 && input.limit !== null && input.limit.partition.length === 0) {
    const wanted = resolveOrder(input, order)
    if (startsWithOrder(input.order, wanted)) {
      const left = Math.max(0, Math.min(count, input.limit.count - offset))
      return { ...input, limit: { count: left, offset: input.limit.offset + offset, partition: [] } }
    }
  }
  const open = input.limit === null ? input : nested(input)
  const ordered = appendOrder(resolveOrder(open, order), open.order)
  return { ...open, order: ordered, limit: { count, offset, partition: partition.map((key) => resolve(open, key)) } }
}

/** An expression over the SELECT's columns as one over what it reads. */
function resolve(select: Select, expression: Expression): Expression {
  return mapColumns(expression, (id) => select.columns.get(id)?.expression)
}

function resolveOrder(select: Select, order: readonly SortKey[]): readonly SortKey[] {
  return order.map((key) => ({ ...key, expression: resolve(select, key.expression) }))
}

/** Nested where an expression would read a computed column more than once: it is computed once, inside. */
function unrepeated(select: Select, expressions: readonly Expression[]): Select {
  const uses = new Map<ColumnId, number>()
  for (const expression of expressions) {
    visitExpression(expression, (inner) => {
      if (inner.kind === 'column') uses.set(inner.id, (uses.get(inner.id) ?? 0) + 1)
    })
  }
  for (const [id, count] of uses) {
    if (count > 1 && select.columns.get(id)?.expression.kind === 'call') return nested(select)
  }
  return select
}

/** The key, or the constant that it is: as for every key, NaN is NULL. */
function constantKey(expression: Expression): Expression {
  const found = known(expression)
  return found.kind === 'literal' ? literal(found.type, canonical(found.value)) : found
}

/** The constant that an expression is, if it is one. */
function known(expression: Expression): Expression {
  const folded = foldExpression(expression)
  return folded.kind === 'literal' ? folded : expression
}

/**
 * Whether an expression of the SELECT is the same in every row: such keys decide nothing, and stores take some of them
 * for the number of an output.
 */
export function isConstant(select: Select, expression: Expression): boolean {
  const key = expression.kind === 'column' ? select.group?.keys.find(({ id }) => id === expression.id) : undefined
  return known(key?.expression ?? expression).kind === 'literal'
}

/** Whether the SELECT has a group, and all rows are in one. */
function isOneGroup(select: Select): boolean {
  return select.group?.keys.every((key) => isConstant(select, column(key))) === true
}

/**
 * A SELECT over this one, in the same order: what the order needs and is not a column yet becomes a hidden one.
 * Without a limit the inner order says nothing any more and is left out.
 */
function nested(select: Select): Select {
  const columns = new Map(select.columns)
  const order = select.order
    .filter((key) => !isConstant(select, key.expression))
    .map((key) => {
      for (const item of columns.values()) {
        if (sameExpression(item.expression, key.expression)) return { ...key, expression: column(item) }
      }
      const { type, nullable } = key.expression
      const hidden = { id: hiddenId(columns), name: 'sort_key', type, nullable, expression: key.expression }
      columns.set(hidden.id, hidden)
      return { ...key, expression: column(hidden) }
    })
  const inner: Select = { ...select, columns, order: select.limit === null ? [] : select.order }
  return { ...over(inner, [...columns.values()]), order: select.limit?.partition.length ? [] : order }
}

/**
 * One group of all rows needs an aggregate that is seen, or a store reads the rows as they are: where only constants are
 * asked for, the rows are counted inside.
 */
export function withVisibleAggregate(select: Select, outputs: readonly ColumnId[]): Select {
  const { group } = select
  if (group === null || !isOneGroup(select)) return select
  const read = new Set<ColumnId>()
  const wanted = outputs.flatMap((id) => select.columns.get(id) ?? [])
  for (const { expression } of wanted) collectColumns(expression, read)
  if (wanted.length === 0 || group.measures.some((measure) => read.has(measure.id))) return select
  const keys = new Map(group.keys.map((key) => [key.id, key.expression]))
  const constants = wanted.map((item) => ({ ...item, expression: mapColumns(item.expression, (id) => keys.get(id)) }))
  const inner: Select = { ...select, order: [], limit: null }
  // Of one row every partition is the whole.
  const limit = select.limit === null ? null : { ...select.limit, partition: [] }
  return { ...over(inner, []), columns: byId(constants), limit }
}

/** Hidden columns count downwards from −1, away from the plan's own. */
function hiddenId(columns: ReadonlyMap<ColumnId, SelectColumn>): ColumnId {
  return Math.min(0, ...columns.keys()) - 1
}

/** The plan columns a FROM offers. */
export function columnsFrom(from: Select['from']): readonly PlanColumn[] {
  return 'operator' in from ? columnsOf(from) : [...from.columns.values()]
}
