import { print } from '@flowforge/core/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caseNames, readCase } from '../../../core/test/case.ts'
import { expectedGroups, inGroups } from './compare.ts'
import { type GoldenEngine, startClickHouse, startPostgres } from './engines.ts'

/** Every golden case of core, run in the real engines: their rows are those of the interpreter, exactly. */
describe.each([
  ['ClickHouse', startClickHouse],
  ['PostgreSQL', startPostgres],
] as const)('%s', (_title, start) => {
  let engine: GoldenEngine
  beforeAll(async () => {
    engine = await start()
  })
  afterAll(() => engine.close())

  test.each(caseNames())('%s', async (name) => {
    const { tables, schema, lowered, plan } = readCase(name)
    for (const table of tables) await engine.load(table)
    const printed = print(plan, engine.dialect)
    if (!printed.ok) throw new Error(printed.problem.message)
    const rows = await engine.run(printed.statement, schema)
    const groups = expectedGroups(plan, schema, tables)
    expect(inGroups(rows, groups)).toBe(inGroups(groups.flat(), groups))
    expect(lowered.columns).toEqual(plan.columns)
  })
})
