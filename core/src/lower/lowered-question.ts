import type { NamedRelation } from '../plan/index.ts'
import type { Json, Schema } from '../schema/index.ts'

/** A table of cells as results carry it: `data[column][row]`. */
export interface Cells {
  readonly columns: Schema
  readonly data: readonly (readonly Json[])[]
}

/** What to run for a question. At most one of `next` and `reshape` is there. */
export interface LoweredQuestion {
  readonly rows: NamedRelation
  /** What to ask once the answer is there; null where it leaves nothing to ask: then there is no answer to the question. */
  readonly next?: (answer: Cells) => LoweredQuestion | null
  /** Turns the answer into the form that the question promises. */
  readonly reshape?: (answer: Cells) => Cells
}
