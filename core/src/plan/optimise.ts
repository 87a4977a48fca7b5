import type { NamedRelation, Relation } from './relation.ts'
import { RULES } from './rules/index.ts'
import { pruneColumns } from './rules/prune_columns.ts'
import { isRefusal } from './rules/rule.ts'
import { inputsOf, withInputs } from './walk.ts'

/** What one rule did, or would not do, to one operator. */
export interface Step {
  readonly rule: string
  readonly operator: Relation['operator']
  /** Null where it applied. */
  readonly refused: string | null
}

/**
 * The same rows by a simpler plan. Rules are tried on an operator until none applies, then on its inputs, then again
 * where those changed; at the end unused columns are dropped. Its cost grows with the number of operators.
 */
export function optimise(plan: NamedRelation): NamedRelation {
  return run(plan, () => undefined)
}

/** The optimised plan with every step: what each rule changed, and why it refused where it could have applied. */
export function explain(plan: NamedRelation): { readonly plan: NamedRelation; readonly steps: readonly Step[] } {
  const steps: Step[] = []
  const seen = new Set<string>()
  const optimised = run(plan, (step) => {
    // A rule asked again about the same operator says the same.
    const text = `${step.rule} ${step.operator} ${step.refused ?? ''}`
    if (step.refused === null || !seen.has(text)) steps.push(step)
    seen.add(text)
  })
  return { plan: optimised, steps }
}

function run(plan: NamedRelation, report: (step: Step) => void): NamedRelation {
  const needed = new Set(plan.columns.map((column) => column.id))
  const simple = simplify(plan.relation, report, new WeakSet())
  const pruned = pruneColumns(simple, needed)
  // Pruning may leave projections that change nothing any more, or that can be merged now.
  const relation = pruned === simple || !hasProject(pruned) ? pruned : simplify(pruned, report, new WeakSet())
  return relation === plan.relation ? plan : { ...plan, relation }
}

/** `done` holds what no rule changes any more, so that nothing is looked at twice. */
function simplify(relation: Relation, report: (step: Step) => void, done: WeakSet<Relation>): Relation {
  if (done.has(relation)) return relation
  let current = applyRules(relation, report)
  for (;;) {
    const inputs = inputsOf(current).map((input) => simplify(input, report, done))
    const next = withInputs(current, inputs)
    const changed = next === current ? current : applyRules(next, report)
    if (changed === next) {
      done.add(next)
      return next
    }
    current = changed
  }
}

function hasProject(relation: Relation): boolean {
  return relation.operator === 'project' || inputsOf(relation).some(hasProject)
}

/** Applies the first rule that changes the relation, again and again, until none does. */
function applyRules(relation: Relation, report: (step: Step) => void): Relation {
  let current = relation
  for (let index = 0; index < RULES.length; index++) {
    const rule = RULES[index]
    const result = rule?.apply(current) ?? null
    if (rule === undefined || result === null) continue
    if (isRefusal(result)) {
      report({ rule: rule.name, operator: current.operator, refused: result.refused })
      continue
    }
    report({ rule: rule.name, operator: current.operator, refused: null })
    current = result
    index = -1
  }
  return current
}
