import { type AdministrativeEngine, BUILDING_PREFIX, quoteText } from '../stores/clickhouse/index.ts'
import { type Amounts, buildSteps } from './statements.ts'

export interface DemoProgress {
  /** What is being made now. */
  readonly title: string
  readonly done: number
  readonly of: number
}

const DEMO_DATABASE = 'market'
const BUILDING = `${BUILDING_PREFIX}${DEMO_DATABASE}`
/** Raise it with every change of the rows: data of another version is made anew. */
const VERSION = 'Demo market data, version 1'
const DEMO_AMOUNTS: Amounts = { trades: 2_000_000, quotes: 1_000_000 }

/**
 * Makes the demo market data inside the engine unless this version of it is there already; returns whether it did.
 * It is built aside and put in place at once, so a start that is killed half way leaves nothing half made. Rejects with
 * StoreError.
 */
export async function ensureDemoData(
  engine: AdministrativeEngine,
  onProgress: (progress: DemoProgress) => void = () => undefined,
  amounts: Amounts = DEMO_AMOUNTS,
): Promise<boolean> {
  const found = await engine.command(`SELECT comment FROM system.databases WHERE name = ${quoteText(DEMO_DATABASE)}`)
  await engine.command(`DROP DATABASE IF EXISTS ${BUILDING} SYNC`)
  if (found.trimEnd() === VERSION) return false
  await engine.command(`CREATE DATABASE ${BUILDING} COMMENT ${quoteText(VERSION)}`)
  const steps = buildSteps(BUILDING, amounts)
  for (const [done, step] of steps.entries()) {
    onProgress({ title: step.title, done, of: steps.length })
    for (const statement of step.statements) await engine.command(statement)
  }
  await engine.command(`DROP DATABASE IF EXISTS ${DEMO_DATABASE} SYNC`)
  await engine.command(`RENAME DATABASE ${BUILDING} TO ${DEMO_DATABASE}`)
  onProgress({ title: 'ready', done: steps.length, of: steps.length })
  return true
}
