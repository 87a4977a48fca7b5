import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Random } from '../../test/random.ts'
import { RANDOM_TYPES, randomValue } from '../../test/random-values.ts'
import { parseTypeKey } from '../../test/type-key.ts'
import { type Json, typeKey } from '../schema/index.ts'
import { cellOf, formatValue, isReason, parseList, parseLiteral, parseValue } from './index.ts'

describe('what a user typed, as a literal', () => {
  test.each<[string, Json, string]>([
    ['integer16', 60, '60 integer16'],
    ['integer16', ' 60 ', '60 integer16'],
    ['integer16', '60.0', '60 integer16'],
    ['uinteger8', 300, '300 integer16'],
    ['integer8', '60.5', '605 decimal(3,1)'],
    ['integer64', '9223372036854775808', '9223372036854775808 integer128'],
    ['integer64', 'sixty', 'no: is not a whole number'],
    ['integer64', true, 'no: is not a whole number'],
    ['decimal(10,2)', '1.5', '150 decimal(10,2)'],
    ['decimal(10,2)', '0.005', '5 decimal(4,3)'],
    ['decimal(3,2)', '12345', '12345 integer16'],
    ['float64', '1e3', '1000 float64'],
    ['float64', '.5', '0.5 float64'],
    ['float64', 'abc', 'no: is not a number'],
    ['float32', 0.1, '0.10000000149011612 float32'],
    ['text', ' a ', '" a " text'],
    ['text', 'a\0', 'no: contains a character that is not text'],
    ['text', '\ud800', 'no: contains a character that is not text'],
    ['text', 5, 'no: is not a text'],
    ['boolean', 'true', 'true boolean'],
    ['boolean', 1, 'no: is not a yes or no'],
    ['date', '2026-11-20', '20777 date'],
    ['date', '2026-02-29', 'no: is not a date'],
    ['date', '2026-11-20T09:30:00Z', '1795167000000000000 datetime(0)@UTC'],
    ['datetime(0)', '2026-11-20', '1795132800000000000 datetime(0)'],
    ['datetime(0)', '2026-11-20 09:30', '1795167000000000000 datetime(0)'],
    ['datetime(0)', '2026-11-20T09:30:00.5Z', '1795167000500000000 datetime(1)@UTC'],
    ['datetime(3)', '2026-11-20T24:00:00Z', 'no: is not a date and time'],
    ['uuid', 'FFFFFFFF-ffff-4fff-bfff-ffffffffffff', '"ffffffff-ffff-4fff-bfff-ffffffffffff" uuid'],
    ['uuid', 'x', 'no: is not a UUID'],
    ['integer8', null, 'null integer8'],
  ])('%s: %j is %s', (key, json, expected) => {
    const result = parseLiteral(parseTypeKey(key), json)
    const value = isReason(result)
      ? null
      : typeof result.value === 'bigint'
        ? String(result.value)
        : JSON.stringify(result.value)
    expect(isReason(result) ? `no: ${result.reason}` : `${value} ${typeKey(result.type)}`).toBe(expected)
  })
})

describe('lists', () => {
  test.each<[string, Json[], string, Json]>([
    ['integer8', [1, '2'], 'array(integer8)', [1, 2]],
    ['integer8', [1, 300], 'array(integer16)', [1, 300]],
    ['uinteger8', [1, -1], 'array(integer16)', [1, -1]],
    ['integer8', [1, 1.5], 'array(decimal(2,1))', ['1.0', '1.5']],
    ['text', ['b', null], 'array(text?)', ['b', null]],
  ])('%s %j is %s', (key, items, type, cells) => {
    const list = parseList(parseTypeKey(key), items)
    if (isReason(list)) throw new Error(list.reason)
    expect(typeKey(list.type)).toBe(type)
    expect(cellOf(list.type, list.value)).toEqual(cells)
  })
})

test('cells and formatted values read back as the value they were', () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(...RANDOM_TYPES), (seed, type) => {
      const value = randomValue(new Random(seed), type)
      expect(parseValue(type, cellOf(type, value))).toEqual(value === 0 ? expect.closeTo(0, 10) : value)
      if (value !== null && type.kind !== 'text')
        expect(parseValue(type, formatValue(type, value))).toEqual(value === 0 ? expect.closeTo(0, 10) : value)
    }),
  )
})
