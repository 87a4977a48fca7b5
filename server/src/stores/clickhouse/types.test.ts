import type { Type } from '@flowforge/core/schema'
import { expect, test } from 'vitest'
import { parseClickHouseType } from './types.ts'

const integer = (bits: 8 | 16 | 32 | 64 | 128 | 256, signed = true): Type => ({ kind: 'integer', bits, signed })
const decimal = (precision: number, scale: number): Type => ({ kind: 'decimal', precision, scale })
const datetime = (precision: number, zone: string | null): Type => ({ kind: 'datetime', precision, zone })
const array = (element: Type, elementNullable = false): Type => ({ kind: 'array', element, elementNullable })
const opaque = (engine: string): Type => ({ kind: 'opaque', engine })
const TEXT: Type = { kind: 'text' }

const NOT_NULL: readonly [string, Type][] = [
  ['Int8', integer(8)],
  ['UInt8', integer(8, false)],
  ['Int64', integer(64)],
  ['UInt256', integer(256, false)],
  ['Int128', integer(128)],
  ['Float32', { kind: 'float', bits: 32 }],
  ['Float64', { kind: 'float', bits: 64 }],
  ['BFloat16', opaque('BFloat16')],
  ['Bool', { kind: 'boolean' }],
  ['String', TEXT],
  ['LowCardinality(String)', TEXT],
  ['FixedString(3)', opaque('FixedString(3)')],
  ["Enum8('a' = 1, 'b\\'),(' = 2)", TEXT],
  ["Enum16('x' = -300)", TEXT],
  ['Date', { kind: 'date' }],
  ['Date32', { kind: 'date' }],
  ['DateTime', datetime(0, null)],
  ["DateTime('America/New_York')", datetime(0, 'America/New_York')],
  ['DateTime64(3)', datetime(3, null)],
  ["DateTime64(9, 'UTC')", datetime(9, 'UTC')],
  ['Decimal(18, 4)', decimal(18, 4)],
  ['Decimal(76, 76)', decimal(76, 76)],
  ['Decimal(10)', decimal(10, 0)],
  ['Decimal32(2)', decimal(9, 2)],
  ['Decimal64(4)', decimal(18, 4)],
  ['Decimal128(10)', decimal(38, 10)],
  ['Decimal256(0)', decimal(76, 0)],
  ['UUID', { kind: 'uuid' }],
  ['Array(String)', array(TEXT)],
  ['Array(Nullable(Int64))', array(integer(64), true)],
  ['Array(LowCardinality(Nullable(String)))', array(TEXT, true)],
  ["Array(Array(DateTime64(3, 'UTC')))", array(array(datetime(3, 'UTC')))],
  ['Array(Map(String, String))', opaque('Array(Map(String, String))')],
  ['Map(String, Array(UInt8))', opaque('Map(String, Array(UInt8))')],
  ['Tuple(a Int8, b String)', opaque('Tuple(a Int8, b String)')],
  ['AggregateFunction(sum, UInt64)', opaque('AggregateFunction(sum, UInt64)')],
  ['SimpleAggregateFunction(sum, UInt64)', opaque('SimpleAggregateFunction(sum, UInt64)')],
  ['IPv4', opaque('IPv4')],
  ['IntervalDay', opaque('IntervalDay')],
  ['JSON', opaque('JSON')],
  ['Variant(String, UInt64)', opaque('Variant(String, UInt64)')],
  ['', opaque('')],
  ['Int7', opaque('Int7')],
]

test.each(NOT_NULL)('%s', (name, type) => {
  expect(parseClickHouseType(name)).toEqual({ type, nullable: false })
})

const NULLABLE: readonly [string, Type][] = [
  ['Nullable(Int8)', integer(8)],
  ['LowCardinality(Nullable(String))', TEXT],
  ["Nullable(DateTime64(3, 'UTC'))", datetime(3, 'UTC')],
  ['Nullable(Decimal(38, 10))', decimal(38, 10)],
  ['Nullable(IPv6)', opaque('IPv6')],
  ['Nullable(Nothing)', opaque('Nothing')],
]

test.each(NULLABLE)('%s is nullable', (name, type) => {
  expect(parseClickHouseType(name)).toEqual({ type, nullable: true })
})
