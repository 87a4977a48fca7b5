import { CLICKHOUSE_AGGREGATES } from './clickhouse-aggregates.ts'
import { convert } from './clickhouse-casts.ts'
import { CLICKHOUSE_FUNCTIONS, canonicalFloat, orderText } from './clickhouse-functions.ts'
import { clickHouseLiteralProblem, clickHouseParameterType, clickHouseTypeName } from './clickhouse-types.ts'
import type { SqlDialect } from './dialect.ts'
import { isPlainName } from './names.ts'

/** What every session must have set, or statements mean something else; the store probes for it on connect. */
export const clickHouseSettings = {
  join_use_nulls: '1',
  transform_null_in: '0',
  aggregate_functions_null_for_empty: '0',
  decimal_check_overflow: '1',
  least_greatest_legacy_null_behavior: '0',
  enable_extended_results_for_datetime_functions: '1',
  // Compiled, greatest and least of 128-bit integers give wrong numbers (seen in ClickHouse 26.7).
  compile_expressions: '0',
  // Moves factors out of aggregates, and fails where a factor is NULL.
  optimize_arithmetic_operations_in_aggregate_functions: '0',
  session_timezone: 'UTC',
} as const satisfies Readonly<Record<string, string>>

export const clickhouse: SqlDialect = {
  title: 'ClickHouse',
  maximumNameBytes: 1_000,
  // Inside back quotes ClickHouse reads backslash escapes.
  quote: (name) => (isPlainName(name) ? name : `\`${name.replaceAll(/[\\`]/g, (character) => `\\${character}`)}\``),
  typeName: clickHouseTypeName,
  placeholder: (number, literal, typeName, compared) =>
    `{p${number}:${compared ? clickHouseParameterType(literal, typeName) : typeName}}`,
  literalProblem: clickHouseLiteralProblem,
  functions: CLICKHOUSE_FUNCTIONS,
  aggregates: CLICKHOUSE_AGGREGATES,
  canonicalFloat,
  sortKey: orderText,
  sortsNaNWithNulls: () => true,
  convert,
  values: (names, arrays) =>
    `system.one ARRAY JOIN ${arrays.map((array, index) => `${array.text} AS ${names[index] ?? ''}`).join(', ')}`,
}
