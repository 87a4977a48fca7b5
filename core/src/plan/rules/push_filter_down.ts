import { rowBound } from '../derive.ts'
import type { Rule } from './rule.ts'
import { substitutionOf } from './substitute.ts'

export const pushFilterDown: Rule = {
  name: 'push_filter_down',
  doc: 'A filter moves below a projection (its columns replaced by their expressions) and below a sort: both treat rows one by one. Not below a top, which would choose among other rows, nor an aggregate.',
  apply: (relation) => {
    if (relation.operator !== 'filter') return null
    const { input, predicate } = relation
    switch (input.operator) {
      case 'project':
        return {
          ...input,
          input: { operator: 'filter', input: input.input, predicate: substitutionOf(input).expression(predicate) },
        }
      case 'sort':
        return { ...input, input: { ...relation, input: input.input } }
      case 'top':
        return rowBound(input) === 0 ? input : { refused: 'the limit below would then choose among other rows' }
      case 'aggregate':
        return { refused: 'the groups below would then be made of other rows' }
      default:
        return null
    }
  },
}
