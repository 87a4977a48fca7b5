import { describe, expect, it } from 'vitest'
import { blockOf, moveBy, type Selection, toTabbedText } from './cursor.ts'

const extent = { rows: 100, columns: 5, page: 20 }
const at = (row: number, column: number): Selection => ({ from: { row, column }, to: { row, column } })
const press = (keys: string) => {
  const parts = keys.split('+')
  const has = (name: string): boolean => parts.includes(name)
  return { key: parts.at(-1) ?? '', shiftKey: has('shift'), ctrlKey: has('ctrl'), metaKey: false }
}

describe('moveBy', () => {
  it.each<[string, [number, number], [number, number]]>([
    ['ArrowDown', [0, 0], [1, 0]],
    ['ArrowUp', [0, 0], [0, 0]],
    ['ArrowRight', [3, 4], [3, 4]],
    ['ctrl+ArrowDown', [3, 2], [99, 2]],
    ['PageDown', [3, 2], [23, 2]],
    ['PageUp', [3, 2], [0, 2]],
    ['End', [3, 2], [3, 4]],
    ['ctrl+Home', [3, 2], [0, 0]],
  ])('%s', (keys, [row, column], [toRow, toColumn]) => {
    expect(moveBy(at(row, column), press(keys), extent)).toEqual(at(toRow, toColumn))
  })

  it('extends with shift and keeps where it began', () => {
    const wider = moveBy(at(3, 2), press('shift+ArrowUp'), extent)
    expect(wider).toEqual({ from: { row: 3, column: 2 }, to: { row: 2, column: 2 } })
    expect(wider && blockOf(wider)).toEqual({ rowStart: 2, rowEnd: 4, columnStart: 2, columnEnd: 3 })
  })

  it('starts at the first cell, and leaves other keys alone', () => {
    expect(moveBy(null, press('ArrowDown'), extent)).toEqual(at(0, 0))
    expect(moveBy(at(1, 1), press('x'), extent)).toBeNull()
    expect(moveBy(at(1, 1), press('ArrowDown'), { ...extent, rows: 0 })).toBeNull()
  })
})

describe('toTabbedText', () => {
  it('quotes what would break a spreadsheet', () => {
    expect(
      toTabbedText([
        ['a', 'b\tc'],
        ['say "hi"', '1'],
      ]),
    ).toBe('a\t"b\tc"\n"say ""hi"""\t1')
  })
})
