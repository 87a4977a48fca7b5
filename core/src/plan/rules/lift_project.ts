import type { Rule } from './rule.ts'
import { substitutionOf } from './substitute.ts'

export const liftProject: Rule = {
  name: 'lift_project',
  doc: 'A projection moves above a sort or top: which rows remain and how they are ordered is decided by the same values either way, and fewer rows are computed.',
  apply: (relation) => {
    if ((relation.operator !== 'sort' && relation.operator !== 'top') || relation.input.operator !== 'project')
      return null
    const project = relation.input
    const { expression, order } = substitutionOf(project)
    if (relation.operator === 'sort')
      return { ...project, input: { ...relation, input: project.input, order: order(relation.order) } }
    const partition = relation.partition.map(expression)
    return { ...project, input: { ...relation, input: project.input, partition, order: order(relation.order) } }
  },
}
