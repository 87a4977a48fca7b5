import { literal } from './builders.ts'
import type { NamedRelation, Relation } from './relation.ts'
import { foldExpression } from './rules/fold.ts'
import type { Value } from './value.ts'
import { expressionsOf, inputsOf, mapExpressions, mapLeaves, mapSame, visitExpression, withInputs } from './walk.ts'

/** The plan with each parameter replaced by its value, and what follows from them computed. Throws if one is missing. */
export function bind(plan: NamedRelation, parameters: ReadonlyMap<string, Value>): NamedRelation {
  const relation = bindRelation(plan.relation, parameters)
  return relation === plan.relation ? plan : { ...plan, relation }
}

/** The names of the parameters a plan refers to. */
export function parametersOf(relation: Relation): ReadonlySet<string> {
  const names = new Set<string>()
  const collect = (inner: Relation): void => {
    for (const expression of expressionsOf(inner)) {
      visitExpression(expression, (part) => {
        if (part.kind === 'parameter') names.add(part.name)
      })
    }
    inputsOf(inner).forEach(collect)
  }
  collect(relation)
  return names
}

function bindRelation(relation: Relation, parameters: ReadonlyMap<string, Value>): Relation {
  const inputs = mapSame(inputsOf(relation), (input) => bindRelation(input, parameters))
  return mapExpressions(withInputs(relation, inputs), (expression) => {
    const bound = mapLeaves(expression, (leaf) => {
      if (leaf.kind !== 'parameter') return leaf
      const value = parameters.get(leaf.name)
      if (value === undefined) throw new Error(`parameter ${leaf.name} is not bound`)
      return literal(leaf.type, value)
    })
    return bound === expression ? expression : foldExpression(bound)
  })
}
