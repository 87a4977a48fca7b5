import { query } from 'chdb'
import { FLIGHTS } from './server.ts'

/**
 * What the engine itself says, in this process and past all of FlowForge, to a query written by hand over the file of
 * flights, there called `flights`. Rows of cells as text.
 */
export function askByHand(sql: string): string[][] {
  return String(query(sql.replaceAll('flights', `file('${FLIGHTS}')`), 'TabSeparated'))
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
}
