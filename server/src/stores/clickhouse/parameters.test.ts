import type { Value } from '@flowforge/core/plan'
import type { Type } from '@flowforge/core/schema'
import { expect, test } from 'vitest'
import { encodeParameters } from './parameters.ts'

const encode = (type: Type, value: Value) => encodeParameters([{ name: 'p1', type, value }]).p1
const integer = (bits: 8 | 64, signed: boolean): Type => ({ kind: 'integer', bits, signed })
const array = (element: Type): Type => ({ kind: 'array', element, elementNullable: true })
const datetime = (precision: number): Type => ({ kind: 'datetime', precision, zone: 'America/New_York' })

const ENCODED: readonly [Type, Value, unknown][] = [
  [integer(64, true), -5n, '-5'],
  [{ kind: 'decimal', precision: 18, scale: 4 }, -15n, '-0.0015'],
  [{ kind: 'float', bits: 64 }, -0, '-0'],
  [{ kind: 'float', bits: 64 }, Number.NaN, 'nan'],
  [{ kind: 'date' }, 20_777n, '2026-11-20'],
  [datetime(3), 1_795_167_000_123_000_000n, '2026-11-20 09:30:00.123'],
  [datetime(3), 1_795_167_000_000_000_000n, '2026-11-20 09:30:00'],
  [{ kind: 'text' }, "it's", "it's"],
  [{ kind: 'text' }, null, null],
  [array(integer(64, true)), [1n, null], '[1,NULL]'],
  [array(array(integer(64, true))), [[1n], []], '[[1],[]]'],
  [array({ kind: 'text' }), ["it's", null], ["it's", null]],
  [array({ kind: 'date' }), [20_777n], ['2026-11-20']],
]

test.each(ENCODED)('encodes %o %o', (type, value, encoded) => {
  expect(encode(type, value)).toEqual(encoded)
})

const MISFITS: readonly [Type, Value][] = [
  [integer(8, true), 128n],
  [integer(8, false), -1n],
  [integer(64, false), 2n ** 64n],
  [integer(64, true), 5],
  [{ kind: 'text' }, 5n],
  [{ kind: 'boolean' }, 'true'],
  [array({ kind: 'text' }), 'a'],
]

test.each(MISFITS)('%o does not take %o', (type, value) => {
  expect(() => encode(type, value)).toThrow()
})
