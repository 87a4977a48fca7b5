import { cellOf, type Value } from '@flowforge/core/plan'
import type { Cell } from '@flowforge/core/protocol'
import type { Column, Schema, Type } from '@flowforge/core/schema'
import type { SqlParameter } from '@flowforge/core/sql'
import { expect, test } from 'vitest'
import type { QueryOptions } from '../../store.ts'
import type { ClickHouseStore } from '../store.ts'
import { ROUND_TRIPS } from './round-trips.ts'

const INT64: Type = { kind: 'integer', bits: 64, signed: true }
const TEXT: Type = { kind: 'text' }

export function column(name: string, type: Type, nullable = false): Column {
  return { name, type, nullable }
}

export function queryOptions(columns: Schema, changes: Partial<QueryOptions> = {}): QueryOptions {
  const signal = new AbortController().signal
  return { class: 'interactive', principalId: 'tester', signal, maxRows: 1000, columns, ...changes }
}

/** The first column of a statement's rows. */
export async function firstColumn(
  store: ClickHouseStore,
  text: string,
  type: Type = INT64,
  parameters: readonly SqlParameter[] = [],
): Promise<readonly Cell[]> {
  const { table } = await store.run({ text, parameters }, queryOptions([column('x', type)]))
  return table.data[0] ?? []
}

const textParameter = (name: string, value: Value): SqlParameter => ({ name, type: TEXT, value })

/** Statements of this text that the engine is working on, the asking one excluded. */
async function runningNow(store: ClickHouseStore, marker: string): Promise<number> {
  const text = `SELECT count() FROM system.processes WHERE position(query, {p1:String}) > 0 AND query NOT LIKE '%system.processes%'`
  return Number((await firstColumn(store, text, INT64, [textParameter('p1', marker)]))[0])
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!(await condition())) if (Date.now() > deadline) throw new Error('the condition did not come true')
}

const INJECTIONS = [
  `'; DROP TABLE x; --`,
  `\\'; SELECT 2; --`,
  `\\\\'`,
  `{p1:String}`,
  `$1`,
  `\\N`,
  'NULL',
  '[1,2]',
  `['a']`,
  'tab\tnew\nline\rback\\slash',
  '`"\'',
  '%_',
  '/* x */ -- y',
  '\u0001\u001f\u007f',
  '𝛼€ä\u202e\ufeff',
  '',
  ' ',
]

const REFUSED = [
  `SELECT * FROM file('/etc/passwd', 'LineAsString')`,
  `SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')`,
  `SELECT * FROM remote('127.0.0.1:1', system.one)`,
  `SELECT file('/etc/passwd')`,
  "SELECT `file`('/etc/passwd')",
  `SELECT * APPLY(file) FROM (SELECT '/etc/passwd')`,
  `SELECT * FROM executable('ls', 'LineAsString', 'x String')`,
  `SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')`,
  `INSERT INTO FUNCTION file('/tmp/flowforge-never.csv') SELECT 1`,
  `SELECT 1 INTO OUTFILE '/tmp/flowforge-never.txt'`,
  'CREATE TABLE never (x Int8) ENGINE = Memory',
  'DROP DATABASE system',
  'SET readonly = 0',
  'SELECT 1 SETTINGS readonly = 0',
  'SYSTEM SHUTDOWN',
  'KILL QUERY WHERE 1',
  'SELECT 1; SELECT 2',
  'SELECT 1;;',
]

/** What every ClickHouse behind the store must do. Registers the tests; `open` gives the store that they share. */
export function conformance(store: () => ClickHouseStore): void {
  test('is ready and says how fast it answered', () => {
    expect(store().health()).toMatchObject({ ready: true, reason: null })
    expect(store().health().milliseconds).toBeGreaterThan(0)
  })

  test.each(ROUND_TRIPS)('round trip of $sql', async ({ sql, type, nullable, values }) => {
    for (const value of values) {
      const parameters = [{ name: 'p1', type, value }]
      const { table } = await store().run(
        { text: `SELECT {p1:${sql}} AS x`, parameters },
        queryOptions([column('x', type, nullable)]),
      )
      expect(table).toEqual({ columns: [column('x', type, nullable)], rowCount: 1, data: [[cellOf(type, value)]] })
    }
  })

  test('cells take the form of the planned type where the engine prints another', async () => {
    expect(await firstColumn(store(), 'SELECT 1 = 1', { kind: 'boolean' })).toEqual([true])
    expect(await firstColumn(store(), 'SELECT toUInt8(7)', INT64)).toEqual(['7'])
    expect(await firstColumn(store(), "SELECT CAST('b', 'Enum8(\\'a\\' = 1, \\'b\\' = 2)')", TEXT)).toEqual(['b'])
    expect(await firstColumn(store(), 'SELECT 3', { kind: 'float', bits: 64 })).toEqual([3])
  })

  test('datetimes come in UTC, whatever zone their column shows', async () => {
    const type: Type = { kind: 'datetime', precision: 3, zone: 'America/New_York' }
    const sql = "SELECT toDateTime64('2026-11-20 09:30:00.123', 3, 'America/New_York')"
    expect(await firstColumn(store(), sql, type)).toEqual(['2026-11-20T14:30:00.123Z'])
  })

  test.each(INJECTIONS)('the text %j is data and nothing else', async (value) => {
    expect(await firstColumn(store(), 'SELECT {p1:String}', TEXT, [textParameter('p1', value)])).toEqual([value])
    const type: Type = { kind: 'array', element: TEXT, elementNullable: true }
    const parameters = [{ name: 'p1', type, value: [value, null, value] }]
    expect(await firstColumn(store(), 'SELECT {p1:Array(Nullable(String))}', type, parameters)).toEqual([
      [value, null, value],
    ])
  })

  test.each(REFUSED)('refuses %s', async (text) => {
    await expect(firstColumn(store(), text)).rejects.toMatchObject({
      name: 'StoreError',
      code: expect.stringMatching(/^(store_refuses|query_failed)$/),
      message: expect.not.stringMatching(/passwd|127\.0\.0\.1|\/tmp/),
    })
  })

  test('a result without rows', async () => {
    const columns = [column('x', INT64), column('y', TEXT)]
    const { table, truncated } = await store().run(
      { text: 'SELECT number, toString(number) FROM numbers(0)', parameters: [] },
      queryOptions(columns),
    )
    expect({ table, truncated }).toEqual({ table: { columns, rowCount: 0, data: [[], []] }, truncated: false })
  })

  test.each([
    [999, 999, false],
    [1000, 1000, false],
    [1001, 1000, true],
    [3_000_000, 1000, true],
  ])('%i rows under a cap of 1000 give %i', async (rows, kept, truncated) => {
    const text = 'SELECT number FROM numbers({p1:Int64})'
    const parameters = [{ name: 'p1', type: INT64, value: BigInt(rows) }]
    const result = await store().run({ text, parameters }, queryOptions([column('x', INT64)]))
    expect([result.table.rowCount, result.table.data[0]?.length, result.truncated]).toEqual([kept, kept, truncated])
  })

  test('many rows come whole and in order', async () => {
    const text = "SELECT number, concat('n', toString(number)) FROM numbers(300000)"
    const columns = [column('x', { kind: 'integer', bits: 64, signed: false }), column('y', TEXT)]
    const { table } = await store().run({ text, parameters: [] }, queryOptions(columns, { maxRows: 1_000_000 }))
    expect(table.rowCount).toBe(300_000)
    expect(table.data[0]?.every((cell, row) => cell === String(row))).toBe(true)
    expect(table.data[1]?.every((cell, row) => cell === `n${row}`)).toBe(true)
  })

  test('a query that fails half way leaves nothing to the next one', async () => {
    const failing = 'SELECT throwIf(number = 900000) FROM numbers(1000000)'
    const columns = [column('x', INT64)]
    for (let round = 0; round < 20; round += 1) {
      const [broken, whole] = await Promise.allSettled([
        store().run({ text: failing, parameters: [] }, queryOptions(columns, { maxRows: 2_000_000 })),
        firstColumn(store(), `SELECT ${round} FROM numbers(3)`),
      ])
      expect(broken).toMatchObject({ status: 'rejected', reason: { code: 'query_failed' } })
      expect(whole).toEqual({ status: 'fulfilled', value: Array(3).fill(String(round)) })
      expect(await firstColumn(store(), `SELECT ${round} + 100`)).toEqual([String(round + 100)])
    }
  })

  test('an unknown table is a failed query without the statement in its message', async () => {
    await expect(firstColumn(store(), 'SELECT secret_column FROM nowhere')).rejects.toMatchObject({
      code: 'query_failed',
      message: expect.not.stringContaining('secret_column'),
    })
  })

  test.each(['SELECT sum(sipHash64(number)) FROM numbers(9000000000)', 'SELECT number FROM numbers(9000000000)'])(
    'a cancelled query ends in the engine: %s',
    async (sql) => {
      const marker = `marker_${Math.random().toString(36).slice(2)}`
      const controller = new AbortController()
      const { signal } = controller
      const text = `${sql} WHERE '${marker}' != ''`
      const columns = [column('x', INT64)]
      const running = store().run({ text, parameters: [] }, queryOptions(columns, { signal, maxRows: 2 ** 40 }))
      const outcome = expect(running).rejects.toMatchObject({ code: 'query_cancelled' })
      await until(async () => (await runningNow(store(), marker)) === 1)
      controller.abort()
      await outcome
      await until(async () => (await runningNow(store(), marker)) === 0)
    },
  )

  test('a query cancelled at once ends in the engine too', async () => {
    const marker = `marker_${Math.random().toString(36).slice(2)}`
    for (let round = 0; round < 10; round += 1) {
      const controller = new AbortController()
      const text = `SELECT sum(sipHash64(number)) FROM numbers(9000000000) WHERE '${marker}' != ''`
      const running = store().run(
        { text, parameters: [] },
        queryOptions([column('x', INT64)], { signal: controller.signal }),
      )
      setTimeout(() => controller.abort(), round)
      await expect(running).rejects.toMatchObject({ code: 'query_cancelled' })
    }
    await until(async () => (await runningNow(store(), marker)) === 0)
  })

  test('parallel queries each get their own answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        firstColumn(store(), `SELECT {p1:Int64} + number FROM numbers(5000)`, INT64, [
          { name: 'p1', type: INT64, value: BigInt(index * 10_000) },
        ]),
      ),
    )
    for (const [index, cells] of answers.entries()) {
      expect(cells.length).toBe(1000)
      expect(cells[0]).toBe(String(index * 10_000))
    }
  })

  test('discovers without system tables', async () => {
    const tables = await store().discover(new AbortController().signal)
    expect(tables.filter((table) => table.namespace === 'system')).toEqual([])
  })
}
