import type { Json } from './json.ts'

export type ProblemCode =
  | 'unknown_node_type'
  | 'config_unreadable'
  | 'newer_version'
  | 'input_missing'
  | 'input_broken'
  | 'too_many_inputs'
  | 'unknown_port'
  | 'cycle'
  | 'table_not_chosen'
  | 'table_missing'
  | 'column_missing'
  | 'column_duplicate'
  | 'column_not_operable'
  | 'operator_mismatch'
  | 'value_missing'
  | 'value_type'
  | 'no_columns'
  | 'too_large'
  | 'store_refuses'
  | 'store_unavailable'
  | 'query_failed'
  | 'query_limit'
  | 'query_cancelled'
  | 'not_found'
  | 'forbidden'
  | 'conflict'
  | 'bad_request'
  | 'internal'

/** Where a problem sits. `field` is a path inside the node's config, for example `conditions/c1/value`. */
export interface ProblemPlace {
  readonly node?: string
  readonly port?: string
  readonly field?: string
}

/**
 * A user's mistake or the world's refusal, as a value. `message` is one sentence a user understands;
 * `hint` says what to do next; `fix` is a change that one click applies to the node's config.
 */
export interface Problem {
  readonly code: ProblemCode
  readonly severity: 'error' | 'warning'
  readonly place: ProblemPlace
  readonly message: string
  readonly expected?: string
  readonly found?: string
  readonly hint?: string
  readonly fix?: { readonly label: string; readonly field: string; readonly value: Json }
}
