import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AdministrativeEngine } from '../stores/clickhouse/index.ts'
import { startTestEngine, type TestEngine } from '../stores/clickhouse/testing/engine.ts'
import { DAILY_DAYS, INTRADAY_DAYS, LAST_DAY, tradingDays } from './calendar.ts'
import { type DemoProgress, ensureDemoData } from './demo-data.ts'
import { INSTRUMENT_COUNT, instruments } from './instruments.ts'
import { DEMO_TABLES } from './tables.ts'

const SMALL = { trades: 30_000, quotes: 10_000 }

function adminOf(engine: TestEngine): AdministrativeEngine {
  const admin = engine.store.engine
  if (admin === null) throw new Error('no engine')
  return admin
}

/** One number that changes with any row of the table. */
const fingerprint = async (admin: AdministrativeEngine) =>
  Promise.all(
    Object.values(DEMO_TABLES).map(({ name }) =>
      admin.command(`SELECT '${name}', count(), sum(cityHash64(*)) FROM market.${name}`),
    ),
  )

describe('the demo market', () => {
  let engine: TestEngine
  const progress: DemoProgress[] = []
  const ask = async (sql: string) => (await adminOf(engine).command(sql)).trimEnd()

  beforeAll(async () => {
    engine = await startTestEngine()
    await ensureDemoData(adminOf(engine), (step) => progress.push(step))
  }, 180_000)
  afterAll(() => engine.close())

  test('tells how far it is', () => {
    expect(progress[0]).toEqual({ title: 'instruments', done: 0, of: 6 })
    expect(progress.at(-1)).toEqual({ title: 'ready', done: 6, of: 6 })
  })

  test.each([
    ['dim_instruments', INSTRUMENT_COUNT],
    ['fct_trades', 2_000_000],
    ['fct_quotes', 1_000_000],
    ['agg_ohlc_1d', INSTRUMENT_COUNT * DAILY_DAYS],
  ])('%s has %i rows', async (table, rows) => {
    expect(Number(await ask(`SELECT count() FROM market.${table}`))).toBe(rows)
  })

  test('every table and every column is described, and only these tables are seen', async () => {
    const tables = await engine.store.discover(new AbortController().signal)
    expect(tables.map((table) => table.name).toSorted()).toEqual(
      Object.values(DEMO_TABLES)
        .map((t) => t.name)
        .toSorted(),
    )
    for (const table of tables) {
      expect(table).toMatchObject({ namespace: 'market', freshness: 'static' })
      expect(table.description).not.toBe('')
      for (const column of table.columns) {
        expect(column.description ?? '').not.toBe('')
        expect(column.type.kind).not.toBe('opaque')
        expect(column.nullable).toBe(false)
      }
    }
  })

  const price = 'market.fct_trades'
  const session = (moment: string) =>
    `toDayOfWeek(${moment}) > 5 OR toTime64(${moment}, 3) < toTime64('09:30:00', 3) OR toTime64(${moment}, 3) >= toTime64('16:00:00', 3)`

  /** What must never be: each statement counts the rows that break a rule. */
  const NEVER: readonly [string, string][] = [
    [
      'a candle whose low or high is passed',
      'SELECT count() FROM market.T WHERE low > least(open, close) OR high < greatest(open, close) OR vwap < low OR vwap > high OR volume = 0 OR trade_count = 0',
    ],
    ['two candles of one symbol at one time', 'SELECT count() - uniqExact(symbol, event_time) FROM market.T'],
  ].flatMap(([name = '', sql = '']): [string, string][] =>
    ['agg_ohlc_1m', 'agg_ohlc_1d'].map((table) => [`${name} (${table})`, sql.replace('market.T', `market.${table}`)]),
  )
  const RULES: readonly [string, string][] = [
    ...NEVER,
    ['a trade outside the session', `SELECT count() FROM ${price} WHERE ${session('event_time')}`],
    ['a quote outside the session', `SELECT count() FROM market.fct_quotes WHERE ${session('event_time')}`],
    ['a quote whose bid is not below its ask', 'SELECT count() FROM market.fct_quotes WHERE bid >= ask OR bid <= 0'],
    [
      'a trade without price, side or quantity',
      `SELECT count() FROM ${price} WHERE price <= 0 OR quantity = 0 OR side NOT IN ('buy', 'sell')`,
    ],
    [
      'an odd lot',
      `SELECT count() FROM ${price} JOIN market.dim_instruments USING (symbol) WHERE quantity % lot_size != 0`,
    ],
    [
      'an unknown symbol',
      `SELECT count() FROM ${price} WHERE symbol NOT IN (SELECT symbol FROM market.dim_instruments)`,
    ],
    [
      'an instrument that never trades',
      `SELECT count() FROM market.dim_instruments WHERE symbol NOT IN (SELECT symbol FROM ${price})`,
    ],
    ['a share price with fractions of a cent', `SELECT count() FROM ${price} WHERE price * 100 != floor(price * 100)`],
    [
      'a minute candle that disagrees with the trades',
      `SELECT count() FROM (SELECT toStartOfMinute(event_time) AS minute, symbol, min(price) AS low, max(price) AS high, sum(quantity) AS volume, count() AS trade_count FROM ${price} GROUP BY minute, symbol) AS t
       FULL JOIN (SELECT toDateTime(event_time, 'UTC') AS minute, symbol, low, high, volume, trade_count FROM market.agg_ohlc_1m) AS c USING (minute, symbol)
       WHERE t.low != c.low OR t.high != c.high OR t.volume != c.volume OR t.trade_count != c.trade_count`,
    ],
    [
      'a daily candle that disagrees with its minutes',
      `SELECT count() FROM (SELECT toDate(event_time) AS day, symbol, argMin(open, event_time) AS open, max(high) AS high, min(low) AS low, argMax(close, event_time) AS close, sum(volume) AS volume FROM market.agg_ohlc_1m GROUP BY day, symbol) AS m
       JOIN (SELECT toDate(event_time) AS day, * FROM market.agg_ohlc_1d) AS d USING (day, symbol)
       WHERE m.open != d.open OR m.close != d.close OR m.high != d.high OR m.low != d.low OR m.volume != d.volume`,
    ],
    [
      'a position that disagrees with the trades',
      `SELECT count() FROM (SELECT symbol, trader, argMax(quantity, event_time) AS quantity, argMax(mark_price, event_time) AS mark FROM market.fct_positions GROUP BY symbol, trader) AS p
       FULL JOIN (SELECT symbol, trader, sum(if(side = 'buy', 1, -1) * toInt64(quantity)) AS quantity FROM ${price} GROUP BY symbol, trader) AS t USING (symbol, trader)
       WHERE p.quantity != t.quantity`,
    ],
    [
      'a last mark that is not the last close',
      `SELECT count() FROM (SELECT symbol, argMax(mark_price, event_time) AS mark FROM market.fct_positions GROUP BY symbol) AS p
       JOIN (SELECT symbol, argMax(close, event_time) AS close FROM market.agg_ohlc_1d GROUP BY symbol) AS d USING (symbol) WHERE mark != close`,
    ],
    [
      'a mark outside the range of its day so far',
      `SELECT count() FROM market.fct_positions AS p JOIN (SELECT toDate(event_time) AS day, symbol, min(low) AS low, max(high) AS high FROM market.agg_ohlc_1d GROUP BY day, symbol) AS d ON d.day = toDate(p.event_time) AND d.symbol = p.symbol
       WHERE p.symbol IN ('AAPL', 'NVDA', 'TSLA') AND (mark_price < low OR mark_price > high)`,
    ],
    [
      'an average cost outside the traded prices',
      `SELECT count() FROM market.fct_positions AS p JOIN (SELECT symbol, min(price) AS low, max(price) AS high FROM ${price} GROUP BY symbol) AS t USING (symbol)
       WHERE quantity != 0 AND (average_cost < low OR average_cost > high)`,
    ],
    [
      'a move of more than a fifth in a day',
      `SELECT count() FROM market.agg_ohlc_1d WHERE abs(toFloat64(close / open) - 1) > 0.2`,
    ],
    ['a listing after the first candle', `SELECT count() FROM market.dim_instruments WHERE listed_date > '2025-11-01'`],
  ]

  test.each(RULES)('there is never %s', async (_rule, sql) => {
    expect(await ask(sql)).toBe('0')
  })

  test('it spans the days of the calendar', async () => {
    const days = await ask('SELECT DISTINCT toDate(event_time) AS day FROM market.agg_ohlc_1d ORDER BY day')
    expect(days.split('\n')).toEqual(tradingDays(DAILY_DAYS))
    const sessions = await ask(`SELECT DISTINCT toDate(event_time) AS day FROM ${price} ORDER BY day`)
    expect(sessions.split('\n')).toEqual(tradingDays(INTRADAY_DAYS))
    expect(sessions.endsWith(LAST_DAY)).toBe(true)
  })

  test('it looks like a market: AAPL leads at its price, the ends of the session are busy, 12 traders, 5 venues', async () => {
    expect(await ask(`SELECT symbol FROM ${price} GROUP BY symbol ORDER BY count() DESC LIMIT 1`)).toBe('AAPL')
    const last = Number(await ask(`SELECT argMax(close, event_time) FROM market.agg_ohlc_1d WHERE symbol = 'AAPL'`))
    expect(last).toBeGreaterThan(260)
    expect(last).toBeLessThan(280)
    const [open = 0, noon = 0, close = 0] = JSON.parse(
      await ask(
        `SELECT [countIf(toHour(event_time) * 60 + toMinute(event_time) < 600), countIf(toHour(event_time) = 12) / 2, countIf(toHour(event_time) * 60 + toMinute(event_time) >= 930)] FROM ${price}`,
      ),
    ) as number[]
    expect(open).toBeGreaterThan(1.3 * noon)
    expect(close).toBeGreaterThan(1.3 * noon)
    expect(await ask(`SELECT uniqExact(trader), uniqExact(venue) FROM ${price}`)).toBe('12\t5')
  })

  test('what is there is not made again', async () => {
    const again: DemoProgress[] = []
    expect(await ensureDemoData(adminOf(engine), (step) => again.push(step))).toBe(false)
    expect(again).toEqual([])
  })
})

test('the same rows on every engine, and after a start that was killed half way', async () => {
  const [first, second] = [await startTestEngine(), await startTestEngine()]
  try {
    await ensureDemoData(adminOf(first), undefined, SMALL)
    const admin = adminOf(second)
    const process_ = second.store.engine
    const killed = ensureDemoData(
      admin,
      ({ title }) => {
        if (title === 'quotes') process.kill(process_?.processId ?? 0, 'SIGKILL')
      },
      SMALL,
    )
    await expect(killed).rejects.toMatchObject({ code: 'store_unavailable' })
    while (process_?.state.kind !== 'ready') await new Promise((resolve) => setTimeout(resolve, 5))
    expect(await second.store.discover(new AbortController().signal)).toEqual([])
    expect(await ensureDemoData(admin, undefined, SMALL)).toBe(true)
    expect(await fingerprint(admin)).toEqual(await fingerprint(adminOf(first)))
  } finally {
    await Promise.all([first.close(), second.close()])
  }
})

test('the instruments have unique symbols and names, positive prices and real sectors', () => {
  const all = instruments()
  expect(all.length).toBe(INSTRUMENT_COUNT)
  expect(new Set(all.map((each) => each.symbol)).size).toBe(INSTRUMENT_COUNT)
  expect(new Set(all.map((each) => each.name)).size).toBe(INSTRUMENT_COUNT)
  expect(new Set(all.map((each) => each.sector)).size).toBe(11)
  for (const each of all) {
    expect(each.price).toBeGreaterThan(5)
    expect(each.symbol).toMatch(/^[A-Z.]{1,5}$/)
  }
})
