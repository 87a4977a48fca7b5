import type { ClickHouseSettings } from '@clickhouse/client'
import { clickHouseSettings } from '@flowforge/core/sql'

/**
 * Settings that fix what a statement means and how its cells are written. The embedded engine is started with them;
 * a real server gets them from docs/clickhouse-profile.xml, and the probe on connect compares the two.
 */
export const SEMANTIC_SETTINGS = {
  ...clickHouseSettings,
  enable_materialized_cte: '1',
  enable_analyzer: '1',
  date_time_output_format: 'iso',
  output_format_json_quote_64bit_integers: '1',
  output_format_json_quote_decimals: '1',
  output_format_json_quote_denormals: '1',
  output_format_decimal_trailing_zeros: '1',
  output_format_json_escape_forward_slashes: '0',
  result_overflow_mode: 'break',
  timeout_overflow_mode: 'throw',
} as const satisfies Readonly<Record<string, string>>

/** Settings a query carries; the profile of a real server marks them `changeable_in_readonly`. */
export const QUERY_SETTINGS = ['max_result_rows'] as const

/** What one query may use of the engine. */
export interface QueryLimits {
  readonly maxExecutionSeconds: number
  readonly maxMemoryBytes: number
  /** Counted while the result is read: an engine would cut it off without a word. */
  readonly maxResultBytes: number
  /** Rows a query may read from tables. */
  readonly maxRowsToRead: number
}

export const DEFAULT_LIMITS: QueryLimits = {
  maxExecutionSeconds: 60,
  maxMemoryBytes: 4 * 1024 ** 3,
  maxResultBytes: 512 * 1024 ** 2,
  maxRowsToRead: 10_000_000_000,
}

/** The limits that the engine keeps, in its own names. */
export function limitSettings(limits: QueryLimits): Readonly<Record<string, string>> {
  return {
    max_execution_time: String(limits.maxExecutionSeconds),
    max_memory_usage: String(limits.maxMemoryBytes),
    max_rows_to_read: String(limits.maxRowsToRead),
  }
}

/** One row more than asked for, so that the reader can tell that there were more. */
export function querySettings(maxRows: number): ClickHouseSettings {
  return { max_result_rows: String(maxRows + 1) }
}
