import type { Value } from '@flowforge/core/plan'
import type { IntegerBits, Type } from '@flowforge/core/schema'

export interface RoundTrip {
  /** ClickHouse's spelling of the type. */
  readonly sql: string
  readonly type: Type
  readonly nullable: boolean
  readonly values: readonly Value[]
}

const integer = (bits: IntegerBits, signed: boolean): Type => ({ kind: 'integer', bits, signed })
const decimal = (precision: number, scale: number): Type => ({ kind: 'decimal', precision, scale })
const datetime = (precision: number): Type => ({ kind: 'datetime', precision, zone: 'UTC' })
const array = (element: Type, elementNullable = false): Type => ({ kind: 'array', element, elementNullable })
const row = (sql: string, type: Type, ...values: Value[]): RoundTrip => ({
  sql,
  type,
  nullable: sql.startsWith('Nullable'),
  values,
})

const WIDTHS: readonly IntegerBits[] = [8, 16, 32, 64, 128, 256]
const SECOND = 1_000_000_000n
/** 2026-11-20T09:30:00.123456789Z */
const MOMENT = 1_795_167_000n * SECOND + 123_456_789n

/** Extremes and awkward values of every type, each of which must come back as it went. */
export const ROUND_TRIPS: readonly RoundTrip[] = [
  ...WIDTHS.map((bits) =>
    row(`Int${bits}`, integer(bits, true), 0n, -1n, -(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n),
  ),
  ...WIDTHS.map((bits) => row(`UInt${bits}`, integer(bits, false), 0n, 2n ** BigInt(bits) - 1n)),
  row('Int64', integer(64, true), 9_007_199_254_740_993n),
  row('Float64', { kind: 'float', bits: 64 }, 0, 0.1, -1.5, 5e-324, 1.7976931348623157e308, NaN, Infinity, -Infinity),
  row('Float32', { kind: 'float', bits: 32 }, 0, 0.5, -16777216, NaN, Infinity),
  row('Decimal(9, 2)', decimal(9, 2), 0n, 1n, -1n, 999_999_999n, -999_999_999n, 150n),
  row('Decimal(18, 4)', decimal(18, 4), 15_000n, 999_999_999_999_999_999n, -1n),
  row('Decimal(38, 10)', decimal(38, 10), 10n ** 38n - 1n, -(10n ** 38n - 1n)),
  row('Decimal(76, 0)', decimal(76, 0), 10n ** 76n - 1n, -5n),
  row('Decimal(76, 76)', decimal(76, 76), 10n ** 76n - 1n, 1n),
  row('Bool', { kind: 'boolean' }, true, false),
  row('String', { kind: 'text' }, '', 'a', 'äöü€𝛼', "it's", 'a\\b', 'tab\tline\n', '{"a":1}', '\u{1F600}'),
  row('Nullable(String)', { kind: 'text' }, null, '', '\\N', 'NULL'),
  row('UUID', { kind: 'uuid' }, '00000000-0000-0000-0000-000000000000', 'f05b71c4-1827-4c5d-a965-401c0f5d9d13'),
  row('Date32', { kind: 'date' }, 0n, 20_777n, -25_567n, 120_529n),
  row("DateTime64(0, 'UTC')", datetime(0), 1_795_167_000n * SECOND, 0n),
  row("DateTime64(3, 'UTC')", datetime(3), MOMENT - (MOMENT % 1_000_000n), -1_000_000n),
  row("DateTime64(6, 'UTC')", datetime(6), MOMENT - (MOMENT % 1000n)),
  row("DateTime64(9, 'UTC')", datetime(9), MOMENT, 1n, -1n),
  row("DateTime('UTC')", datetime(0), MOMENT - (MOMENT % SECOND), 0n, 4_294_967_295n * SECOND),
  row('Date', { kind: 'date' }, 0n, 20_777n, 65_535n),
  row("Nullable(DateTime64(3, 'UTC'))", datetime(3), null),
  row('Nullable(Int64)', integer(64, true), null, -5n),
  row('Array(Int64)', array(integer(64, true)), [], [1n, -(2n ** 63n)]),
  row('Array(Nullable(Int32))', array(integer(32, true), true), [1n, null]),
  row('Array(Decimal(38, 4))', array(decimal(38, 4)), [123_456_789_012_345_678_901_234n, -1n]),
  row('Array(Float64)', array({ kind: 'float', bits: 64 }), [0.1, NaN, -Infinity, 5e-324]),
  row('Array(Bool)', array({ kind: 'boolean' }), [true, false]),
  row('Array(Date32)', array({ kind: 'date' }), [0n, 20_777n]),
  row("Array(DateTime64(9, 'UTC'))", array(datetime(9)), [MOMENT, -1n]),
  row('Array(UUID)', array({ kind: 'uuid' }), ['f05b71c4-1827-4c5d-a965-401c0f5d9d13']),
  row('Array(Array(String))', array(array({ kind: 'text' })), [["a'b\\", 'c\td'], [], ['€']]),
  row('Array(Array(UInt64))', array(array(integer(64, false))), [[2n ** 64n - 1n], []]),
]
