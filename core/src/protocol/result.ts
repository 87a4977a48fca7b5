import { z } from 'zod'
import { columnSchema, type Json, type Schema } from '../schema/index.ts'

/**
 * One cell on the wire. Exact types never pass through a float: integers of up to 32 bits and finite floats are numbers;
 * wider integers and decimals are text; NaN and infinities are the text `NaN`, `Infinity`, `-Infinity`;
 * dates are `2026-11-20`, datetimes `2026-11-20T09:30:00.123Z` with the type's precision, always UTC; arrays are arrays.
 */
export type Cell = Json

/** Rows by column: `data[column][row]`. */
export interface ResultTable {
  readonly columns: Schema
  readonly rowCount: number
  readonly data: readonly (readonly Cell[])[]
}

export const resultTableSchema = z.object({
  columns: z.array(columnSchema),
  rowCount: z.int().min(0),
  data: z.array(z.array(z.json())),
})
