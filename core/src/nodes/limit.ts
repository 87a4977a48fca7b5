import { z } from 'zod'
import { defineNode, ROWS, rowsOf } from './define.ts'
import { firstRows } from './rows.ts'

/** Keeps the first rows in the order they come in; after a Sort those are the top ones. */
export const limit = defineNode({
  kind: 'limit',
  version: 1,
  upgrades: {},
  category: 'transform',
  title: 'Limit',
  description: 'Keeps the first rows',
  inputs: [ROWS],
  terminal: false,
  config: z.object({ count: z.int().min(1).default(100) }),
  schema: (inputs) => ({ schema: rowsOf(inputs), problems: [] }),
  lower(inputs, { count }) {
    const rows = rowsOf(inputs)
    return { relation: firstRows(rows.relation, count), columns: rows.columns }
  },
  summary: ({ count }) => (count === 1 ? 'first row' : `first ${count} rows`),
})
