import type { ProblemCode } from '@flowforge/core/schema'

export type StoreErrorCode = Extract<
  ProblemCode,
  'query_failed' | 'query_limit' | 'query_cancelled' | 'store_unavailable' | 'store_refuses'
>

/**
 * What a store answers instead of rows. `message` is one sentence for the user: it names no host, path or credential.
 * `detail` is the engine's own words, for the log only.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode
  readonly detail: string | undefined

  constructor(code: StoreErrorCode, message: string, options: { detail?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.detail = options.detail
  }
}

export function queryCancelled(): StoreError {
  return new StoreError('query_cancelled', 'The query was cancelled.')
}
