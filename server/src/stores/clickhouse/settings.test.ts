import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { probeSettings } from './probe.ts'
import { DEFAULT_LIMITS, limitSettings, QUERY_SETTINGS, SEMANTIC_SETTINGS } from './settings.ts'

const profile = readFileSync(new URL('../../../../docs/clickhouse-profile.xml', import.meta.url), 'utf8')

test.each(Object.entries({ ...SEMANTIC_SETTINGS, ...limitSettings(DEFAULT_LIMITS), readonly: '1' }))(
  'the profile for a real server sets %s to %s',
  (name, value) => {
    expect(profile).toContain(`<${name}>${value}</${name}>`)
  },
)

test.each(QUERY_SETTINGS)('the profile lets a query change %s', (name) => {
  expect(profile).toContain(`<${name}><changeable_in_readonly/></${name}>`)
})

/** A server's answer to the probe: every setting as it must be, apart from the changes. */
function answer(changes: Readonly<Record<string, readonly [value: string, fixed: string]>>) {
  const required = Object.entries({ ...SEMANTIC_SETTINGS, readonly: '1' }).map(([name, value]) => [name, value, '1'])
  const free = QUERY_SETTINGS.map((name) => [name, '0', '0'])
  const rows = [...required, ...free].map(([name = '', value = '', fixed = '']) => [
    name,
    ...(changes[name] ?? [value, fixed]),
  ])
  return async () => [0, 1, 2].map((index) => rows.map((row) => row[index] ?? ''))
}

test('a server with the profile passes the probe', async () => {
  expect(await probeSettings(answer({}), true)).toBeNull()
})

test.each([
  [{ join_use_nulls: ['0', '1'] }, 'join_use_nulls is 0 and must be 1'],
  [{ session_timezone: ['', '1'] }, 'session_timezone is (empty) and must be UTC'],
  [{ readonly: ['0', '0'] }, 'readonly is 0 and must be 1'],
  [{ max_result_rows: ['0', '1'] }, 'max_result_rows must be changeable_in_readonly'],
] as const)('%j is named by the probe', async (changes, sentence) => {
  expect(await probeSettings(answer(changes), true)).toContain(sentence)
})
