import { mapExpressions } from '../walk.ts'
import { foldExpression, truthOf } from './fold.ts'
import type { Rule } from './rule.ts'

export const foldConstants: Rule = {
  name: 'fold_constants',
  doc: 'What does not depend on a row is computed once, and conditions are simplified, by the meaning of the functions.',
  apply: (relation) => {
    // A filter asks only whether its condition is true: NULL there is as good as false.
    const fold =
      relation.operator === 'filter'
        ? (predicate: typeof relation.predicate) => truthOf(foldExpression(predicate))
        : foldExpression
    const folded = mapExpressions(relation, fold)
    return folded === relation ? null : folded
  },
}
