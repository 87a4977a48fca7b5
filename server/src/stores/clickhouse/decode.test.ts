import type { Schema, Type } from '@flowforge/core/schema'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BlockReader, ResultBroken } from './decode.ts'

const column = (name: string, type: Type) => ({ name, type, nullable: true })
const integer = (bits: 32 | 64): Type => ({ kind: 'integer', bits, signed: true })
const float: Type = { kind: 'float', bits: 64 }
const TWO: Schema = [column('a', integer(32)), column('b', { kind: 'text' })]

/** Reads `text` cut into pieces at the given places. */
function read(schema: Schema, text: string, cuts: readonly number[] = []): BlockReader {
  const bytes = Buffer.from(text)
  const reader = new BlockReader(schema)
  let start = 0
  for (const cut of [...cuts, bytes.length].map((at) => Math.min(at, bytes.length)).toSorted((a, b) => a - b)) {
    reader.push(bytes.subarray(start, cut))
    start = cut
  }
  reader.end()
  return reader
}

const BLOCKS = '[\n\t[1, 2],\n\t["ä", null]\n]\n[\n\t[3],\n\t["]\\n["]\n]\n'

test('blocks follow each other, wherever the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(BLOCKS.length + 2)), (cuts) => {
      expect(read(TWO, BLOCKS, cuts).data).toEqual([
        [1, 2, 3],
        ['ä', null, ']\n['],
      ])
    }),
  )
})

test('a block without rows has no columns', () => {
  expect(read(TWO, '[\n\n]\n').data).toEqual([[], []])
})

const CELLS: readonly [Type, unknown, unknown][] = [
  [{ kind: 'boolean' }, 1, true],
  [{ kind: 'boolean' }, false, false],
  [integer(32), '7', 7],
  [integer(64), 7, '7'],
  [integer(64), '-9223372036854775808', '-9223372036854775808'],
  [float, 'nan', 'NaN'],
  [float, '-nan', 'NaN'],
  [float, '-inf', '-Infinity'],
  [float, 0.1, 0.1],
  [{ kind: 'decimal', precision: 9, scale: 2 }, '1.50', '1.50'],
  [{ kind: 'array', element: float, elementNullable: true }, ['inf', null, 1], ['Infinity', null, 1]],
  [{ kind: 'opaque', engine: 'Map(String, UInt8)' }, { a: 1 }, { a: 1 }],
  [{ kind: 'text' }, null, null],
]

test.each(CELLS)('%o: %o is %o', (type, sent, cell) => {
  expect(read([column('x', type)], `[\n\t[${JSON.stringify(sent)}]\n]\n`).data).toEqual([[cell]])
})

const BROKEN: readonly string[] = [
  '[\n\t[1],\n\t["a"]\n]\n\r\n__exception__\r\nCode: 395. DB::Exception: thrown. (FUNCTION_THROW)\r\n__exception__\r\n',
  '[\n\t[1],\n\t["a"]\n]\nCode: 395. DB::Exception: thrown. (FUNCTION_THROW)\n',
  '[\n\t[1],\n\t["a"]\n',
  '[\n\t[1],\n\t["a"',
]

test.each(BROKEN)('a result that ends as %j is broken', (text) => {
  expect(() => read(TWO, text)).toThrow(ResultBroken)
})

test.each(['[\n\t[1]\n]\n', '[\n\t[1],\n\t["a"],\n\t[2]\n]\n', '{"a": 1}\n'])('%j is no answer to the plan', (text) => {
  expect(() => read(TWO, text)).toThrow(/columns|column/)
})
