import { ensureDemoData } from '../demo/index.ts'
import type { ClickHouseStore } from '../stores/clickhouse/index.ts'

/** Tells a person at the console how a longer step gets on; each call replaces what was said before. */
export type Progress = (line: string) => void

/** Brings the data of the embedded engine up to date. A real server's data is its owner's: nothing is done there. */
export async function prepareLocalData(store: ClickHouseStore, progress: Progress): Promise<void> {
  const { engine } = store
  if (engine === null) return
  await ensureDemoData(engine, ({ title, done, of }) => progress(`Demo market data: ${title} (${done} of ${of})`))
}
