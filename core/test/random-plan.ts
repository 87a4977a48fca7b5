import {
  type AggregateName,
  checkAggregate,
  column,
  columnsOf,
  type Expression,
  isOrdered,
  isReason,
  type Measure,
  measure,
  type NamedRelation,
  type PlanColumn,
  type Relation,
  type SortKey,
} from '../src/plan/index.ts'
import type { CatalogTable, Schema } from '../src/schema/index.ts'
import type { CaseTable } from './case.ts'
import type { Random } from './random.ts'
import { RandomExpressions } from './random-expression.ts'
import { RANDOM_TYPES, randomValue } from './random-values.ts'

/** A small table: a unique `id` and columns of random types. */
export function randomTable(random: Random, name: string): CaseTable {
  const columns: Schema = [
    { name: 'id', type: { kind: 'integer', bits: 32, signed: true }, nullable: false },
    ...Array.from({ length: random.between(3, 8) }, (_, index) => ({
      name: `c${index}`,
      type: random.pick(RANDOM_TYPES),
      nullable: random.chance(0.6),
    })),
  ]
  const rows = Array.from({ length: random.between(0, 14) }, (_row, index) =>
    columns.map(({ type, nullable }, position) => {
      if (position === 0) return BigInt(index)
      return nullable && random.chance(0.25) ? null : randomValue(random, type)
    }),
  )
  const table: CatalogTable = {
    id: `store/demo.${name}`,
    store: 'store',
    namespace: 'demo',
    name,
    description: '',
    freshness: 'static',
    rowCount: null,
    columns,
  }
  return { table, memory: { columns: columns.map((item) => item.name), rows } }
}

/** A linear plan over the table, whose tops are all totally ordered, so that its rows are the same everywhere. */
export function randomPlan(random: Random, { table, memory }: CaseTable): NamedRelation {
  return new Planner(random).plan(table, memory.rows)
}

class Planner {
  readonly #random: Random
  #next = 0
  /** Columns that no two rows share. */
  #unique: readonly PlanColumn[] = []

  constructor(random: Random) {
    this.#random = random
  }

  plan(table: CatalogTable, rows: CaseTable['memory']['rows']): NamedRelation {
    let relation = this.#leaf(table, rows)
    for (let steps = this.#random.between(1, 6); steps > 0; steps--) relation = this.#step(relation)
    const outputs = this.#random.some(columnsOf(relation), 1)
    return {
      relation,
      columns: outputs.map(({ id }, index) => ({ id, name: this.#random.pick([`out${index}`, `c${index}`]) })),
    }
  }

  #leaf({ id, store, namespace, name, columns }: CatalogTable, rows: CaseTable['memory']['rows']): Relation {
    const numbered = columns.map((item) => ({
      id: this.#next++,
      name: item.name,
      type: item.type,
      nullable: item.nullable,
      source: item.name,
    }))
    this.#unique = numbered.slice(0, 1)
    if (this.#random.chance(0.1))
      return { operator: 'values', columns: numbered.map(({ source: _, ...item }) => item), rows }
    return { operator: 'scan', table: { id, store, namespace, name }, columns: numbered }
  }

  #step(input: Relation): Relation {
    const expressions = new RandomExpressions(this.#random, columnsOf(input))
    switch (this.#random.between(0, 9)) {
      case 0:
      case 1:
      case 2:
        return { operator: 'filter', input, predicate: expressions.condition(3) }
      case 3:
      case 4:
        return this.#project(input, expressions)
      case 5:
      case 6:
        return { operator: 'sort', input, order: this.#order(expressions) }
      case 7:
      case 8:
        return this.#top(input, expressions)
      default:
        return this.#aggregate(input, expressions)
    }
  }

  #project(input: Relation, expressions: RandomExpressions): Relation {
    const kept = this.#unique.map((item) => this.#introduce(item.name, column(item)))
    const added = Array.from({ length: this.#random.between(1, 4) }, (_, index) =>
      this.#introduce(`e${index}`, expressions.any(2)),
    )
    this.#unique = kept
    return { operator: 'project', input, columns: [...kept, ...added] }
  }

  #introduce(name: string, expression: Expression): PlanColumn & { readonly expression: Expression } {
    return { id: this.#next++, name, type: expression.type, nullable: expression.nullable, expression }
  }

  #order(expressions: RandomExpressions): readonly SortKey[] {
    const keys = Array.from({ length: this.#random.between(1, 2) }, () => expressions.any(1)).filter(({ type }) =>
      isOrdered(type),
    )
    return keys.map((expression) => this.#key(expression))
  }

  #key(expression: Expression): SortKey {
    return { expression, descending: this.#random.chance(0.5), nullsFirst: this.#random.chance(0.5) }
  }

  #top(input: Relation, expressions: RandomExpressions): Relation {
    const order = [...this.#order(expressions), ...this.#unique.map((item) => this.#key(column(item)))]
    const partition = this.#random.chance(0.2) ? [expressions.any(1)].filter(({ type }) => isOrdered(type)) : []
    return {
      operator: 'top',
      input,
      partition,
      order,
      count: this.#random.between(0, 8),
      offset: this.#random.pick([0, 0, 0, 1, 3]),
    }
  }

  #aggregate(input: Relation, expressions: RandomExpressions): Relation {
    const keys = Array.from({ length: this.#random.between(0, 2) }, (_, index) =>
      this.#introduce(`k${index}`, expressions.any(1)),
    )
      .filter(({ type }) => isOrdered(type))
      .map((key) => (key.type.kind === 'float' ? { ...key, nullable: true } : key))
    const measures = Array.from({ length: this.#random.between(keys.length === 0 ? 1 : 0, 3) }, () =>
      this.#measure(input, expressions, keys.length > 0),
    ).filter((item) => item !== null)
    if (keys.length + measures.length === 0) return input
    this.#unique = keys
    return { operator: 'aggregate', input, keys, measures }
  }

  #measure(input: Relation, expressions: RandomExpressions, keyed: boolean): Measure | null {
    const name = this.#random.pick<AggregateName>(['count', 'count_distinct', 'sum', 'min', 'max', 'average'])
    const condition = this.#random.chance(0.3) ? expressions.condition(1) : null
    // Sums of floats that are no column may depend on the order they are added in.
    const exact = columnsOf(input).filter(({ type }) => type.kind !== 'float')
    const argument =
      name === 'sum' || name === 'average'
        ? exact.length === 0
          ? null
          : column(this.#random.pick(exact))
        : expressions.any(1)
    const args = argument === null || (name === 'count' && this.#random.chance(0.5)) ? [] : [argument]
    if (isReason(checkAggregate(name, args, !keyed))) return null
    return measure(this.#next++, name, name, args, { keyed, condition })
  }
}
