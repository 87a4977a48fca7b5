import { describe, expect, test } from 'vitest'
import { parseTypeKey } from '../../test/type-key.ts'
import type { Json } from '../schema/index.ts'
import {
  type AggregateName,
  call,
  cast,
  cellOf,
  type Expression,
  evaluate,
  type FunctionName,
  isReason,
  literal,
  measure,
  parseValue,
  type Relation,
} from './index.ts'

/** `value:type`, for example `1.50:decimal(5,2)`; `NULL:text`. */
function value(written: string): Expression {
  const colon = written.lastIndexOf(':')
  const type = parseTypeKey(written.slice(colon + 1))
  const text = written.slice(0, colon)
  const parsed = text === 'NULL' ? null : parseValue(type, type.kind === 'array' ? (JSON.parse(text) as Json) : text)
  if (isReason(parsed)) throw new Error(`${written} ${parsed.reason}`)
  return literal(type, parsed)
}

function resultOf(expression: Expression): Json {
  const one: Relation = { operator: 'values', columns: [], rows: [[]] }
  const { type, nullable } = expression
  const relation: Relation = {
    operator: 'project',
    input: one,
    columns: [{ id: 1, name: 'x', type, nullable, expression }],
  }
  const [[result = null] = []] = evaluate(
    { relation, columns: [{ id: 1, name: 'x' }] },
    { tables: new Map(), parameters: new Map() },
  )
  return cellOf(type, result)
}

describe('the meaning of functions', () => {
  test.each<[Exclude<FunctionName, 'cast'>, string[], Json]>([
    ['and', ['NULL:boolean', 'false:boolean'], false],
    ['and', ['NULL:boolean', 'true:boolean'], null],
    ['or', ['NULL:boolean', 'true:boolean'], true],
    ['equal', ['NaN:float64', 'NaN:float64'], null],
    ['equal', ['-0:float64', '0:float64'], true],
    ['equal', ['1.50:decimal(5,2)', '1.5:decimal(5,1)'], true],
    ['less', ['9007199254740993:integer64', '9007199254740992:float64'], false],
    ['less', ['\uffee:text', '😀:text'], true],
    ['less', ['B:text', 'a:text'], true],
    ['greater', ['2026-11-20:date', '2026-11-19T23:59:59Z:datetime(0)'], true],
    ['is_null', ['NaN:float64'], false],
    ['in', ['1:integer8', '[2,null]:array(integer8?)'], null],
    ['in', ['2:integer8', '[2,null]:array(integer8?)'], true],
    ['in', ['NULL:integer8', '[]:array(integer8)'], false],
    ['contains', ['100%:text', '%:text'], true],
    ['starts_with', ['abc:text', ':text'], true],
    ['lower', ['ÀΣ:text'], 'àς'],
    ['length', ['a😀:text'], '2'],
    ['add', ['255:uinteger8', '255:uinteger8'], 510],
    ['multiply', ['-9223372036854775808:integer64', '-1:integer8'], '9223372036854775808'],
    ['add', ['1.50:decimal(5,2)', '1:integer8'], '2.50'],
    ['divide', ['1:integer8', '0:integer8'], null],
    ['divide', ['1:integer8', '4:integer8'], 0.25],
    ['divide', ['2.00:decimal(5,2)', '3:integer8'], '0.66666667'],
    ['divide', ['-2.00:decimal(5,2)', '3:integer8'], '-0.66666667'],
    ['modulo', ['-7:integer8', '3:integer8'], -1],
    ['modulo', ['7:integer8', '0:integer8'], null],
    ['floor', ['-1.5:decimal(5,1)'], '-2'],
    ['floor', ['-1.5:float64'], -2],
    ['least', ['NULL:integer8', '3:integer8', '2:integer8'], 2],
    ['greatest', ['NaN:float64', '1:float64'], 1],
    ['coalesce', ['NULL:integer8', '3:integer64'], '3'],
    ['if', ['NULL:boolean', '1:integer8', '2:integer8'], 2],
    ['time_floor', ['2026-11-22:date', 'week:text'], '2026-11-16'],
    ['time_shift', ['2024-01-31:date', '1:integer8', 'month:text'], '2024-02-29'],
  ])('%s of %s is %j', (name, args, expected) => {
    expect(resultOf(call(name, ...args.map(value)))).toEqual(expected)
  })

  test.each<[string, string, Json]>([
    ['1.9:float64', 'integer8', 1],
    ['-1.9:float64', 'integer8', -1],
    ['128:integer16', 'integer8', null],
    ['Infinity:float64', 'integer64', null],
    ['1.25:decimal(5,2)', 'decimal(5,1)', '1.3'],
    ['-1.25:decimal(5,2)', 'decimal(5,1)', '-1.3'],
    ['1.5:decimal(5,2)', 'text', '1.50'],
    ['12x:text', 'integer8', null],
    ['+12:text', 'integer8', 12],
    ['2026-02-30:text', 'date', null],
    ['2026-11-20T09:30:00.129Z:datetime(3)', 'datetime(1)', '2026-11-20T09:30:00.1Z'],
    ['1969-12-31T23:59:59.999Z:datetime(3)', 'datetime(0)', '1969-12-31T23:59:59Z'],
    ['true:boolean', 'integer8', 1],
  ])('%s cast to %s is %j', (from, to, expected) => {
    expect(resultOf(cast(value(from), parseTypeKey(to)))).toEqual(expected)
  })
})

test.each<[AggregateName, string, Json[], Json]>([
  ['count', 'text?', ['a', null, 'a'], '2'],
  ['count_distinct', 'float64?', ['0', '-0', 'NaN', null, '1'], '2'],
  ['sum', 'integer64?', ['9223372036854775807', '9223372036854775807', null], '18446744073709551614'],
  ['sum', 'integer8?', [], null],
  ['min', 'float64?', ['NaN', '2', '1'], 1],
  ['max', 'text', ['\uffee', '😀'], '😀'],
  ['average', 'integer8', ['1', '2'], 1.5],
  ['average', 'decimal(5,2)', ['1.00', '2.00', '2.00'], '1.66666667'],
])('%s of %s %j is %j', (name, key, cells, expected) => {
  const type = parseTypeKey(key.replace(/\?$/, ''))
  const rows = cells.map((cell) => {
    const parsed = parseValue(type, cell)
    if (isReason(parsed)) throw new Error(parsed.reason)
    return [parsed]
  })
  const column = { id: 1, name: 'x', type, nullable: true }
  const found = measure(2, 'y', name, [{ kind: 'column', id: 1, type, nullable: true }], { keyed: false })
  const relation: Relation = {
    operator: 'aggregate',
    input: { operator: 'values', columns: [column], rows },
    keys: [],
    measures: [found],
  }
  const [[result = null] = []] = evaluate(
    { relation, columns: [{ id: 2, name: 'y' }] },
    { tables: new Map(), parameters: new Map() },
  )
  expect(cellOf(found.type, result)).toEqual(expected)
})
