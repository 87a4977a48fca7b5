import { integerRange, isReason, parseDate, parseDatetime, parseValue, type Value } from '../src/plan/index.ts'
import type { Type } from '../src/schema/index.ts'
import type { Random } from './random.ts'

const integer = (bits: 8 | 16 | 32 | 64 | 128, signed = true): Type => ({ kind: 'integer', bits, signed })
const decimal = (precision: number, scale: number): Type => ({ kind: 'decimal', precision, scale })

/** The types of random tables: values whose arithmetic is exact, so that equality can be. */
export const RANDOM_TYPES: readonly Type[] = [
  integer(8),
  integer(8, false),
  integer(16),
  integer(32),
  integer(32, false),
  integer(64),
  integer(64, false),
  integer(128),
  { kind: 'float', bits: 32 },
  { kind: 'float', bits: 64 },
  decimal(9, 0),
  decimal(10, 2),
  decimal(30, 9),
  { kind: 'text' },
  { kind: 'text' },
  { kind: 'boolean' },
  { kind: 'date' },
  { kind: 'datetime', precision: 0, zone: null },
  { kind: 'datetime', precision: 3, zone: 'UTC' },
  { kind: 'datetime', precision: 6, zone: null },
  { kind: 'uuid' },
]

const TEXTS = [
  '',
  ' ',
  'a',
  'A',
  'ab',
  'B',
  'é',
  'É',
  'ß',
  'İ',
  'ΑΣ',
  'z',
  '%',
  '_',
  '\\',
  "'",
  '"',
  '`',
  '\n',
  '\t',
  '\\N',
  'NULL',
  '{p1:Int8}',
  '$1',
  '😀',
  '\uffee',
  '\u{10000}',
  "'; DROP TABLE x; --",
]
const DATES = [
  '1900-01-01',
  '1969-12-31',
  '1970-01-01',
  '2000-02-29',
  '2023-01-31',
  '2024-02-29',
  '2026-11-20',
  '2149-06-07',
  '2299-12-31',
]
const CLOCKS = ['00:00:00', '23:59:59', '09:30:00.5', '01:59:59.999', '02:30:00.000001']

/** A value of the type: small ones that meet each other often, and the extremes. */
export function randomValue(random: Random, type: Type): Value {
  switch (type.kind) {
    case 'boolean':
      return random.chance(0.5)
    case 'integer': {
      const [low, high] = integerRange(type)
      const value = random.pick([
        BigInt(random.between(-3, 3)),
        BigInt(random.between(-100, 100)),
        low,
        high,
        low + 1n,
        0n,
      ])
      return value < low || value > high ? low : value
    }
    case 'decimal': {
      const most = 10n ** BigInt(type.precision) - 1n
      return random.pick([
        0n,
        BigInt(random.between(-999, 999)),
        5n * 10n ** BigInt(Math.max(0, type.scale - 1)),
        most,
        -most,
      ])
    }
    case 'float':
      return random.pick([
        0,
        -0,
        Number.NaN,
        Infinity,
        -Infinity,
        random.between(-3, 3),
        random.between(-4096, 4096) / 1024,
      ])
    case 'text':
      return random.pick(TEXTS)
    case 'date':
      return parseDate(random.pick(DATES))
    case 'datetime': {
      const moment = parseDatetime(`${random.pick(DATES)}T${random.pick(CLOCKS)}`) ?? 0n
      const step = 10n ** BigInt(9 - type.precision)
      return moment - (((moment % step) + step) % step)
    }
    case 'uuid':
      return random.pick([
        '00000000-0000-4000-8000-000000000001',
        'ffffffff-ffff-4fff-bfff-ffffffffffff',
        '0f000000-0000-4000-0000-0000000000ff',
        'a0000000-0000-4000-8000-000000000000',
      ])
    default: {
      const value = parseValue(type, [])
      return isReason(value) ? null : value
    }
  }
}
