const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const part = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat('en-GB', options)
const CLOCK = part({ hour: '2-digit', minute: '2-digit' })
const WEEKDAY = part({ weekday: 'short' })
const DAY_MONTH = part({ day: 'numeric', month: 'short' })
const WHOLE = part({ dateStyle: 'medium', timeStyle: 'medium' })
const WITH_YEAR = part({ day: 'numeric', month: 'short', year: 'numeric' })

/**
 * How long ago, in the reader's own time: `just now`, `26 min ago`, `2 h ago`, then `Thu 16:20` within a week,
 * `16 Nov`, and with the year where it is another one. Both in milliseconds since 1970.
 */
export function relativeTime(at: number, now: number): string {
  const age = now - at
  if (age < MINUTE) return 'just now'
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`
  if (age < 12 * HOUR) return `${Math.floor(age / HOUR)} h ago`
  const date = new Date(at)
  if (age < 6 * DAY) return `${WEEKDAY.format(date)} ${CLOCK.format(date)}`
  return (date.getFullYear() === new Date(now).getFullYear() ? DAY_MONTH : WITH_YEAR).format(date)
}

/** The whole point in time, in the reader's own zone, for hovering. */
export const absoluteTime = (at: number): string => WHOLE.format(new Date(at))

/** The age of something shown that should be fresh: `4 s old`, `12 min old`, `3 days old`. */
export function ageInWords(milliseconds: number): string {
  if (milliseconds < MINUTE) return `${Math.max(1, Math.floor(milliseconds / 1000))} s old`
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)} min old`
  if (milliseconds < 2 * DAY) return `${Math.floor(milliseconds / HOUR)} h old`
  return `${Math.floor(milliseconds / DAY)} days old`
}
