import { quoteText } from '../stores/clickhouse/index.ts'
import { DAILY_DAYS, INTRADAY_DAYS, opening, SESSION_MINUTES, tradingDays } from './calendar.ts'
import { INSTRUMENT_COUNT, instruments } from './instruments.ts'
import { createTable, DEMO_TABLES } from './tables.ts'

/** A part of the work with the words for its progress. */
export interface Step {
  readonly title: string
  readonly statements: readonly string[]
}

export interface Amounts {
  readonly trades: number
  readonly quotes: number
}

const STEPS_PER_SYMBOL = INTRADAY_DAYS * SESSION_MINUTES
const OLDER_DAYS = DAILY_DAYS - INTRADAY_DAYS
const SESSION_MILLISECONDS = SESSION_MINUTES * 60_000
const HOURS_PER_SESSION = Math.ceil(SESSION_MINUTES / 60)

const VENUES = ['XNAS', 'XNYS', 'ARCX', 'BATS', 'IEXG']
const TRADERS = [
  'Amara Okafor',
  'Ben Castellan',
  'Chiara Lombardi',
  'Dmitri Volkov',
  'Elena Petrova',
  'Farid Haddad',
  'Grace Lindqvist',
  'Hiro Tanaka',
  'Ines Carvalho',
  'Jonas Weber',
  'Kavya Raman',
  'Liam Gallagher',
]

/** Everything that fills the database, in order. Only hashes of row numbers: the same rows on every run. */
export function buildSteps(database: string, amounts: Amounts): readonly Step[] {
  const table = (name: string) => `${database}.${name}`
  return [
    {
      title: 'instruments',
      statements: [
        ...Object.values(DEMO_TABLES).map((each) => createTable(database, each)),
        `CREATE TABLE ${table('work_instruments')} (id UInt16, symbol String, price Float64, volatility Float64, lot_size UInt32) ENGINE = Memory`,
        `CREATE TABLE ${table('work_path')} (key UInt32, time Int64, mid Float64, next Float64) ENGINE = Memory`,
        `INSERT INTO ${table('dim_instruments')} VALUES ${instrumentRows()}`,
        `INSERT INTO ${table('work_instruments')} VALUES ${workRows()}`,
      ],
    },
    { title: 'prices', statements: [`INSERT INTO ${table('work_path')} ${pathRows(table)}`] },
    { title: 'trades', statements: [`INSERT INTO ${table('fct_trades')} ${tradeRows(table, amounts.trades)}`] },
    { title: 'quotes', statements: [`INSERT INTO ${table('fct_quotes')} ${quoteRows(table, amounts.quotes)}`] },
    {
      title: 'candles',
      statements: [
        `INSERT INTO ${table('agg_ohlc_1m')} ${candleRows(table, 'MINUTE')}`,
        `INSERT INTO ${table('agg_ohlc_1d')} ${candleRows(table, 'DAY')}`,
        `INSERT INTO ${table('agg_ohlc_1d')} ${olderDayRows(table)}`,
      ],
    },
    {
      title: 'positions',
      statements: [
        `INSERT INTO ${table('fct_positions')} ${positionRows(table)}`,
        `DROP TABLE ${table('work_path')} SYNC`,
        `DROP TABLE ${table('work_instruments')} SYNC`,
      ],
    },
  ]
}

type TableName = (name: string) => string

const list = (texts: readonly string[]) => `[${texts.map(quoteText).join(', ')}]`

function instrumentRows(): string {
  return instruments()
    .map(({ symbol, name, sector, currency, lotSize, listedDate }) => {
      const texts = [symbol, name, sector, currency].map(quoteText).join(', ')
      return `(${texts}, ${lotSize}, '${listedDate}')`
    })
    .join(', ')
}

function workRows(): string {
  return instruments()
    .map((each, id) => `(${id}, ${quoteText(each.symbol)}, ${each.price}, ${each.volatility}, ${each.lotSize})`)
    .join(', ')
}

/** Nearly normal, mean 0 and deviation 1, out of the four 16-bit parts of a hash. */
const normal = (hash: string) =>
  `((toInt64(bitAnd(${hash}, 65535) + bitAnd(bitShiftRight(${hash}, 16), 65535) + bitAnd(bitShiftRight(${hash}, 32), 65535) + bitShiftRight(${hash}, 48)) - 131070) / 37837.2)`

/** Even between 0 and 1 (without 1), out of a hash. */
const even = (hash: string) => `(bitShiftRight(${hash}, 11) / 9007199254740992)`

/** A Float64 rounded to whole cents, exactly. */
const cents = (price: string) => `(toDecimal64(toInt64(round((${price}) * 100)), 4) / 100)`

/**
 * A random walk per instrument, minute by minute, that ends at its listed price: a common market factor and its own; the
 * night before each session counts as nine minutes.
 */
function pathRows(table: TableName): string {
  const openings = tradingDays(INTRADAY_DAYS).map(opening)
  return `
    SELECT id * ${STEPS_PER_SYMBOL} + step,
      ${`[${openings.join(', ')}]`}[intDiv(step, ${SESSION_MINUTES}) + 1] + (step % ${SESSION_MINUTES}) * 60000,
      price * exp(here - last),
      if(step % ${SESSION_MINUTES} = ${SESSION_MINUTES - 1}, price * exp(here - last), price * exp(there - last))
    FROM (
      SELECT id, price, walk, walk[${STEPS_PER_SYMBOL}] AS last FROM (
        SELECT id, price, arrayCumSum(
          (own, market, step) -> volatility * if(step % ${SESSION_MINUTES} = 0, 9, 1) * (0.8 * ${normal('own')} + 0.6 * ${normal('market')}),
          arrayMap(step -> cityHash64('own', id, step), range(${STEPS_PER_SYMBOL})),
          arrayMap(step -> cityHash64('market', step), range(${STEPS_PER_SYMBOL})),
          range(${STEPS_PER_SYMBOL})) AS walk
        FROM ${table('work_instruments')}
      )
    )
    ARRAY JOIN walk AS here, arrayPushBack(arrayPopFront(walk), last) AS there, range(${STEPS_PER_SYMBOL}) AS step`
}

/**
 * `count` moments of instruments: the first instruments far more often than the last, sessions busy at their start and
 * end. Columns: number, id, step, part (of the minute, 0 to 1) and a hash for everything else.
 */
function moments(kind: string, count: number): string {
  const size = INSTRUMENT_COUNT
  const skew = `pow(pow(2, 0.4) + ${even('byInstrument')} * (pow(${size + 2}, 0.4) - pow(2, 0.4)), 2.5) - 2`
  const spot = even('bySpot')
  return `
    SELECT number, id, day * ${SESSION_MINUTES} + intDiv(millisecond, 60000) AS step, millisecond % 60000 AS rest, rest / 60000 AS part, other
    FROM (
      SELECT number,
        cityHash64('${kind} instrument', number) AS byInstrument,
        cityHash64('${kind} spot', number) AS bySpot,
        cityHash64('${kind} other', number) AS other,
        least(${size - 1}, toUInt32(floor(${skew}))) AS id,
        other % ${INTRADAY_DAYS} AS day,
        least(${SESSION_MILLISECONDS - 1}, toUInt32(floor(${SESSION_MILLISECONDS} *
          multiIf(other % 97 < 48, ${spot}, other % 97 < 77, pow(${spot}, 3), 1 - pow(${spot}, 3))))) AS millisecond
      FROM numbers(${count})
    )`
}

function tradeRows(table: TableName, count: number): string {
  const half = 'greatest(0.005, mid * 0.00015)'
  return `
    SELECT fromUnixTimestamp64Milli(time + rest, 'UTC'), symbol, if(buys, 'buy', 'sell'),
      ${cents(`mid + (next - mid) * part + if(buys, 1, -1) * ${half}`)},
      lot_size * (1 + toUInt32(floor(-2.5 * log(1 - ${even("cityHash64('quantity', number)")})))) * if(intDiv(other, 2000) % 250 = 0, 20, 1),
      ${list(VENUES)}[1 + least(intDiv(other, 31) % 8, intDiv(other, 500) % 5)],
      ${list(TRADERS)}[1 + (trades.id + 4 * (intDiv(other, 7000) % 3)) % ${TRADERS.length}]
    FROM (SELECT *, intDiv(other, 100000) % 1000 < 505 AS buys, toUInt32(id * ${STEPS_PER_SYMBOL} + step) AS key FROM (${moments('trade', count)})) AS trades
    INNER JOIN ${table('work_path')} AS path ON trades.key = path.key
    INNER JOIN ${table('work_instruments')} AS instrument ON instrument.id = trades.id`
}

function quoteRows(table: TableName, count: number): string {
  const half = `greatest(0.006, mid * 0.0002 * (0.5 + ${even("cityHash64('spread', number)")}))`
  const middle = 'mid + (next - mid) * part'
  return `
    SELECT fromUnixTimestamp64Milli(time + rest, 'UTC'), symbol,
      ${cents(`floor((${middle} - ${half}) * 100) / 100`)}, lot_size * (1 + intDiv(other, 20) % 12),
      ${cents(`ceil((${middle} + ${half}) * 100) / 100`)}, lot_size * (1 + intDiv(other, 300) % 12),
      ${list(VENUES)}[1 + least(intDiv(other, 31) % 8, intDiv(other, 500) % 5)]
    FROM (SELECT *, toUInt32(id * ${STEPS_PER_SYMBOL} + step) AS key FROM (${moments('quote', count)})) AS quotes
    INNER JOIN ${table('work_path')} AS path ON quotes.key = path.key
    INNER JOIN ${table('work_instruments')} AS instrument ON instrument.id = quotes.id`
}

function candleRows(table: TableName, unit: 'MINUTE' | 'DAY'): string {
  // Trades of one millisecond are told apart by price, so that open and close do not depend on the engine; one number
  // compares faster than a pair.
  const order = 'bitShiftLeft(toUInt64(toUnixTimestamp64Milli(event_time)), 22) + toUInt64(price * 100)'
  return `
    SELECT toStartOfInterval(event_time, INTERVAL 1 ${unit}) AS start, symbol,
      argMin(price, ${order}), max(price), min(price), argMax(price, ${order}),
      sum(quantity), CAST(sum(price * quantity) / sum(quantity) AS Decimal(18, 4)), count()
    FROM ${table('fct_trades')} GROUP BY symbol, start SETTINGS optimize_aggregation_in_order = 1`
}

/** Daily candles before the first trade, walking backwards from the price there, with volumes like those of the trades. */
function olderDayRows(table: TableName): string {
  const openings = tradingDays(DAILY_DAYS)
    .slice(0, OLDER_DAYS)
    .map((day) => Date.parse(day))
  const draw = (what: string) => normal(`cityHash64('${what}', id, day)`)
  return `
    SELECT fromUnixTimestamp64Milli(time, 'UTC'), symbol, open, greatest(open, close, top), least(open, close, bottom), close,
      volume, CAST((open + close + greatest(open, close, top) + least(open, close, bottom)) / 4 AS Decimal(18, 4)),
      greatest(1, intDiv(volume, lot_size * 3))
    FROM (
      SELECT symbol, lot_size, time, id, day,
        first * exp(before - last + 0.3 * daily * ${draw('gap')}) AS opening,
        first * exp(here - last) AS closing,
        ${cents('opening')} AS open,
        ${cents('closing')} AS close,
        ${cents(`greatest(opening, closing) * exp(0.5 * daily * abs(${draw('high')}))`)} AS top,
        ${cents(`least(opening, closing) * exp(-0.5 * daily * abs(${draw('low')}))`)} AS bottom,
        toUInt64(lot_size * ceil(11950 * pow(id + 2.5, -0.6) * exp(0.35 * ${draw('volume')}))) AS volume
      FROM (
        SELECT instrument.id AS id, symbol, lot_size, mid AS first, volatility * 20 AS daily,
          arrayCumSum(arrayMap(day -> volatility * 20 * (0.8 * ${normal("cityHash64('own day', id, day)")} + 0.6 * ${normal("cityHash64('market day', day)")}), range(${OLDER_DAYS + 1}))) AS walk,
          walk[${OLDER_DAYS + 1}] AS last
        FROM ${table('work_instruments')} AS instrument
        INNER JOIN ${table('work_path')} AS path ON path.key = toUInt32(instrument.id * ${STEPS_PER_SYMBOL})
      )
      ARRAY JOIN arrayPopBack(walk) AS here, arrayPushFront(arrayPopBack(arrayPopBack(walk)), 0.) AS before,
        range(${OLDER_DAYS}) AS day, [${openings.join(', ')}] AS time
    )`
}

/** Running sums per trader, instrument and hour of the trades' own quantities and amounts. */
function positionRows(table: TableName): string {
  const days = tradingDays(INTRADAY_DAYS)
  const slots = days.length * HOURS_PER_SESSION
  const times = days.flatMap((day) =>
    Array.from(
      { length: HOURS_PER_SESSION },
      (_, hour) => opening(day) + Math.min((hour + 1) * 60, SESSION_MINUTES) * 60_000,
    ),
  )
  const slotted = `
    SELECT symbol, trader, side, quantity, price, event_time, toInt64(price * 10000) * quantity AS amount,
      (indexOf([${days.map((day) => `toDate('${day}')`).join(', ')}], toDate(event_time)) - 1) * ${HOURS_PER_SESSION}
        + intDiv(toUnixTimestamp64Milli(event_time) % 86400000 - ${opening('1970-01-01')}, 3600000) AS slot
    FROM ${table('fct_trades')}`
  const sums = (value: string, side: string) =>
    `arrayCumSum(sumResample(0, ${slots}, 1)(if(side = '${side}', toInt64(${value}), 0), slot))`
  return `
    SELECT fromUnixTimestamp64Milli(time, 'UTC'), symbol, trader, bought - sold,
      toDecimal64(multiIf(bought > sold, intDiv(paid, bought), bought < sold, intDiv(received, sold), 0), 4) / 10000,
      mark
    FROM (
      SELECT symbol, trader, ${sums('quantity', 'buy')} AS boughts, ${sums('quantity', 'sell')} AS solds,
        ${sums('amount', 'buy')} AS paids, ${sums('amount', 'sell')} AS receiveds
      FROM (${slotted}) GROUP BY symbol, trader
    ) AS held
    INNER JOIN (
      SELECT symbol, arrayFill(price -> price != 0, argMaxResample(0, ${slots}, 1)(price, (event_time, price), slot)) AS marks
      FROM (${slotted}) GROUP BY symbol
    ) AS marked USING (symbol)
    ARRAY JOIN boughts AS bought, solds AS sold, paids AS paid, receiveds AS received, marks AS mark, [${times.join(', ')}] AS time
    WHERE bought + sold > 0`
}
