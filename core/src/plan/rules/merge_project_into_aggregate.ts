import type { Rule } from './rule.ts'
import { substitutionOf } from './substitute.ts'

export const mergeProjectIntoAggregate: Rule = {
  name: 'merge_project_into_aggregate',
  doc: 'An aggregate of a projection computes its expressions itself.',
  apply: (relation) => {
    if (relation.operator !== 'aggregate' || relation.input.operator !== 'project') return null
    const { expression } = substitutionOf(relation.input)
    return {
      ...relation,
      input: relation.input.input,
      keys: relation.keys.map((key) => ({ ...key, expression: expression(key.expression) })),
      measures: relation.measures.map((measure) => ({
        ...measure,
        arguments: measure.arguments.map(expression),
        condition: measure.condition === null ? null : expression(measure.condition),
      })),
    }
  },
}
