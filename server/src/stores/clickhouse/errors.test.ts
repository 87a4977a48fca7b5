import { ClickHouseError } from '@clickhouse/client'
import { expect, test } from 'vitest'
import { StoreError } from '../store-error.ts'
import { ResultBroken } from './decode.ts'
import { toStoreError } from './errors.ts'

const engine = (code: string, type: string) => new ClickHouseError({ message: 'secret.host /path', code, type })
const system = (code: string) => Object.assign(new Error('connect 10.0.0.5:8123'), { code })

const TRANSLATIONS: readonly [unknown, StoreError['code'], RegExp][] = [
  [engine('394', 'QUERY_WAS_CANCELLED'), 'query_cancelled', /cancelled/],
  [engine('159', 'TIMEOUT_EXCEEDED'), 'query_limit', /longer/],
  [engine('241', 'MEMORY_LIMIT_EXCEEDED'), 'query_limit', /memory/],
  [engine('158', 'TOO_MANY_ROWS'), 'query_limit', /rows/],
  [engine('164', 'READONLY'), 'store_refuses', /allow/],
  [engine('497', 'ACCESS_DENIED'), 'store_refuses', /allow/],
  [engine('516', 'AUTHENTICATION_FAILED'), 'store_unavailable', /not available/],
  [engine('47', 'UNKNOWN_IDENTIFIER'), 'query_failed', /UNKNOWN_IDENTIFIER/],
  [new ResultBroken('Code: 395. DB::Exception: secret.host. (FUNCTION_THROW)'), 'query_failed', /FUNCTION_THROW/],
  [new ResultBroken('the result ended in the middle'), 'store_unavailable', /went away/],
  [system('ECONNREFUSED'), 'store_unavailable', /went away/],
  [system('ECONNRESET'), 'store_unavailable', /went away/],
  [new Error('Timeout error.'), 'store_unavailable', /went away/],
  [new TypeError('cannot read 10.0.0.5'), 'query_failed', /could not be read/],
  ['nonsense', 'query_failed', /could not be read/],
]

test.each(TRANSLATIONS)('%s is %s', (error, code, message) => {
  const told = toStoreError(error, false)
  expect(told).toMatchObject({ code, message: expect.stringMatching(message) })
  expect(told.message).not.toMatch(/secret|10\.0\.0\.5|\/path/)
})

test('whatever comes after an abort is a cancellation, and a StoreError stays what it is', () => {
  expect(toStoreError(system('ECONNRESET'), true).code).toBe('query_cancelled')
  const limit = new StoreError('query_limit', 'too large')
  expect(toStoreError(limit, true)).toBe(limit)
})
