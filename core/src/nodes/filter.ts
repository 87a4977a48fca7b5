import { defineNode, ROWS, rowsOf } from './define.ts'
import { filterConfigSchema } from './filter/config.ts'
import { prepareFilter } from './filter/prepare.ts'
import { filterInWords } from './filter/words.ts'
import { columnReader, schemaOf } from './rows.ts'

/**
 * Keeps the rows that meet the conditions. Conditions stand in groups that must all hold, or any of them; groups nest.
 * A condition that is not finished yet is left out and says so, so that typing never changes or blocks a result.
 */
export const filter = defineNode({
  kind: 'filter',
  version: 1,
  upgrades: {},
  category: 'transform',
  title: 'Filter',
  description: 'Keeps the rows that meet conditions',
  inputs: [ROWS],
  terminal: false,
  config: filterConfigSchema,
  schema(inputs, config) {
    const schema = rowsOf(inputs)
    return { schema, problems: prepareFilter(config, schema).problems }
  },
  lower(inputs, config) {
    const rows = rowsOf(inputs)
    const predicate = prepareFilter(config, schemaOf(rows)).predicate(columnReader(rows))
    if (predicate === null) return rows
    return { relation: { operator: 'filter', input: rows.relation, predicate }, columns: rows.columns }
  },
  summary: (config) => filterInWords(config),
})
