/** The last day of the data. Fixed, so that the same data is made everywhere. */
export const LAST_DAY = '2026-11-20'
/** Days with trades and minute candles; the days before them have daily candles only. */
export const INTRADAY_DAYS = 20
/** Days with daily candles: one trading year. */
export const DAILY_DAYS = 252
/** The session, 09:30 to 16:00 UTC. */
const SESSION_START_MILLISECONDS = 9.5 * 3_600_000
export const SESSION_MINUTES = 390

const DAY_MILLISECONDS = 86_400_000

/** Days on which the exchange stayed closed. */
const HOLIDAYS = new Set([
  '2025-11-27',
  '2025-12-25',
  '2026-01-01',
  '2026-01-19',
  '2026-02-16',
  '2026-04-03',
  '2026-05-25',
  '2026-06-19',
  '2026-07-03',
  '2026-09-07',
])

/** The last `count` trading days up to LAST_DAY, oldest first, as ISO dates. */
export function tradingDays(count: number): readonly string[] {
  const days: string[] = []
  for (let time = Date.parse(LAST_DAY); days.length < count; time -= DAY_MILLISECONDS) {
    const date = new Date(time)
    const day = date.toISOString().slice(0, 10)
    const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6
    if (!weekend && !HOLIDAYS.has(day)) days.unshift(day)
  }
  return days
}

/** When the session of a day opens, in milliseconds since 1970. */
export function opening(day: string): number {
  return Date.parse(day) + SESSION_START_MILLISECONDS
}
