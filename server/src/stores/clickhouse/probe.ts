import type { Schema } from '@flowforge/core/schema'
import { TEXT, UINT64 } from '@flowforge/core/schema'
import type { CatalogRows } from './discover.ts'
import { QUERY_SETTINGS, SEMANTIC_SETTINGS } from './settings.ts'

const SETTINGS = `SELECT name, value, readonly FROM system.settings WHERE name IN (${[
  ...Object.keys(SEMANTIC_SETTINGS),
  ...QUERY_SETTINGS,
  'readonly',
]
  .map((name) => `'${name}'`)
  .join(', ')})`

const COLUMNS: Schema = [
  { name: 'name', type: TEXT, nullable: false },
  { name: 'value', type: TEXT, nullable: false },
  { name: 'readonly', type: UINT64, nullable: false },
]

/**
 * Asks the engine for every setting the statements rely on. Returns the sentence that health shows, or null if all hold.
 * `perQuery`: whether queries set their own limits under the user's profile, as on a real server.
 */
export async function probeSettings(rows: CatalogRows, perQuery: boolean): Promise<string | null> {
  const [names = [], values = [], fixed = []] = await rows(SETTINGS, COLUMNS)
  const found = new Map(
    names.map((name, row) => [String(name), { value: String(values[row]), fixed: fixed[row] === '1' }]),
  )
  const wrong: string[] = []
  for (const [name, value] of Object.entries({ ...SEMANTIC_SETTINGS, readonly: '1' })) {
    const actual = found.get(name)?.value
    if (actual !== value)
      wrong.push(`${name} is ${actual === undefined ? 'unknown' : actual || '(empty)'} and must be ${value}`)
  }
  for (const name of perQuery ? QUERY_SETTINGS : [])
    if (found.get(name)?.fixed !== false) wrong.push(`${name} must be changeable_in_readonly`)
  if (wrong.length === 0) return null
  return `ClickHouse lacks settings that queries rely on: ${wrong.join('; ')}. Give its user the profile docs/clickhouse-profile.xml.`
}
