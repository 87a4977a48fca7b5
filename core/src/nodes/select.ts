import { z } from 'zod'
import { applyChoice, choiceInWords, chosenColumns, columnChoice } from './column-choice.ts'
import { defineNode, ROWS, rowsOf } from './define.ts'

/**
 * Keeps some columns, in an order of one's own. In a plan that is only a matter of names: what nothing above needs is not
 * read, and rows keep the order they had even where the column that gave it is dropped.
 */
export const select = defineNode({
  kind: 'select',
  version: 1,
  upgrades: {},
  category: 'transform',
  title: 'Select',
  description: 'Keeps and reorders columns',
  inputs: [ROWS],
  terminal: false,
  config: z.object(columnChoice),
  schema: (inputs, config) => applyChoice(config, rowsOf(inputs)),
  lower(inputs, config) {
    const rows = rowsOf(inputs)
    const kept = chosenColumns(config, rows.columns).filter(({ included }) => included)
    return { relation: rows.relation, columns: kept.map(({ column }) => column) }
  },
  summary: (config) => choiceInWords(config),
})
