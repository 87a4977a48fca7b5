import { call, column, literal, type NamedRelation, or, type Relation } from '@flowforge/core/plan'
import { type CatalogTable, type Schema, TEXT, type Type } from '@flowforge/core/schema'
import { print } from '@flowforge/core/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CaseTable, cellsOf } from '../../../core/test/case.ts'
import { Random } from '../../../core/test/random.ts'
import { TEST_SEED } from '../../../core/test/seed.ts'
import { type GoldenEngine, startClickHouse, startPostgres } from './engines.ts'

/**
 * Hostile names and values stay names and values: every answer is the interpreter's, and the secret of the canary table,
 * which no plan reads, is in none.
 */
const SECRET = 'CANARY-7f3a'
const COUNT = process.env.CI === 'true' ? 5_000 : 200
const SEED = TEST_SEED

const HOSTILE = [
  "' OR 1=1 --",
  "' UNION SELECT secret FROM demo.canary --",
  "'; DROP TABLE demo.canary; --",
  "\\' UNION SELECT secret FROM demo.canary -- ",
  "\\\\' OR ''='",
  "x' || (SELECT secret FROM demo.canary) || '",
  '" FROM demo.canary --',
  '`, (SELECT secret FROM demo.canary) AS `x',
  '") UNION SELECT secret FROM demo.canary --',
  'a" , (SELECT secret FROM demo.canary) AS "b',
  'a\\`, (SELECT secret FROM demo.canary) AS `b',
  '{p1:String}',
  '{p1:Identifier}',
  '$1',
  '$1::text) UNION SELECT secret FROM demo.canary --',
  '$$ SELECT secret FROM demo.canary $$',
  "E'\\x27'",
  '/* */ SELECT',
  '-- ',
  '#',
  '%',
  '_',
  '\\',
  '\\N',
  'NULL',
  "'",
  "''",
  '"',
  '`',
  '\n;\n',
  '\t',
  '\r\n',
  '\u2028',
  '\u00a0',
  'ʼ OR 1=1',
  '＇ OR 1=1',
  '😀',
  '{',
  '}',
  ';',
  "'||version()||'",
  "[','secret']",
  "','",
  "'],['",
]

/** Fragments put together at random. */
function hostileText(random: Random): string {
  return Array.from({ length: random.between(1, 3) }, () => random.pick(HOSTILE)).join(random.pick(['', ' ', '']))
}

function tableOf(name: string, columns: Schema, rows: CaseTable['memory']['rows']): CaseTable {
  const table: CatalogTable = {
    id: `store/demo.${name}`,
    store: 'store',
    namespace: 'demo',
    name,
    description: '',
    freshness: 'static',
    rowCount: null,
    columns,
  }
  return { table, memory: { columns: columns.map((item) => item.name), rows } }
}

const CANARY = tableOf('canary', [{ name: 'secret', type: TEXT, nullable: false }], [[SECRET]])

function scanOf({ table }: CaseTable): Extract<Relation, { operator: 'scan' }> {
  const columns = table.columns.map(({ name, type, nullable }, id) => ({ id, name, type, nullable, source: name }))
  return { operator: 'scan', table, columns }
}

describe.each([
  ['ClickHouse', startClickHouse],
  ['PostgreSQL', startPostgres],
] as const)('%s', (_title, start) => {
  let engine: GoldenEngine
  beforeAll(async () => {
    engine = await start()
    await engine.load(CANARY)
  })
  afterAll(() => engine.close())

  async function ask(plan: NamedRelation, table: CaseTable): Promise<void> {
    const schema = plan.columns.map(({ id, name }) => ({
      name,
      type: table.table.columns[id]?.type ?? TEXT,
      nullable: true,
    }))
    const printed = print(plan, engine.dialect)
    if (!printed.ok) throw new Error(printed.problem.message)
    const rows = await engine.run(printed.statement, schema)
    expect(JSON.stringify(rows), printed.statement.text).not.toContain(SECRET)
    const sorted = (all: readonly (readonly unknown[])[]): string[] => all.map((row) => JSON.stringify(row)).sort()
    expect(sorted(rows), printed.statement.text).toEqual(sorted(cellsOf(plan, schema, [table])))
  }

  test('hostile values', async () => {
    const columns: Schema = [{ name: 'value', type: TEXT, nullable: true }]
    const table = tableOf(
      'values_read',
      columns,
      [...HOSTILE, null].map((text) => [text]),
    )
    await engine.load(table)
    const scan = scanOf(table)
    const value = column(scan.columns[0] ?? { id: 0, type: TEXT, nullable: true })
    for (const text of HOSTILE) {
      const list = literal({ kind: 'array', element: TEXT, elementNullable: false }, [text, 'x', SECRET])
      const conditions = [
        call('equal', value, literal(TEXT, text)),
        call('in', value, list),
        call('contains', value, literal(TEXT, text)),
        call('starts_with', call('lower', value), literal(TEXT, text)),
        call('ends_with', value, literal(TEXT, text)),
        call('less', value, literal(TEXT, text)),
      ]
      for (const predicate of [...conditions, or(conditions)])
        await ask(
          { relation: { operator: 'filter', input: scan, predicate }, columns: [{ name: 'value', id: 0 }] },
          table,
        )
    }
  })

  test(`${COUNT} hostile names, from seed ${SEED}`, { timeout: 600_000 }, async () => {
    const random = new Random(SEED)
    for (let round = 0; round < COUNT / 20; round += 1) {
      const names = [...new Set(Array.from({ length: 20 }, () => hostileText(random)))].filter(
        (name) => new TextEncoder().encode(name).length < 60,
      )
      const integer: Type = { kind: 'integer', bits: 32, signed: true }
      const columns: Schema = names.map((name, index) => ({
        name,
        type: index % 2 === 0 ? TEXT : integer,
        nullable: true,
      }))
      const cells = columns.map(({ type }, index) => (type.kind === 'text' ? hostileText(random) : BigInt(index)))
      const table = tableOf(random.pick(names), columns, [cells, columns.map(() => null)])
      await engine.load(table)
      const scan = scanOf(table)
      const some = random.pick(scan.columns)
      const order = [{ expression: column(some), descending: random.chance(0.5), nullsFirst: random.chance(0.5) }]
      // Every output takes the name of another column.
      const outputs = scan.columns.map(({ id }, index) => ({ id, name: names[(index + 1) % names.length] ?? '' }))
      const top: Relation = { operator: 'top', input: scan, partition: [], order, count: 5, offset: 0 }
      await ask(
        {
          relation: { operator: 'filter', input: top, predicate: call('is_not_null', column(some)) },
          columns: outputs,
        },
        table,
      )
      await ask({ relation: { operator: 'sort', input: scan, order }, columns: outputs }, table)
    }
    const printed = print({ relation: scanOf(CANARY), columns: [{ name: 'secret', id: 0 }] }, engine.dialect)
    if (!printed.ok) throw new Error(printed.problem.message)
    expect(await engine.run(printed.statement, CANARY.table.columns)).toEqual([[SECRET]])
  })

  test('words of SQL as names', async () => {
    const words =
      'select from where order group by limit offset date time timestamp datetime interval position year month day hour week key value values row rows index first last range user table column default primary case when end null true false not in is as on and or all any array left right full inner cross join using union with sample final prewhere settings format global database function view end desc asc between like ilike distinct having window over partition'.split(
        ' ',
      )
    const columns: Schema = [...new Set(words)].map((name) => ({ name, type: TEXT, nullable: true }))
    const table = tableOf('words', columns, [columns.map(({ name }) => name), columns.map(() => null)])
    await engine.load(table)
    const scan = scanOf(table)
    for (const item of scan.columns) {
      const order = [{ expression: column(item), descending: false, nullsFirst: false }]
      const filtered: Relation = {
        operator: 'filter',
        input: scan,
        predicate: call('equal', column(item), literal(TEXT, item.name)),
      }
      const aggregate: Relation = {
        operator: 'aggregate',
        input: filtered,
        keys: [{ ...item, id: 1_000, expression: column(item) }],
        measures: [],
      }
      await ask(
        { relation: { operator: 'sort', input: filtered, order }, columns: [{ id: item.id, name: item.name }] },
        table,
      )
      const named = { relation: aggregate, columns: [{ id: 1_000, name: item.name }] }
      await ask(named, table)
    }
  })
})
