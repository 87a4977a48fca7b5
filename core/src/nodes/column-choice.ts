import { z } from 'zod'
import { ID_PATTERN } from '../graph/index.ts'
import type { Column, Problem, Schema } from '../schema/index.ts'
import { fieldProblem, missingColumn } from './problems.ts'

/**
 * Which columns of a table to keep, and in which order. Only columns that somebody ticked, unticked or moved are listed;
 * `others` says what happens with the rest, and so with columns that the input gains later.
 */
export const columnChoice = {
  columns: z
    .array(z.object({ id: z.string(), name: z.string().default(''), included: z.boolean().default(true) }))
    .default([]),
  others: z.enum(['keep', 'drop']).default('keep'),
}

const columnChoiceSchema = z.object(columnChoice)
export type ColumnChoice = z.infer<typeof columnChoiceSchema>

/** One column of the input as a panel lists it. */
export interface ChosenColumn<Named extends { readonly name: string } = Column> {
  readonly column: Named
  readonly included: boolean
  /** Its item in the list `columns`: the one that stands, or the one to be written. */
  readonly itemId: string
}

/**
 * The id of the list item for a column. It follows from the name, so that two people who tick the same column at once
 * write the same item.
 */
export function columnItemId(name: string): string {
  if (ID_PATTERN.test(name) && !name.startsWith('u-')) return name
  return `u-${[...name].map((character) => character.codePointAt(0)?.toString(16)).join('-')}`
}

/**
 * All columns of the input in the order they have after the choice, included or not. A column that is not listed stands
 * after the one it follows in the input.
 */
export function chosenColumns<Named extends { readonly name: string }>(
  choice: ColumnChoice,
  schema: readonly Named[],
): readonly ChosenColumn<Named>[] {
  const byName = new Map(schema.map((column) => [column.name, column]))
  const listed = new Map<string, ChosenColumn<Named>>()
  for (const { id, name, included } of choice.columns) {
    const column = byName.get(name)
    if (column !== undefined && !listed.has(name)) listed.set(name, { column, included, itemId: id })
  }
  const first: ChosenColumn<Named>[] = []
  const runs = new Map([...listed.keys()].map((name): [string, ChosenColumn<Named>[]] => [name, []]))
  let run = first
  for (const column of schema) {
    const own = runs.get(column.name)
    if (own !== undefined) run = own
    else run.push({ column, included: choice.others === 'keep', itemId: columnItemId(column.name) })
  }
  return [...first, ...[...listed].flatMap(([name, chosen]) => [chosen, ...(runs.get(name) ?? [])])]
}

/** The included columns, and a problem for every listed one that is not there. */
export function applyChoice(
  choice: ColumnChoice,
  schema: Schema,
): { readonly schema: Schema; readonly problems: readonly Problem[] } {
  if (choice.columns.length === 0 && choice.others === 'keep' && schema.length > 0) return { schema, problems: [] }
  const names = new Set(schema.map((column) => column.name))
  const problems = choice.columns
    .filter(({ name, included }) => included && !names.has(name))
    .map(({ id, name }) => missingColumn(`columns/${id}/name`, name, schema))
  const kept = chosenColumns(choice, schema).flatMap(({ column, included }) => (included ? [column] : []))
  if (kept.length === 0)
    problems.push(fieldProblem('no_columns', 'columns', 'No column is kept.', { hint: 'Tick at least one column.' }))
  return { schema: kept, problems }
}

/** The choice in words: `origin, delay`, `all but tail_number` or `all columns`. */
export function choiceInWords({ columns, others }: ColumnChoice): string {
  const names = (included: boolean): string[] =>
    columns.filter((item) => item.included === included).map(({ name }) => name)
  if (others === 'drop') return names(true).join(', ') || 'no columns'
  const left = names(false)
  if (left.length > 0) return `all but ${left.join(', ')}`
  return columns.length > 0 ? `${names(true).join(', ')}, then the others` : 'all columns'
}
