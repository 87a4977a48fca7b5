import type { TimeUnit } from './functions.ts'

/** Calendar arithmetic on bigints, proleptic Gregorian, UTC. Days count from 1970-01-01, nanoseconds from its midnight. */
export const NANOSECONDS_PER_SECOND = 1_000_000_000n
export const NANOSECONDS_PER_DAY = 86_400n * NANOSECONDS_PER_SECOND

const SECONDS: Partial<Record<TimeUnit, bigint>> = {
  second: 1n,
  minute: 60n,
  hour: 3_600n,
  day: 86_400n,
  week: 604_800n,
}
const MONTHS: Partial<Record<TimeUnit, number>> = { month: 1, quarter: 3, year: 12 }

/** The largest whole quotient not above a / b, for b > 0. */
export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a % b < 0n ? quotient - 1n : quotient
}

interface CalendarDate {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
}

/** Howard Hinnant's days_from_civil. */
export function daysOf({ year, month, day }: CalendarDate): bigint {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return BigInt(era * 146_097 + dayOfEra - 719_468)
}

/** Howard Hinnant's civil_from_days. */
export function dateOf(days: bigint): CalendarDate {
  const z = Number(days) + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return { year, month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 }
}

export function daysInMonth(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** Start of the unit that contains the day. */
export function floorDay(days: bigint, unit: TimeUnit): bigint {
  const months = MONTHS[unit]
  if (months !== undefined) {
    const { year, month } = dateOf(days)
    return daysOf({ year, month: month - ((month - 1) % months), day: 1 })
  }
  // 1970-01-01 was a Thursday: three days after a Monday.
  return unit === 'week' ? floorDivide(days + 3n, 7n) * 7n - 3n : days
}

/** Start of the unit that contains the moment. */
export function floorMoment(nanoseconds: bigint, unit: TimeUnit): bigint {
  const days = floorDivide(nanoseconds, NANOSECONDS_PER_DAY)
  const seconds = SECONDS[unit]
  if (seconds === undefined || unit === 'week') return floorDay(days, unit) * NANOSECONDS_PER_DAY
  const size = seconds * NANOSECONDS_PER_SECOND
  return floorDivide(nanoseconds, size) * size
}

/** First and last day that every store can hold. */
export const FIRST_DAY = daysOf({ year: 1900, month: 1, day: 1 })
export const LAST_DAY = daysOf({ year: 2299, month: 12, day: 31 })

/** The day moved by so many units, or null outside 1900 to 2299. */
export function shiftDay(days: bigint, amount: bigint, unit: TimeUnit): bigint | null {
  const months = MONTHS[unit]
  if (months === undefined) return withinRange(days + amount * (unit === 'week' ? 7n : 1n))
  const { year, month, day } = dateOf(days)
  const total = BigInt(year * 12 + month - 1) + amount * BigInt(months)
  const newYear = floorDivide(total, 12n)
  if (newYear < 1n || newYear > 9_999n) return null
  const target = { year: Number(newYear), month: Number(total - newYear * 12n) + 1 }
  return withinRange(daysOf({ ...target, day: Math.min(day, daysInMonth(target.year, target.month)) }))
}

/** The moment moved by so many units, or null outside 1900 to 2299. */
export function shiftMoment(nanoseconds: bigint, amount: bigint, unit: TimeUnit): bigint | null {
  const seconds = SECONDS[unit]
  if (seconds !== undefined) {
    const moved = nanoseconds + amount * seconds * NANOSECONDS_PER_SECOND
    return withinRange(floorDivide(moved, NANOSECONDS_PER_DAY)) === null ? null : moved
  }
  const days = floorDivide(nanoseconds, NANOSECONDS_PER_DAY)
  const moved = shiftDay(days, amount, unit)
  return moved === null ? null : moved * NANOSECONDS_PER_DAY + (nanoseconds - days * NANOSECONDS_PER_DAY)
}

function withinRange(days: bigint): bigint | null {
  return days < FIRST_DAY || days > LAST_DAY ? null : days
}

const pad = (value: number | bigint, digits: number): string => String(value).padStart(digits, '0')

/** `2026-11-20` */
export function formatDate(days: bigint): string {
  const { year, month, day } = dateOf(days)
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
}

/** `2026-11-20T09:30:00.123Z` with so many fractional digits; further ones are cut off. */
export function formatDatetime(nanoseconds: bigint, precision: number): string {
  const days = floorDivide(nanoseconds, NANOSECONDS_PER_DAY)
  const rest = nanoseconds - days * NANOSECONDS_PER_DAY
  const seconds = Number(rest / NANOSECONDS_PER_SECOND)
  const clock = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => pad(part, 2))
  const fraction = pad(rest % NANOSECONDS_PER_SECOND, 9).slice(0, precision)
  return `${formatDate(days)}T${clock.join(':')}${precision > 0 ? `.${fraction}` : ''}Z`
}

/** Days of `2026-11-20` (years 1 to 9999), or null. */
export function parseDate(text: string): bigint | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return null
  const [year, month, day] = match.slice(1).map(Number)
  if (year === undefined || month === undefined || day === undefined) return null
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null
  return daysOf({ year, month, day })
}

/** Nanoseconds of `2026-11-20T09:30[:00[.123]][Z]` (a space may stand for the T), or null. */
export function parseDatetime(text: string): bigint | null {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?Z?$/.exec(text)
  if (match === null) return null
  const [, date = '', hour = '', minute = '', second = '0', fraction = ''] = match
  const days = parseDate(date)
  if (days === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const seconds = Number(hour) * 3_600 + Number(minute) * 60 + Number(second)
  return days * NANOSECONDS_PER_DAY + BigInt(seconds) * NANOSECONDS_PER_SECOND + BigInt(fraction.padEnd(9, '0'))
}
