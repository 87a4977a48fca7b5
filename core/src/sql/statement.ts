import type { Value } from '../plan/index.ts'
import type { Type } from '../schema/index.ts'

/** A printed statement: text with placeholders, and the values bound to them. User data is never in the text. */
export interface SqlStatement {
  readonly text: string
  readonly parameters: readonly SqlParameter[]
}

/** `name` is what the placeholder says: ClickHouse `{p1:Int64}`, PostgreSQL `$1`. */
export interface SqlParameter {
  readonly name: string
  readonly type: Type
  readonly value: Value
}
