import { describe, expect, it } from 'vitest'
import { ageInWords, relativeTime } from './time.ts'

// Local times, so that the test reads the same in every zone.
const now = new Date(2026, 10, 20, 14, 0).getTime()
const at = (month: number, day: number, hour: number, minute: number, year = 2026): number =>
  new Date(year, month - 1, day, hour, minute).getTime()

describe('relativeTime', () => {
  it.each([
    [now - 5_000, 'just now'],
    [now + 90_000, 'just now'],
    [at(11, 20, 13, 34), '26 min ago'],
    [at(11, 20, 12, 0), '2 h ago'],
    [at(11, 19, 16, 20), 'Thu 16:20'],
    [at(11, 2, 9, 0), '2 Nov'],
    [at(3, 4, 9, 0, 2025), '4 Mar 2025'],
  ])('%d', (time, words) => {
    expect(relativeTime(time, now)).toBe(words)
  })
})

describe('ageInWords', () => {
  it.each([
    [400, '1 s old'],
    [41_000, '41 s old'],
    [12 * 60_000, '12 min old'],
    [3 * 86_400_000, '3 days old'],
  ])('%d', (age, words) => {
    expect(ageInWords(age)).toBe(words)
  })
})
