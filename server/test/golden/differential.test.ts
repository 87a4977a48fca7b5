import { columnsOf, describePlan, type NamedRelation, optimise, rowBound } from '@flowforge/core/plan'
import type { Schema } from '@flowforge/core/schema'
import { print } from '@flowforge/core/sql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CaseTable } from '../../../core/test/case.ts'
import { Random } from '../../../core/test/random.ts'
import { randomPlan, randomTable } from '../../../core/test/random-plan.ts'
import { TEST_SEED } from '../../../core/test/seed.ts'
import { expectedGroups, inGroups } from './compare.ts'
import { type GoldenEngine, startClickHouse, startPostgres } from './engines.ts'

/**
 * Random plans over exact values give the same rows in ClickHouse, PostgreSQL and the interpreter, merged and unmerged.
 * A failure prints its seed; SEED runs one again, FUZZ_PLANS says how many.
 */
const CI = process.env.CI === 'true'
const PLANS = Number(process.env.FUZZ_PLANS ?? (CI ? 3_000 : 300))
const FIRST_SEED = TEST_SEED
const PLANS_PER_TABLE = 20

let engines: readonly GoldenEngine[]
beforeAll(async () => {
  engines = await Promise.all([startClickHouse(), startPostgres()])
})
afterAll(() => Promise.all(engines.map((engine) => engine.close())))

test(`${PLANS} random plans from seed ${FIRST_SEED}`, { timeout: 1_800_000 }, async () => {
  const tally = { run: 0, refused: new Map<string, number>() }
  for (let seed = FIRST_SEED; seed < FIRST_SEED + PLANS; seed += PLANS_PER_TABLE) {
    const table = randomTable(new Random(seed), 'random')
    for (const engine of engines) await engine.load(table)
    for (let index = 0; index < Math.min(PLANS_PER_TABLE, PLANS); index++) {
      const plan = randomPlan(new Random(seed * 1_000 + index), table)
      await check(plan, table, `SEED=${seed} FUZZ_PLANS=${PLANS_PER_TABLE}, plan ${index}`, tally)
    }
  }
  process.stdout.write(`differential: ${tally.run} statements, refused ${JSON.stringify([...tally.refused])}\n`)
  expect(tally.run).toBeGreaterThan(PLANS)
})

async function check(
  plan: NamedRelation,
  table: CaseTable,
  label: string,
  tally: { run: number; refused: Map<string, number> },
): Promise<void> {
  const columns = new Map(columnsOf(plan.relation).map((column) => [column.id, column]))
  const schema: Schema = plan.columns.map(({ id, name }) => {
    const column = columns.get(id)
    if (column === undefined) throw new Error(`no column ${id}`)
    return { name, type: column.type, nullable: column.nullable }
  })
  const optimised = optimise(plan)
  const whole = [expectedGroups(plan, schema, [table]).flat()]
  expect(rowBound(plan.relation) ?? Infinity, label).toBeGreaterThanOrEqual(whole[0]?.length ?? 0)
  for (const variant of [plan, optimised]) {
    const groups = expectedGroups(variant, schema, [table])
    const told = `${label}\n${describePlan(plan)}\n\n${describePlan(variant)}`
    expect(inGroups(groups.flat(), whole), told).toBe(inGroups(whole.flat(), whole))
    for (const engine of engines) {
      const printed = printOrTell(variant, engine, told)
      if (!printed.ok) {
        tally.refused.set(printed.problem.message, (tally.refused.get(printed.problem.message) ?? 0) + 1)
        continue
      }
      const sql = `${told}\n\n${printed.statement.text}\n${printed.statement.parameters.map(({ name, value }) => `${name}=${String(value)}`).join(' ')}`
      const rows = await engine.run(printed.statement, schema).catch((error: unknown) => {
        throw new Error(`${String(error)} ${JSON.stringify(error)}\n${sql}`)
      })
      tally.run += 1
      expect(inGroups(rows, groups), sql).toBe(inGroups(groups.flat(), groups))
    }
  }
}

function printOrTell(plan: NamedRelation, engine: GoldenEngine, told: string): ReturnType<typeof print> {
  try {
    return print(plan, engine.dialect)
  } catch (error) {
    throw new Error(`${String(error)}\n${told}`, { cause: error })
  }
}
