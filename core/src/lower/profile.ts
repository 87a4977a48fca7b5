import { columnReader } from '../nodes/index.ts'
import { isOrdered, type Measure, measure, type NamedRelation } from '../plan/index.ts'
import { INT64, type Json, type Schema, TEXT } from '../schema/index.ts'
import type { LoweredNode } from './lower-node.ts'
import type { Cells } from './lowered-question.ts'

/** One measure of a column's profile; null where its type has none. */
const FIGURES = ['present', 'distinct', 'minimum', 'maximum'] as const
type Figure = (typeof FIGURES)[number]

/**
 * One row that holds the profile of all columns: `rows`, then the figures of each column by its position. One pass over
 * the rows; `reshapeProfile` makes the table of it.
 */
export function profileRelation({ rows, nextColumn }: LoweredNode, schema: Schema): NamedRelation {
  const read = columnReader(rows)
  let next = nextColumn
  const all = measure(next++, 'rows', 'count', [], { keyed: false })
  const measures: Measure[] = [all]
  schema.forEach((column, position) => {
    const value = read(column.name)
    const add = (figure: Figure, aggregate: 'count' | 'count_distinct' | 'min' | 'max'): void => {
      measures.push(measure(next++, figureName(figure, position), aggregate, [value], { keyed: false }))
    }
    add('present', 'count')
    if (!isOrdered(column.type)) return
    add('distinct', 'count_distinct')
    add('minimum', 'min')
    add('maximum', 'max')
  })
  return {
    relation: { operator: 'aggregate', input: rows.relation, keys: [], measures },
    columns: measures.map(({ name, id }) => ({ name, id })),
  }
}

/** The answer to `profileRelation` with one row per column: `name`, `nulls`, `distinct`, `minimum`, `maximum` as text. */
export function reshapeProfile(schema: Schema, answer: Cells): Cells {
  const positions = new Map(answer.columns.map(({ name }, position) => [name, position]))
  const cell = (name: string): Json => answer.data[positions.get(name) ?? -1]?.[0] ?? null
  const figures = (figure: Figure): Json[] => schema.map((_column, position) => cell(figureName(figure, position)))
  const all = exact(cell('rows'))
  return {
    columns: [
      { name: 'name', type: TEXT, nullable: false },
      { name: 'nulls', type: INT64, nullable: false },
      { name: 'distinct', type: INT64, nullable: true },
      { name: 'minimum', type: TEXT, nullable: true },
      { name: 'maximum', type: TEXT, nullable: true },
    ],
    data: [
      schema.map(({ name }) => name),
      figures('present').map((present) => String(all - exact(present))),
      figures('distinct'),
      figures('minimum').map(asText),
      figures('maximum').map(asText),
    ],
  }
}

const figureName = (figure: Figure, position: number): string => `${figure}_${position}`
const exact = (cell: Json): bigint => BigInt(typeof cell === 'string' || typeof cell === 'number' ? cell : 0)
const asText = (cell: Json): Json => (cell === null || typeof cell === 'string' ? cell : JSON.stringify(cell))
