import type { ColumnId, Expression } from '../expression.ts'
import type { Project, SortKey } from '../relation.ts'
import { mapColumns, mapSame } from '../walk.ts'

/** Expressions over a Project's columns, rewritten over its input's. */
export interface Substitution {
  readonly expression: (expression: Expression) => Expression
  readonly order: (order: readonly SortKey[]) => readonly SortKey[]
}

export function substitutionOf(project: Project): Substitution {
  const byId = new Map<ColumnId, Expression>(project.columns.map((column) => [column.id, column.expression]))
  const expression = (outer: Expression): Expression => mapColumns(outer, (id) => byId.get(id))
  const order = (keys: readonly SortKey[]): readonly SortKey[] =>
    mapSame(keys, (key) => ({ ...key, expression: expression(key.expression) }))
  return { expression, order }
}
