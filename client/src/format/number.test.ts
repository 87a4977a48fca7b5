import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countOf, formatCompact, formatDuration, formatFloat, formatShare, groupDigits } from './number.ts'

/** Thin spaces written as `_`, the minus sign as `-`, so that the tables read easily. */
const plain = (text: string): string => text.replaceAll('\u2009', '_').replaceAll('\u2212', '-')

describe('groupDigits', () => {
  it.each([
    ['0', '0'],
    ['999', '999'],
    ['1000', '1000'],
    ['12345', '12_345'],
    ['-1234567.8900', '-1_234_567.8900'],
    ['18446744073709551615', '18_446_744_073_709_551_615'],
    ['0.000001', '0.000001'],
    ['NaN', 'NaN'],
  ])('%s', (numeral, expected) => {
    expect(plain(groupDigits(numeral))).toBe(expected)
  })

  it('never loses a digit', () => {
    fc.assert(
      fc.property(fc.bigInt(), (value) => {
        expect(groupDigits(String(value)).replaceAll('\u2009', '').replace('\u2212', '-')).toBe(String(value))
      }),
    )
  })
})

describe('formatFloat', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [0.1 + 0.2, '0.3'],
    [12345.678, '12_345.678'],
    [-1.5, '-1.5'],
    [1e21, '1.0000e21'],
    [1.234567e-9, '1.2346e-9'],
  ])('%d', (value, expected) => {
    expect(plain(formatFloat(value))).toBe(expected)
  })
})

describe('counts, shares and durations', () => {
  it.each([
    [999, '999'],
    [1000, '1_k'],
    [12_400, '12.4_k'],
    [184_311, '184_k'],
    [999_700, '1_m'],
    [2_000_000, '2_m'],
    [3_120_000_000, '3.1_bn'],
  ])('compact %d', (count, expected) => {
    expect(plain(formatCompact(count))).toBe(expected)
  })
  it.each([
    [0, '<1 ms'],
    [38.4, '38 ms'],
    [1800, '1.8 s'],
    [12_300, '12 s'],
    [125_000, '2 min 5 s'],
    [120_000, '2 min'],
  ])('duration %d', (milliseconds, expected) => {
    expect(formatDuration(milliseconds)).toBe(expected)
  })
  it('says one and many', () => {
    expect([countOf(1, 'row'), plain(countOf(11776, 'row'))]).toEqual(['1 row', '11_776 rows'])
  })
  it.each([
    [0.0638, '6.4_%'],
    [0, '0_%'],
    [0.000252, '<0.1_%'],
    [0.0006, '0.1_%'],
    [0.5, '50_%'],
  ])('share %d', (share, expected) => {
    expect(plain(formatShare(share))).toBe(expected)
  })
})
