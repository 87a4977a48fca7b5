import type { ColumnId, Expression, NamedRelation, Scan } from '../plan/index.ts'
import { columnsFrom, type Select } from './select.ts'

type Outputs = NamedRelation['columns']

/** Names of the columns that are read: a table's own; made unique for subqueries and rows. */
export function namesOf(select: Select, read: ReadonlySet<ColumnId>, outputs: Outputs): ReadonlyMap<ColumnId, string> {
  const { from } = select
  const names = new Map<ColumnId, string>()
  if ('operator' in from && from.operator === 'scan') {
    for (const { id, source } of (from as Scan).columns) if (read.has(id)) names.set(id, source)
    return names
  }
  // Rows have no source that could qualify them: their names stay clear of other outputs'.
  const others = (id: ColumnId): readonly string[] =>
    outputs.flatMap((output) => (isColumn(select.columns.get(output.id)?.expression, id) ? [] : [output.name]))
  for (const { id, name } of columnsFrom(from)) {
    const taken = 'operator' in from ? others(id) : []
    if (read.has(id)) names.set(id, uniqueName(shortName(name), [...names.values(), ...taken]))
  }
  return names
}

function isColumn(expression: Expression | undefined, id: ColumnId): boolean {
  return expression?.kind === 'column' && expression.id === id
}

/** A name that no store cuts off. */
function shortName(name: string): string {
  const short = [...name].slice(0, 40).join('')
  return short !== '' && fits(short, 60) ? short : 'column'
}

const UTF8 = new TextEncoder()

/** Whether a name takes no more than so many bytes. */
export function fits(name: string, bytes: number): boolean {
  return name.length * 3 <= bytes || UTF8.encode(name).length <= bytes
}

export function uniqueName(name: string, taken: readonly string[]): string {
  let unique = name
  for (let number = 2; taken.includes(unique); number++) unique = `${name}_${number}`
  return unique
}
