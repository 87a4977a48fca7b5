import { type AdministrativeEngine, quoteName, quoteText } from '../stores/clickhouse/index.ts'
import { BUILDING_DATABASE, buildTable, FileProblem } from './load.ts'
import { type DataFile, scanFolder, tableNames } from './scan.ts'

const FILES_DATABASE = 'files'
const LOADED = `${BUILDING_DATABASE}.loaded`
const WRITE_EVERY_MILLISECONDS = 1_000

interface LoadedFile {
  readonly file: string
  readonly table: string
  readonly rows: number
}

export interface LoadReport {
  /** Read now, because they are new or have changed. */
  readonly loaded: readonly LoadedFile[]
  /** There already. */
  readonly unchanged: readonly LoadedFile[]
  readonly broken: readonly { readonly file: string; readonly reason: string }[]
  /** Files that are gone, and their tables with them. */
  readonly dropped: readonly string[]
}

export interface LoadProgress {
  /** The file that is being read. */
  readonly file: string
  readonly done: number
  readonly of: number
}

interface LoadedRecord extends LoadedFile {
  readonly bytes: number
  readonly modified: number
}

/**
 * Makes the tables of database `files` those of the data files in `folder`; null stands for no files at all. A file is
 * read again only when its size or time of change did, a broken one keeps no table. Rejects with StoreError where the
 * engine fails, and with the system's error where the folder cannot be read.
 */
export async function syncFolder(
  engine: AdministrativeEngine,
  folder: string | null,
  onProgress: (progress: LoadProgress) => void = () => undefined,
): Promise<LoadReport> {
  const files = folder === null ? [] : scanFolder(folder)
  const records = await readRecords(engine)
  const names = tableNames(files, new Map(Array.from(records.values(), ({ file, table }) => [file, table])))
  const dropped = await dropMissing(engine, files, records)
  const stale = files.filter((file) => !isLoaded(file, records.get(file.name)))
  const loaded: LoadedFile[] = []
  const broken: { file: string; reason: string }[] = []
  let written = performance.now()
  for (const [done, file] of stale.entries()) {
    onProgress({ file: file.name, done, of: stale.length })
    records.delete(file.name)
    const table = names.get(file.name) ?? file.name
    try {
      const { table: built, rows } = await buildTable(engine, file)
      await putInPlace(engine, built, table)
      records.set(file.name, { file: file.name, table, rows, bytes: file.bytes, modified: file.modified })
      loaded.push({ file: file.name, table, rows })
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error
      await engine.command(`DROP TABLE IF EXISTS ${tablePath(table)} SYNC`)
      broken.push({ file: file.name, reason: error.message })
    }
    // A start that is killed reads again what was not yet written down.
    if (performance.now() - written > WRITE_EVERY_MILLISECONDS) {
      await writeRecords(engine, records)
      written = performance.now()
    }
  }
  await writeRecords(engine, records)
  const read = new Set(loaded.map(({ file }) => file))
  const unchanged = Array.from(records.values())
    .filter(({ file }) => !read.has(file))
    .map(({ file, table, rows }) => ({ file, table, rows }))
  return { loaded, unchanged, broken, dropped }
}

const tablePath = (table: string) => `${FILES_DATABASE}.${quoteName(table)}`

function isLoaded(file: DataFile, record: LoadedRecord | undefined): boolean {
  return record !== undefined && record.bytes === file.bytes && record.modified === file.modified
}

/** Swaps in one step, so that a reader sees the old rows or the new ones. */
async function putInPlace(engine: AdministrativeEngine, built: string, table: string): Promise<void> {
  const path = tablePath(table)
  const exists = await engine.command(`EXISTS TABLE ${path}`)
  if (exists.trim() === '0') await engine.command(`RENAME TABLE ${built} TO ${path}`)
  else {
    await engine.command(`EXCHANGE TABLES ${built} AND ${path}`)
    await engine.command(`DROP TABLE ${built} SYNC`)
  }
}

/** Drops every table whose file is gone, and takes it from the records. */
async function dropMissing(
  engine: AdministrativeEngine,
  files: readonly DataFile[],
  records: Map<string, LoadedRecord>,
): Promise<readonly string[]> {
  const present = new Set(files.map(({ name }) => name))
  const dropped: string[] = []
  for (const { file } of [...records.values()]) {
    if (present.has(file)) continue
    records.delete(file)
    dropped.push(file)
  }
  await writeRecords(engine, records)
  const wanted = new Set(Array.from(records.values(), ({ table }) => table))
  const found = await engine.command(
    `SELECT name FROM system.tables WHERE database = '${FILES_DATABASE}'`,
    'JSONCompactEachRow',
  )
  for (const name of rowsOf(found).map(([first]) => String(first)))
    if (!wanted.has(name)) await engine.command(`DROP TABLE ${tablePath(name)} SYNC`)
  return dropped
}

/** What was loaded earlier and is still there, by file. Makes the two databases where they are missing. */
async function readRecords(engine: AdministrativeEngine): Promise<Map<string, LoadedRecord>> {
  await engine.command(`CREATE DATABASE IF NOT EXISTS ${FILES_DATABASE}`)
  await engine.command(`CREATE DATABASE IF NOT EXISTS ${BUILDING_DATABASE}`)
  await engine.command(
    `CREATE TABLE IF NOT EXISTS ${LOADED} (file String, table String, rows UInt64, bytes UInt64, modified Int64) ENGINE = MergeTree ORDER BY file`,
  )
  const output = await engine.command(
    `SELECT file, table, rows, bytes, modified FROM ${LOADED} WHERE table IN (SELECT name FROM system.tables WHERE database = '${FILES_DATABASE}')`,
    'JSONCompactEachRow',
  )
  return new Map(
    rowsOf(output).map(([file, table, rows, bytes, modified]) => [
      String(file),
      {
        file: String(file),
        table: String(table),
        rows: Number(rows),
        bytes: Number(bytes),
        modified: Number(modified),
      },
    ]),
  )
}

async function writeRecords(engine: AdministrativeEngine, records: ReadonlyMap<string, LoadedRecord>): Promise<void> {
  await engine.command(`TRUNCATE TABLE ${LOADED} SYNC`)
  if (records.size === 0) return
  const rows = Array.from(
    records.values(),
    ({ file, table, rows: count, bytes, modified }) =>
      `(${quoteText(file)}, ${quoteText(table)}, ${count}, ${bytes}, ${modified})`,
  )
  await engine.command(`INSERT INTO ${LOADED} VALUES ${rows.join(', ')}`)
}

function rowsOf(output: string): readonly (readonly unknown[])[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown[])
}
