import { quoteText } from '../stores/clickhouse/index.ts'

/** One table of the demo data: its columns with their types and what they mean. */
export interface DemoTable {
  readonly name: string
  readonly description: string
  readonly orderBy: string
  readonly columns: readonly (readonly [name: string, type: string, description: string])[]
}

const SYMBOL = ['symbol', 'LowCardinality(String)', 'Ticker of the instrument, as in dim_instruments'] as const
const PRICE = 'Decimal(18, 4)'
const MOMENT = "DateTime64(3, 'UTC')"

const candle = (name: string, length: string): DemoTable => ({
  name,
  description: `Open, high, low and close per symbol and ${length}, rolled up from fct_trades`,
  orderBy: 'symbol, event_time',
  columns: [
    ['event_time', MOMENT, `Start of the ${length}, UTC`],
    SYMBOL,
    ['open', PRICE, `First price of the ${length}`],
    ['high', PRICE, `Highest price of the ${length}`],
    ['low', PRICE, `Lowest price of the ${length}`],
    ['close', PRICE, `Last price of the ${length}`],
    ['volume', 'UInt64', 'Shares traded'],
    ['vwap', PRICE, 'Average price, weighted by quantity'],
    ['trade_count', 'UInt32', 'Number of trades'],
  ],
})

export const DEMO_TABLES = {
  instruments: {
    name: 'dim_instruments',
    description: 'The 500 instruments that are traded',
    orderBy: 'symbol',
    columns: [
      ['symbol', 'LowCardinality(String)', 'Ticker, unique'],
      ['name', 'String', 'Name of the company'],
      ['sector', 'LowCardinality(String)', 'Industry sector'],
      ['currency', 'LowCardinality(String)', 'Currency of its prices, ISO 4217'],
      ['lot_size', 'UInt32', 'Shares per round lot; quantities are multiples of it'],
      ['listed_date', 'Date', 'First day on the exchange'],
    ],
  },
  trades: {
    name: 'fct_trades',
    description: 'Every trade of the last 20 sessions: 2 million executions, 09:30 to 16:00 UTC',
    orderBy: 'symbol, event_time',
    columns: [
      ['event_time', MOMENT, 'When the trade was executed, UTC'],
      SYMBOL,
      ['side', 'LowCardinality(String)', 'buy or sell, as seen from the trader'],
      ['price', PRICE, 'Price per share, in the currency of the instrument'],
      ['quantity', 'UInt32', 'Shares traded, a multiple of the lot size'],
      ['venue', 'LowCardinality(String)', 'Where the trade was executed'],
      ['trader', 'LowCardinality(String)', 'Who traded'],
    ],
  },
  quotes: {
    name: 'fct_quotes',
    description: 'Best bid and ask of the last 20 sessions, sampled',
    orderBy: 'symbol, event_time',
    columns: [
      ['event_time', MOMENT, 'When the quote was made, UTC'],
      SYMBOL,
      ['bid', PRICE, 'Highest price a buyer offers'],
      ['bid_size', 'UInt32', 'Shares wanted at the bid'],
      ['ask', PRICE, 'Lowest price a seller accepts, always above the bid'],
      ['ask_size', 'UInt32', 'Shares offered at the ask'],
      ['venue', 'LowCardinality(String)', 'Where the quote stands'],
    ],
  },
  minutes: candle('agg_ohlc_1m', 'minute'),
  days: {
    ...candle('agg_ohlc_1d', 'day'),
    description: 'Daily candles of one trading year; the last 20 days are rolled up from fct_trades',
  },
  positions: {
    name: 'fct_positions',
    description: 'What each trader holds per symbol at every full hour of the session, from fct_trades',
    orderBy: 'symbol, trader, event_time',
    columns: [
      ['event_time', MOMENT, 'When the position was taken stock of, UTC'],
      SYMBOL,
      ['trader', 'LowCardinality(String)', 'Whose position it is'],
      ['quantity', 'Int64', 'Shares held; negative when short'],
      ['average_cost', PRICE, 'Average price paid for a long position, received for a short one'],
      ['mark_price', PRICE, 'Last traded price at that time'],
    ],
  },
} as const satisfies Readonly<Record<string, DemoTable>>

/** CREATE TABLE with every description. `database` is trusted. */
export function createTable(database: string, table: DemoTable): string {
  const columns = table.columns.map(
    ([name, type, description]) => `  ${name} ${type} COMMENT ${quoteText(description)}`,
  )
  return `CREATE TABLE ${database}.${table.name} (\n${columns.join(',\n')}\n) ENGINE = MergeTree ORDER BY (${table.orderBy}) COMMENT ${quoteText(table.description)}`
}
