import { z } from 'zod'

const column = z.string().min(1).max(500)

/**
 * What a client may ask about the rows of one node. Each kind is answered by one relation over the node's own
 * (core/lower/question.ts); clients never send SQL.
 */
export const questionSchema = z.discriminatedUnion('kind', [
  /** The first rows, for the preview. */
  z.object({ kind: z.literal('preview'), limit: z.int().min(1).max(1000).default(100) }),
  /** How many rows. One row, column `rows`. */
  z.object({ kind: z.literal('count') }),
  /** For a Filter: how many of its input's rows each condition keeps alone, and all together. One row: `total`, `kept`, and `condition_<id>` each. */
  z.object({ kind: z.literal('matches') }),
  /** The most frequent values of a column with their counts: columns `value`, `rows`. */
  z.object({
    kind: z.literal('values'),
    column,
    search: z.string().max(200).default(''),
    limit: z.int().min(1).max(200).default(50),
  }),
  /** Per column: nulls, distinct, minimum, maximum. Columns `name`, `nulls`, `distinct`, `minimum`, `maximum` as text. */
  z.object({ kind: z.literal('profile') }),
  /** Bucketed counts of one number or time column: columns `bucket`, `low`, `high`, `rows`. */
  z.object({ kind: z.literal('histogram'), column, buckets: z.int().min(2).max(100).default(24) }),
])

export type Question = z.infer<typeof questionSchema>
