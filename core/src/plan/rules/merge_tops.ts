import { startsWithOrder } from '../derive.ts'
import type { Rule } from './rule.ts'

export const mergeTops: Rule = {
  name: 'merge_tops',
  doc: 'A top of a top is one slice of the first order, if the outer asks for no other order and neither has partitions.',
  apply: (relation) => {
    if (relation.operator !== 'top' || relation.input.operator !== 'top') return null
    const inner = relation.input
    if (relation.partition.length > 0 || inner.partition.length > 0)
      return { refused: 'one of the limits is per group' }
    if (!startsWithOrder(inner.order, relation.order)) return { refused: 'the limits are in different orders' }
    return {
      ...inner,
      offset: inner.offset + relation.offset,
      count: Math.max(0, Math.min(relation.count, inner.count - relation.offset)),
    }
  },
}
