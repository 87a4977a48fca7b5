import { ClickHouseError } from '@clickhouse/client'
import { StoreError } from '../store-error.ts'
import { ResultBroken } from './decode.ts'

const CANCELLED = new Set(['394'])
const UNAVAILABLE = new Set(['210', '209', '279', '516', '194', '236', '1000'])
/** The engine's codes that mean a limit was met, with what to tell the user. */
const LIMITS: Readonly<Record<string, string>> = {
  '159': 'The query took longer than it may: narrow it with a filter, or read fewer columns.',
  '160': 'The query would take longer than it may: narrow it with a filter, or read fewer columns.',
  '241': 'The query needs more memory than it may use: filter earlier, or group by fewer distinct values.',
  '158': 'The query reads more rows than it may: narrow it with a filter.',
  '307': 'The query reads more data than it may: narrow it with a filter, or read fewer columns.',
  '396': 'The result is larger than it may be: limit its rows or columns.',
  '202': 'Too many queries are running: try again in a moment.',
}
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
])

/** Whatever running a statement threw, as what the user is told. The engine's own words stay in `detail`. */
export function toStoreError(error: unknown, aborted: boolean): StoreError {
  if (error instanceof StoreError) return error
  if (aborted) return new StoreError('query_cancelled', 'The query was cancelled.', { cause: error })
  const engine = engineError(error)
  if (engine === null) return outsideError(error)
  const options = { detail: `${engine.code} ${engine.type ?? ''}: ${engine.message}`, cause: error }
  if (CANCELLED.has(engine.code)) return new StoreError('query_cancelled', 'The query was cancelled.', options)
  if (UNAVAILABLE.has(engine.code))
    return new StoreError('store_unavailable', 'ClickHouse is not available just now: try again in a moment.', options)
  const limit = LIMITS[engine.code]
  if (limit !== undefined) return new StoreError('query_limit', limit, options)
  if (engine.code === '164' || engine.code === '497')
    return new StoreError('store_refuses', 'ClickHouse does not allow this statement.', options)
  return new StoreError('query_failed', `ClickHouse could not run the query (${engine.type ?? engine.code}).`, options)
}

interface EngineError {
  readonly code: string
  readonly type: string | undefined
  readonly message: string
}

function engineError(error: unknown): EngineError | null {
  if (error instanceof ClickHouseError) return { code: error.code, type: error.type, message: error.message }
  if (!(error instanceof Error)) return null
  const found = /Code: (\d+)\. (?:DB::Exception: )?([\s\S]*)/.exec(error.message)
  if (found?.[1] === undefined) return null
  const message = found[2] ?? ''
  return { code: found[1], type: /\(([A-Z][A-Z0-9_]{3,})\)\s*$/m.exec(message)?.[1], message }
}

function outsideError(error: unknown): StoreError {
  const code = (error as { code?: unknown } | null)?.code
  const reset = error instanceof ResultBroken || (error instanceof Error && /aborted|timeout/i.test(error.message))
  if ((typeof code === 'string' && NETWORK.has(code)) || reset)
    return new StoreError('store_unavailable', 'ClickHouse went away before it had answered: try again in a moment.', {
      cause: error,
    })
  return new StoreError('query_failed', 'The answer of ClickHouse could not be read.', { cause: error })
}
