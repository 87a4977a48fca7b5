import type { Cell } from '@flowforge/core/protocol'
import type { Type } from '@flowforge/core/schema'
import { describe, expect, it } from 'vitest'
import { formatCell, fractionDigitsOf, plainCell } from './cell.ts'

const datetime = (precision: number, zone: string | null = null): Type => ({ kind: 'datetime', precision, zone })
const cases: [name: string, cell: Cell, type: Type, text: string, quiet?: string][] = [
  ['null', null, { kind: 'text' }, 'NULL'],
  ['the text NULL', 'NULL', { kind: 'text' }, 'NULL'],
  ['a wide integer', '9223372036854775807', { kind: 'integer', bits: 64, signed: true }, '9 223 372 036 854 775 807'],
  ['a decimal keeps its zeros', '1234567.5000', { kind: 'decimal', precision: 18, scale: 4 }, '1 234 567.5000'],
  ['not a number', 'NaN', { kind: 'float', bits: 64 }, 'NaN'],
  ['a date', '2026-11-18', { kind: 'date' }, '2026-11-18'],
  ['a time with its precision', '2026-11-18T09:30:01.786Z', datetime(3), '09:30:01.786', '2026-11-18'],
  ['a time in its zone', '2026-11-18T02:30:01.786Z', datetime(3, 'America/New_York'), '21:30:01.786', '2026-11-17'],
  ['a zone nobody knows', '2026-11-18T02:30:01Z', datetime(0, 'Nowhere/Land'), '02:30:01', '2026-11-18'],
  ['yes', true, { kind: 'boolean' }, 'yes'],
  [
    'a list',
    [1, null, 20000],
    { kind: 'array', element: { kind: 'integer', bits: 32, signed: true }, elementNullable: true },
    '[1, NULL, 20 000]',
  ],
  ['what is not understood', { a: 1 }, { kind: 'opaque', engine: 'Map' }, '{"a":1}'],
]

describe('formatCell', () => {
  it.each(cases)('%s', (_name, cell, type, text, quiet) => {
    const shown = formatCell(cell, type)
    expect({ text: shown.text.replaceAll('\u2009', ' '), quiet: shown.quiet }).toEqual({ text, quiet })
    expect(shown.isNull === true).toBe(cell === null)
  })
})

describe('times of one column', () => {
  it.each<[cells: (string | null)[], digits: number, shown: string[]]>([
    [['2026-11-18T00:01:00.000000Z', null, '2026-11-18T00:02:00.000000Z'], 0, ['00:01:00', 'NULL', '00:02:00']],
    [['2026-11-18T00:01:00.000000Z', '2026-11-18T00:01:00.120000Z'], 2, ['00:01:00.00', '00:01:00.12']],
    [['2026-11-18T00:01:00Z', '2026-11-18T00:01:00.000001Z'], 6, ['00:01:00.000000', '00:01:00.000001']],
  ])('%j need %d digits', (cells, digits, shown) => {
    expect(fractionDigitsOf(cells)).toBe(digits)
    expect(cells.map((cell) => formatCell(cell, datetime(6), digits).text)).toEqual(shown)
  })
})

describe('plainCell', () => {
  it.each<[Cell, string]>([
    [null, ''],
    ['9223372036854775807', '9223372036854775807'],
    [0.30000000000000004, '0.30000000000000004'],
    [[1, 2], '[1,2]'],
  ])('%j', (cell, text) => {
    expect(plainCell(cell)).toBe(text)
  })
})
