import type { NamedRelation } from '../plan/index.ts'
import type { Problem } from '../schema/index.ts'
import { clickhouse } from './clickhouse.ts'
import type { SqlDialect } from './dialect.ts'
import { textOf } from './lines.ts'
import { postgresql } from './postgresql.ts'
import { printSelect } from './print-select.ts'
import { toSelect } from './select.ts'
import type { SqlStatement } from './statement.ts'
import { StatementState } from './writer.ts'

/** Which SQL a store speaks. */
export type Dialect = 'clickhouse' | 'postgresql'

export const DIALECTS: Record<Dialect, SqlDialect> = { clickhouse, postgresql }

export type Printed =
  | { readonly ok: true; readonly statement: SqlStatement }
  /** The store cannot answer exactly: the problem says why, in the user's words. */
  | { readonly ok: false; readonly problem: Problem }

/** One statement for a bound plan (see bind); its columns are the plan's, in order and by name. */
export function print(plan: NamedRelation, dialect: Dialect): Printed {
  const spelling = DIALECTS[dialect]
  const state = new StatementState(spelling)
  const text = textOf(printSelect(toSelect(plan.relation), plan.columns, spelling, state))
  if (state.refusals.length === 0) return { ok: true, statement: { text, parameters: state.parameters } }
  const problem: Problem = {
    code: 'store_refuses',
    severity: 'error',
    place: {},
    message: `${spelling.title} cannot do this exactly: ${state.refusals.join('; ')}.`,
    hint: 'Change the step, or read the data from another store.',
  }
  return { ok: false, problem }
}
