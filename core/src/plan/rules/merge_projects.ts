import type { ColumnId } from '../expression.ts'
import type { Project } from '../relation.ts'
import { visitExpression } from '../walk.ts'
import type { Rule } from './rule.ts'
import { substitutionOf } from './substitute.ts'

export const mergeProjects: Rule = {
  name: 'merge_projects',
  doc: 'A projection of a projection is one, with the inner expressions in place of its columns, unless one would then be computed several times.',
  apply: (relation) => {
    if (relation.operator !== 'project' || relation.input.operator !== 'project') return null
    const inner = relation.input
    const repeated = computedTwice(relation, inner)
    if (repeated !== null) return { refused: `${repeated} would be computed several times` }
    const { expression } = substitutionOf(inner)
    return {
      ...relation,
      input: inner.input,
      columns: relation.columns.map((column) => ({ ...column, expression: expression(column.expression) })),
    }
  },
}

/** The name of a computed inner column that the outer projection reads more than once. */
function computedTwice(outer: Project, inner: Project): string | null {
  const uses = new Map<ColumnId, number>()
  for (const column of outer.columns) {
    visitExpression(column.expression, (expression) => {
      if (expression.kind === 'column') uses.set(expression.id, (uses.get(expression.id) ?? 0) + 1)
    })
  }
  const repeated = inner.columns.find(({ id, expression }) => expression.kind === 'call' && (uses.get(id) ?? 0) > 1)
  return repeated?.name ?? null
}
