import { appendOrder } from '../derive.ts'
import type { Rule } from './rule.ts'

export const mergeSorts: Rule = {
  name: 'merge_sorts',
  doc: 'A sort of a sort is one: sorts are stable, so the inner keys decide the ties of the outer.',
  apply: (relation) => {
    if (relation.operator !== 'sort' || relation.input.operator !== 'sort') return null
    return { ...relation, input: relation.input.input, order: appendOrder(relation.order, relation.input.order) }
  },
}
