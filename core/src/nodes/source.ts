import { z } from 'zod'
import { findTable } from '../schema/index.ts'
import { applyChoice, choiceInWords, columnChoice } from './column-choice.ts'
import { defineNode } from './define.ts'
import { fieldProblem } from './problems.ts'
import { firstRows } from './rows.ts'

/** Reads one table of the catalog: all of it, or some columns and the first rows that come. */
export const source = defineNode({
  kind: 'source',
  version: 1,
  upgrades: {},
  category: 'input',
  title: 'Data source',
  description: 'Reads a table',
  inputs: [],
  terminal: false,
  config: z.object({
    /** The id of a table of the catalog; empty until one is chosen. */
    table: z.string().default(''),
    ...columnChoice,
    /** Reads no more rows than this; which ones is up to the store. */
    limit: z.int().min(1).nullable().default(null),
  }),
  schema(_inputs, config, { catalog }) {
    if (config.table === '') {
      const hint = 'Pick one in the panel on the right.'
      return {
        schema: null,
        problems: [fieldProblem('table_not_chosen', 'table', 'No table is chosen yet.', { hint })],
      }
    }
    const table = findTable(catalog, config.table)
    if (table === undefined) {
      const message = `The table “${config.table}” is not there, or you may not read it.`
      const hint = 'Choose another table, or refresh the catalog.'
      return {
        schema: null,
        problems: [fieldProblem('table_missing', 'table', message, { found: config.table, hint })],
      }
    }
    return applyChoice(config, table.columns)
  },
  lower(_inputs, config, { catalog, newColumn }) {
    const table = findTable(catalog, config.table)
    if (table === undefined) throw new Error(`No table ${config.table} in the catalog.`)
    const columns = applyChoice(config, table.columns).schema.map(({ name, type, nullable }) => {
      return { id: newColumn(), name, type, nullable, source: name }
    })
    const { id, store, namespace, name } = table
    const scan = { operator: 'scan', table: { id, store, namespace, name }, columns } as const
    return {
      relation: config.limit === null ? scan : firstRows(scan, config.limit),
      columns: columns.map((column) => ({ name: column.name, id: column.id })),
    }
  },
  summary(config) {
    if (config.table === '') return 'No table yet'
    const table = config.table.slice(config.table.indexOf('/') + 1)
    const choice = choiceInWords(config)
    const limit = config.limit === null ? '' : `, at most ${config.limit} rows`
    return `${table}${choice === 'all columns' ? '' : `: ${choice}`}${limit}`
  },
})
