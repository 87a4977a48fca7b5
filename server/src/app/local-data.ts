import { statSync } from 'node:fs'
import { ConfigError } from '../config/config.ts'
import { ensureDemoData } from '../demo/index.ts'
import { type LoadReport, syncFolder } from '../files/index.ts'
import type { ClickHouseStore } from '../stores/clickhouse/index.ts'

/** Tells a person at the console how a longer step gets on. */
export type Progress = (line: string) => void

/** Throws ConfigError where the data folder cannot be used, before anything is started. */
export function checkDataFolder(folder: string | null, hasEmbeddedEngine: boolean): void {
  if (folder === null) return
  if (!hasEmbeddedEngine)
    throw new ConfigError(
      'FLOWFORGE_DATA (or --data) and CLICKHOUSE_URL cannot both be set: files are loaded into the embedded engine only.',
    )
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new ConfigError(`The data folder "${folder}" is not there: FLOWFORGE_DATA (or --data) must name a folder.`)
}

/**
 * Brings the data of the embedded engine up to date: the demo market, and the user's files where a folder is named.
 * Without a folder the files of the last start stay. A real server's data is its owner's: nothing is done there.
 */
export async function prepareLocalData(
  store: ClickHouseStore,
  folder: string | null,
  progress: Progress,
): Promise<void> {
  const { engine } = store
  if (engine === null) return
  await ensureDemoData(engine, ({ title, done, of }) => progress(`Demo market data: ${title} (${done} of ${of})`))
  if (folder === null) return
  const report = await syncFolder(engine, folder, ({ file, done, of }) =>
    progress(`Your files: ${file} (${done + 1} of ${of})`),
  )
  for (const line of reportLines(report)) progress(line)
}

function* reportLines({ loaded, unchanged, broken }: LoadReport): Iterable<string> {
  for (const { file, reason } of broken) yield `Not loaded: ${file}: ${reason}`
  const tables = loaded.length + unchanged.length
  yield `Your files: ${tables} ${tables === 1 ? 'table' : 'tables'}${broken.length > 0 ? `, ${broken.length} not loaded` : ''}`
}
