import { appendOrder } from '../derive.ts'
import type { Rule } from './rule.ts'

export const mergeTopOverSort: Rule = {
  name: 'merge_top_over_sort',
  doc: 'A top of sorted rows takes them in that order: the sort becomes the order (or the tie-breaker) of the top.',
  apply: (relation) => {
    if (relation.operator !== 'top' || relation.input.operator !== 'sort') return null
    return { ...relation, input: relation.input.input, order: appendOrder(relation.order, relation.input.order) }
  },
}
