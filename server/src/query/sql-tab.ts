import { cellOf } from '@flowforge/core/plan'
import type { RunOutput } from '@flowforge/core/protocol'
import type { Compiled } from './compile.ts'

/** The statement as the SQL tab shows it, values as cells. */
export function sqlOf({ store, statement }: Compiled): NonNullable<RunOutput['sql']> {
  const parameters = statement.parameters.map(({ name, type, value }) => [name, cellOf(type, value)])
  return { store: store.id, text: statement.text, parameters: Object.fromEntries(parameters) }
}
