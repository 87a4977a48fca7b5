import { z } from 'zod'
import { isOrdered } from '../plan/index.ts'
import { findColumn, type Problem, type Schema } from '../schema/index.ts'
import { defineNode, ROWS, rowsOf } from './define.ts'
import { fieldProblem, missingColumn, notOperable, unfinished } from './problems.ts'
import { columnReader } from './rows.ts'

const config = z.object({
  /** In order of priority. */
  keys: z
    .array(
      z.object({
        id: z.string(),
        column: z.string().default(''),
        direction: z.enum(['ascending', 'descending']).default('ascending'),
        /** Where rows without a value go, whatever the direction. */
        nulls: z.enum(['first', 'last']).default('last'),
      }),
    )
    .default([]),
})

type SortConfig = z.infer<typeof config>

/** Puts rows in order. Rows that are equal in all keys keep the order an earlier Sort gave them. */
export const sort = defineNode({
  kind: 'sort',
  version: 1,
  upgrades: {},
  category: 'transform',
  title: 'Sort',
  description: 'Puts rows in order',
  inputs: [ROWS],
  terminal: false,
  config,
  schema(inputs, { keys }) {
    const schema = rowsOf(inputs)
    const problems = keys.flatMap((key, i) => keyProblem(key, schema, keys.slice(0, i)) ?? [])
    return { schema, problems }
  },
  lower(inputs, { keys }) {
    const rows = rowsOf(inputs)
    const read = columnReader(rows)
    const chosen = keys.filter((key, i) => key.column !== '' && !keys.slice(0, i).some(sameColumn(key)))
    if (chosen.length === 0) return rows
    const order = chosen.map((key) => ({
      expression: read(key.column),
      descending: key.direction === 'descending',
      nullsFirst: key.nulls === 'first',
    }))
    return { relation: { operator: 'sort', input: rows.relation, order }, columns: rows.columns }
  },
  summary({ keys }) {
    const chosen = keys.filter((key) => key.column !== '')
    if (chosen.length === 0) return 'No column yet'
    return chosen
      .map((key) => (key.direction === 'descending' ? `${key.column} descending` : key.column))
      .join(', then ')
  },
})

type Key = SortConfig['keys'][number]

const sameColumn = (key: Key) => (other: Key) => other.column === key.column

function keyProblem(key: Key, schema: Schema, before: readonly Key[]): Problem | null {
  const field = `keys/${key.id}/column`
  if (key.column === '') return unfinished(field, 'Choose a column to sort by.')
  const column = findColumn(schema, key.column)
  if (column === undefined) return missingColumn(field, key.column, schema)
  if (!isOrdered(column.type)) return notOperable(field, column, 'sort')
  if (!before.some(sameColumn(key))) return null
  const message = `“${key.column}” is sorted by already; this has no effect.`
  return fieldProblem('column_duplicate', field, message, { severity: 'warning', hint: 'Remove it.' })
}
