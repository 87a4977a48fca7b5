import { z } from 'zod'
import { defineNode, ROWS, rowsOf } from './define.ts'

/** Shows rows as a table. How it is shown is config; hidden columns are still in the result. */
export const table = defineNode({
  kind: 'table',
  version: 1,
  upgrades: {},
  category: 'output',
  title: 'Table',
  description: 'Shows rows in a grid',
  inputs: [ROWS],
  terminal: true,
  config: z.object({
    /** Only columns that somebody hid or resized; ids as `columnItemId` makes them, widths in CSS pixels. */
    columns: z
      .array(
        z.object({
          id: z.string(),
          name: z.string().default(''),
          hidden: z.boolean().default(false),
          width: z.number().min(24).max(4000).nullable().default(null),
        }),
      )
      .default([]),
  }),
  schema: (inputs) => ({ schema: rowsOf(inputs), problems: [] }),
  lower: (inputs) => rowsOf(inputs),
  summary({ columns }) {
    const hidden = columns.filter((column) => column.hidden).length
    return hidden === 0 ? 'all columns' : `${hidden} ${hidden === 1 ? 'column' : 'columns'} hidden`
  },
})
