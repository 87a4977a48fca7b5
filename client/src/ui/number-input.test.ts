import { describe, expect, it } from 'vitest'
import { readNumber } from './number-input.tsx'

describe('readNumber', () => {
  it.each<[string, number | null]>([
    ['1 000', 1000],
    ['1\u2009000\u202f000', 1000000],
    ['1,000,000', 1000000],
    ['-2.5', -2.5],
    ['1e6', 1e6],
    ['', null],
    ['1,5', null],
    ['abc', null],
    ['Infinity', null],
  ])('%s', (text, expected) => {
    expect(readNumber(text)).toBe(expected)
  })
  it('takes only whole numbers where asked', () => {
    expect([readNumber('2.5', true), readNumber('2', true)]).toEqual([null, 2])
  })
})
