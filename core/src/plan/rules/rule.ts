import type { Relation } from '../relation.ts'

/** Why a rule that could apply does not. */
export interface Refusal {
  readonly refused: string
}

/**
 * One rewrite of a single relation (its inputs may be taken apart): another relation of the same meaning, a refusal
 * where it would be unsound or dearer, or null where it has nothing to do.
 */
export interface Rule {
  readonly name: string
  /** What it does and why it is sound, in a sentence. */
  readonly doc: string
  readonly apply: (relation: Relation) => Relation | Refusal | null
}

export function isRefusal(result: Relation | Refusal | null): result is Refusal {
  return result !== null && 'refused' in result
}
