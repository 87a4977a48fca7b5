import type { Cell } from '@flowforge/core/protocol'
import { FLOAT64, TEXT } from '@flowforge/core/schema'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { packTable } from './packed-table.ts'

const column = (name: string) => ({ name, type: TEXT, nullable: true })
const pack = (...data: readonly (readonly Cell[])[]) =>
  packTable({ columns: data.map((_, index) => column(`c${index}`)), rowCount: data[0]?.length ?? 0, data })

const anyColumn = (length: number): fc.Arbitrary<Cell[]> => {
  const of = (cell: fc.Arbitrary<Cell>) => fc.array(cell, { minLength: length, maxLength: length })
  return fc.oneof(
    of(fc.oneof(fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true }))),
    of(fc.oneof(fc.constant(null), fc.string({ unit: 'grapheme' }))),
    of(fc.constantFrom<Cell>('x', 'y', null, true, false, '', 'NaN')),
    of(fc.oneof(fc.constant(null), fc.array(fc.string()))),
    of(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom<Cell>('NaN', 'Infinity', null))),
  )
}

test('every slice holds the very cells that were packed', async () => {
  const table = fc
    .integer({ min: 0, max: 40 })
    .chain((rows) => fc.array(anyColumn(rows), { minLength: 1, maxLength: 4 }))
  await fc.assert(
    fc.asyncProperty(table, fc.nat(50), fc.nat(50), async (data, offset, limit) => {
      const columns = data.map((_, index) => column(`c${index}`))
      const slice = (await pack(...data)).slice(columns, offset, limit)
      const expected = data.map((cells) => cells.slice(offset, offset + limit))
      expect(slice.data).toEqual(expected)
      expect(slice.rowCount).toBe(expected[0]?.length)
      expect(slice.columns).toBe(columns)
    }),
  )
})

test('zero and minus zero stay apart, also beside numbers spelled as text', async () => {
  const packed = await pack([0, -0, 'NaN'], [0, -0, null])
  const columns = [column('a'), column('b')]
  expect(packed.slice(columns, 0, 3).data).toEqual([
    [0, -0, 'NaN'],
    [0, -0, null],
  ])
  const turned = packed.inOrder(Uint32Array.of(2, 1, 0))
  expect(turned.slice(columns, 0, 2).data).toEqual([
    ['NaN', -0],
    [null, -0],
  ])
})

describe('large columns', () => {
  const rows = 200_000
  test.each<[string, (row: number) => Cell, number]>([
    ['numbers', (row) => (row % 7 === 0 ? null : row / 3), 8],
    ['few words', (row) => ['SFO', 'LAX', null, 'JFK'][row % 4] ?? null, 2.1],
  ])('%s take few bytes a row and read back', async (_name, cell, bytesPerRow) => {
    const cells = Array.from({ length: rows }, (_, row) => cell(row))
    const packed = await pack(cells)
    expect(packed.bytes / rows).toBeLessThanOrEqual(bytesPerRow)
    const page = packed.slice([{ name: 'n', type: FLOAT64, nullable: true }], rows - 3, 10)
    expect(page.data[0]).toEqual(cells.slice(-3))
  })

  test('packing lets other work run in between', async () => {
    const cells = Array.from({ length: 400_000 }, (_, row) => `distinct ${row}`)
    let turns = 0
    const timer = setInterval(() => (turns += 1), 0)
    await pack(cells, cells)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(3)
  })
})
