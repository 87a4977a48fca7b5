import { describe, expect, test } from 'vitest'
import { parseTypeKey } from '../../test/type-key.ts'
import { typeKey } from '../schema/index.ts'
import {
  type AggregateName,
  checkAggregate,
  checkCall,
  checkCast,
  comparable,
  type FunctionName,
  isReason,
} from './index.ts'

/** `type?` may be NULL. */
const typed = (key: string) => ({ type: parseTypeKey(key.replace(/\?$/, '')), nullable: key.endsWith('?') })
const said = (result: ReturnType<typeof checkCall>): string =>
  isReason(result) ? `no: ${result.reason}` : `${typeKey(result.type)}${result.nullable ? '?' : ''}`

describe('result types of calls', () => {
  test.each<[FunctionName, string, string]>([
    ['add', 'integer8 integer8', 'integer16'],
    ['add', 'uinteger64 uinteger64', 'uinteger128'],
    ['add', 'integer64 uinteger8?', 'integer128?'],
    ['add', 'integer256 integer8', 'no: the result may not fit any exact number: convert to a float first'],
    ['subtract', 'uinteger8 uinteger8', 'integer16'],
    ['multiply', 'integer64 integer64', 'integer128'],
    ['multiply', 'uinteger8 integer8', 'integer16'],
    ['multiply', 'decimal(10,2) decimal(10,4)', 'decimal(20,6)'],
    ['add', 'decimal(10,2) integer8', 'decimal(11,2)'],
    ['add', 'decimal(10,2) float32', 'float64'],
    ['divide', 'integer8 integer8', 'float64?'],
    ['divide', 'decimal(10,2) integer8', 'decimal(16,8)?'],
    ['modulo', 'integer16 integer64', 'integer16?'],
    ['modulo', 'float64 integer8', 'no: it takes whole numbers'],
    ['negate', 'uinteger32', 'integer64'],
    ['floor', 'decimal(10,2)', 'decimal(9,0)'],
    ['equal', 'integer8 decimal(3,1)', 'boolean'],
    ['equal', 'float64 integer8', 'boolean?'],
    ['less', 'date datetime(3)', 'boolean'],
    ['less', 'text integer8', 'no: text cannot be compared with whole number'],
    ['equal', 'array(text) array(text)', 'no: list of text cannot be compared with list of text'],
    ['in', 'text array(text?)', 'boolean?'],
    ['in', 'text text', 'no: it takes a list, not text'],
    ['is_null', 'array(text)', 'boolean'],
    ['and', 'boolean boolean?', 'boolean?'],
    ['and', 'boolean text', 'no: it takes conditions, not text'],
    ['coalesce', 'integer8? uinteger64', 'integer128'],
    ['if', 'boolean? text text?', 'text?'],
    ['if', 'text text text', 'no: it takes a condition, not text'],
    ['least', 'float64 float64', 'float64?'],
    ['least', 'date? datetime(0)', 'datetime(0)'],
    ['contains', 'text text?', 'boolean?'],
    ['contains', 'text', 'no: it takes 2 arguments'],
    ['length', 'text', 'integer64'],
    ['time_floor', 'date text', 'date'],
    ['time_floor', 'text text', 'no: it takes a date or a date and time, not text'],
    ['time_shift', 'datetime(3)@UTC integer8 text', 'datetime(3)@UTC?'],
    ['time_shift', 'date float64 text', 'no: it takes a whole number, not number'],
  ])('%s %s is %s', (name, types, expected) => {
    expect(said(checkCall(name, types.split(' ').map(typed)))).toBe(expected)
  })
})

describe('result types of aggregates', () => {
  test.each<[AggregateName, string, boolean, string]>([
    ['count', '', true, 'integer64'],
    ['count', 'text?', true, 'integer64'],
    ['count_distinct', 'text?', true, 'integer64'],
    ['count_distinct', 'array(text)', false, 'no: it takes values that have an order, not list of text'],
    ['sum', 'integer16', false, 'integer64'],
    ['sum', 'uinteger32', false, 'uinteger128'],
    ['sum', 'integer64', true, 'integer128?'],
    ['sum', 'decimal(10,2)', false, 'decimal(29,2)'],
    ['sum', 'decimal(60,2)', false, 'no: the result may not fit any exact number: convert to a float first'],
    ['sum', 'float32?', false, 'float64?'],
    ['sum', 'text', false, 'no: it takes numbers, not text'],
    ['min', 'text', false, 'text'],
    ['min', 'float64', false, 'float64?'],
    ['max', 'boolean', true, 'boolean?'],
    ['average', 'integer32', false, 'float64'],
    ['average', 'decimal(10,2)', true, 'decimal(35,8)?'],
  ])('%s of %s, maybe empty %s, is %s', (name, types, mayBeEmpty, expected) => {
    const args = types === '' ? [] : types.split(' ').map(typed)
    expect(said(checkAggregate(name, args, mayBeEmpty))).toBe(expected)
  })
})

test.each([
  ['integer8', 'integer64', 'integer64'],
  ['integer64', 'integer8', 'integer8?'],
  ['uinteger8?', 'integer16', 'integer16?'],
  ['decimal(5,2)', 'integer16', 'integer16'],
  ['decimal(5,2)', 'integer8', 'integer8?'],
  ['decimal(5,2)', 'decimal(5,3)', 'decimal(5,3)?'],
  ['decimal(5,2)', 'decimal(4,1)', 'decimal(4,1)?'],
  ['decimal(5,2)', 'decimal(5,1)', 'decimal(5,1)'],
  ['float64', 'decimal(5,2)', 'no: number cannot be converted to decimal'],
  ['float64', 'float32', 'float32?'],
  ['text', 'date', 'date?'],
  ['datetime(3)', 'text', 'text'],
  ['array(text)', 'text', 'no: list of text cannot be converted to text'],
])('%s cast to %s is %s', (from, to, expected) => {
  expect(said(checkCast(typed(from), parseTypeKey(to)))).toBe(expected)
})

test.each([
  ['integer8', 'float64', true],
  ['date', 'datetime(6)@UTC', true],
  ['text', 'uuid', false],
  ['uinteger256', 'integer8', false],
  ['array(text)', 'array(text)', false],
])('%s comparable with %s: %s', (a, b, expected) => {
  expect(comparable(parseTypeKey(a), parseTypeKey(b))).toBe(expected)
})
