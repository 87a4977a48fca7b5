import type { Value } from '../plan/index.ts'
import type { Type } from '../schema/index.ts'

/** A printed statement: text with placeholders, and the values bound to them. User data is never in the text. */
export interface SqlStatement {
  readonly text: string
  readonly parameters: readonly SqlParameter[]
}

/**
 * One bound value; its text is that of plan/format.ts (cellOf) except as said here.
 * - ClickHouse: the placeholder is `{<name>:<type>}`; datetimes as `2026-11-20 09:30:00.123` without zone (the type is in
 *   UTC), floats as `nan`, `inf`, `-inf` where not finite, NULL in arrays as NULL.
 * - PostgreSQL: the placeholder is `$<position>`, and the text casts it (`$1::bigint`), so every value may be sent as text:
 *   datetimes as they are, arrays as array literals (`{1,NULL}`), booleans as `true` and `false`.
 */
export interface SqlParameter {
  readonly name: string
  readonly type: Type
  readonly value: Value
}
