import { and } from '../builders.ts'
import type { Expression } from '../expression.ts'
import type { Rule } from './rule.ts'

export const mergeFilters: Rule = {
  name: 'merge_filters',
  doc: 'Filters on filters are one filter with all conditions: a row passes both exactly if both are true.',
  apply: (relation) => {
    if (relation.operator !== 'filter' || relation.input.operator !== 'filter') return null
    const predicates: Expression[] = []
    let input = relation.input.input
    predicates.push(relation.input.predicate)
    while (input.operator === 'filter') {
      predicates.push(input.predicate)
      input = input.input
    }
    // The innermost condition first, as the author wrote them.
    return { operator: 'filter', input, predicate: and(flatten([...predicates.reverse(), relation.predicate])) }
  },
}

function flatten(predicates: readonly Expression[]): readonly Expression[] {
  return predicates.flatMap((predicate) =>
    predicate.kind === 'call' && predicate.name === 'and' ? predicate.arguments : [predicate],
  )
}
