import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dateOf,
  daysOf,
  floorMoment,
  formatDate,
  formatDatetime,
  parseDate,
  parseDatetime,
  shiftDay,
  shiftMoment,
  type TimeUnit,
} from './index.ts'

const moment = (text: string): bigint => {
  const nanoseconds = parseDatetime(text)
  if (nanoseconds === null) throw new Error(text)
  return nanoseconds
}

describe('start of a unit', () => {
  test.each<[TimeUnit, string, string]>([
    ['second', '1969-12-31T23:59:59.999Z', '1969-12-31T23:59:59Z'],
    ['hour', '1969-12-31T01:59:59.999Z', '1969-12-31T01:00:00Z'],
    ['day', '2026-11-20T09:30:00Z', '2026-11-20T00:00:00Z'],
    ['week', '2026-11-22T23:59:59Z', '2026-11-16T00:00:00Z'],
    ['week', '2026-11-23T00:00:00Z', '2026-11-23T00:00:00Z'],
    ['week', '1969-12-31T00:00:00Z', '1969-12-29T00:00:00Z'],
    ['month', '2024-02-29T12:00:00Z', '2024-02-01T00:00:00Z'],
    ['quarter', '2026-06-30T12:00:00Z', '2026-04-01T00:00:00Z'],
    ['year', '1900-12-31T12:00:00Z', '1900-01-01T00:00:00Z'],
  ])('%s of %s is %s', (unit, from, expected) => {
    expect(formatDatetime(floorMoment(moment(from), unit), 0)).toBe(expected)
  })
})

describe('moving', () => {
  test.each<[string, bigint, TimeUnit, string | null]>([
    ['2024-01-31', 1n, 'month', '2024-02-29'],
    ['2023-01-31', 1n, 'month', '2023-02-28'],
    ['2024-03-31', -1n, 'month', '2024-02-29'],
    ['2024-05-31', -1n, 'quarter', '2024-02-29'],
    ['2024-02-29', 1n, 'year', '2025-02-28'],
    ['2024-02-29', -2n, 'week', '2024-02-15'],
    ['2299-12-31', 1n, 'day', null],
    ['1900-01-01', -1n, 'year', null],
    ['2024-01-01', 10n ** 30n, 'year', null],
  ])('%s by %s %ss is %s', (from, amount, unit, expected) => {
    const moved = shiftDay(parseDate(from) ?? 0n, amount, unit)
    expect(moved === null ? null : formatDate(moved)).toBe(expected)
  })

  test('a moment keeps its time of day', () => {
    const moved = shiftMoment(moment('1969-12-31T23:59:59.999Z'), 2n, 'month')
    expect(formatDatetime(moved ?? 0n, 3)).toBe('1970-02-28T23:59:59.999Z')
  })
})

test('days and dates, texts and moments convert back and forth', () => {
  fc.assert(
    fc.property(fc.bigInt(-719_162n, 2_932_896n), (days) => {
      expect(daysOf(dateOf(days))).toBe(days)
      expect(parseDate(formatDate(days))).toBe(days)
      expect(formatDate(days)).toBe(new Date(Number(days) * 86_400_000).toISOString().slice(0, 10))
    }),
  )
})
