import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { type AdministrativeEngine, BUILDING_PREFIX, quoteName, quoteText } from '../stores/clickhouse/index.ts'
import { StoreError } from '../stores/store-error.ts'
import { type TextLayout, textLayout, uniqueNames } from './header.ts'
import { type DataFile, readStart } from './scan.ts'

/** Where a file is built up before it takes the place of its table. */
export const BUILDING_DATABASE = `${BUILDING_PREFIX}files`
const RAW = `${BUILDING_DATABASE}.raw`
const REFINED = `${BUILDING_DATABASE}.refined`
const START_BYTES = 64 * 1024
/** Texts with fewer different values than this are stored as numbers into a list of them. */
const LOW_CARDINALITY = 1_000

/** The file cannot be a table; the message is for its owner. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem'
}

interface RawColumn {
  readonly name: string
  readonly type: string
}

interface Reading {
  readonly source: string
  readonly settings: string
  readonly layout: TextLayout | null
}

/**
 * Reads one file into a new table of the building database and returns its name there and its number of rows.
 * The types are the engine's inference, made tighter by what the rows hold. Throws FileProblem.
 */
export async function buildTable(
  engine: AdministrativeEngine,
  file: DataFile,
): Promise<{ table: string; rows: number }> {
  if (file.bytes === 0) throw new FileProblem('The file is empty.')
  const folder = mkdtempSync(join(tmpdir(), 'flowforge-file-'))
  try {
    // The engine reads `*`, `?` and `{…}` in a path as patterns; this name has none.
    const link = join(folder, `file${file.compression || extname(file.path)}`)
    symlinkSync(resolve(file.path), link)
    return await build(engine, file, link)
  } catch (error) {
    if (error instanceof StoreError && error.code === 'query_failed') throw new FileProblem(inWords(error, file))
    throw error
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function build(engine: AdministrativeEngine, file: DataFile, link: string) {
  const comment = quoteText(`The file ${file.name}`)
  await engine.command(`DROP TABLE IF EXISTS ${RAW} SYNC`)
  await engine.command(`DROP TABLE IF EXISTS ${REFINED} SYNC`)
  const columns = await readRaw(engine, readingOf(file, link), comment)
  const { rows, types } = await tighterTypes(engine, columns, file.kind !== 'parquet' && file.kind !== 'arrow')
  if (rows === 0) throw new FileProblem('The file holds no rows.')
  if (types.every((type, index) => type === columns[index]?.type)) return { table: RAW, rows }
  const refined = columns.map(({ name }, index) => ({ name, type: types[index] ?? 'String' }))
  await engine.command(createTable(REFINED, refined, comment))
  await engine.command(`INSERT INTO ${REFINED} SELECT * FROM ${RAW}`)
  await engine.command(`DROP TABLE ${RAW} SYNC`)
  return { table: REFINED, rows }
}

function readingOf(file: DataFile, link: string): Reading {
  const read = (format: string, settings: readonly string[] = [], layout: TextLayout | null = null): Reading => ({
    source: `file(${quoteText(link)}, ${quoteText(format)}`,
    settings: ['print_pretty_type_names = 0', ...settings].join(', '),
    layout,
  })
  if (file.kind === 'parquet') return read('Parquet')
  if (file.kind === 'arrow')
    return read(readStart(file.path, 6).toString('latin1') === 'ARROW1' ? 'Arrow' : 'ArrowStream')
  if (file.kind === 'json') return read('JSONEachRow')
  // The start of a compressed file is not readable here: the engine guesses its header.
  if (file.compression !== '') return read(file.kind === 'csv' ? 'CSV' : 'TSV')
  const start = readStart(file.path, START_BYTES).toString('utf8')
  const layout = textLayout(start, file.kind === 'tsv' ? '\t' : undefined)
  if (layout.rowless && start.length < START_BYTES) throw new FileProblem('The file holds no rows.')
  const family = file.kind === 'csv' ? 'csv' : 'tsv'
  const settings = [`input_format_${family}_detect_header = 0`]
  if (file.kind === 'csv') settings.push(`format_csv_delimiter = ${quoteText(layout.delimiter)}`)
  if (layout.header !== null) settings.push(`input_format_${family}_skip_first_lines = 1`)
  return read(family.toUpperCase(), settings, layout)
}

/** Loads with types from the first rows; where later rows do not fit them, with types from all rows. */
async function readRaw(engine: AdministrativeEngine, reading: Reading, comment: string): Promise<readonly RawColumn[]> {
  const attempt = async (settings: string) => {
    const found = await describe(engine, `${reading.source})`, settings)
    const named = columnNames(found, reading.layout)
    const columns = found.map(({ type }, index) => ({ name: named[index] ?? '', type: storable(type) }))
    await engine.command(createTable(RAW, columns, comment))
    const structure = columns.map(({ type }, index) => `c${index} ${type}`).join(', ')
    // Lines of text are read by position, everything else by name.
    const source = reading.layout === null ? `${reading.source})` : `${reading.source}, ${quoteText(structure)})`
    await engine.command(`INSERT INTO ${RAW} SELECT * FROM ${source} SETTINGS ${settings}`)
    return columns
  }
  try {
    return await attempt(reading.settings)
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'query_failed') throw error
    await engine.command(`DROP TABLE IF EXISTS ${RAW} SYNC`)
    const everything = 'input_format_max_rows_to_read_for_schema_inference = 100000000'
    const bytes = 'input_format_max_bytes_to_read_for_schema_inference = 4000000000'
    return await attempt(`${reading.settings}, ${everything}, ${bytes}`)
  }
}

async function describe(engine: AdministrativeEngine, source: string, settings: string): Promise<readonly RawColumn[]> {
  const output = await engine.command(`DESCRIBE TABLE ${source} SETTINGS ${settings}`, 'JSONCompactEachRow')
  return output
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as string[])
    .map(([name = '', type = 'String']) => ({ name, type }))
}

function columnNames(found: readonly RawColumn[], layout: TextLayout | null): readonly string[] {
  const header = layout?.header
  if (header == null) return found.map(({ name }) => name)
  return uniqueNames(found.map((_, index) => header[index] ?? ''))
}

/** A column of nothing but NULL has no type of its own. */
function storable(type: string): string {
  return type.replaceAll(/\bNothing\b/g, 'String')
}

/** The types that hold the rows as they are: no NULL where none is, a day where every time is midnight, fewer digits. */
async function tighterTypes(
  engine: AdministrativeEngine,
  columns: readonly RawColumn[],
  fromText: boolean,
): Promise<{ rows: number; types: readonly string[] }> {
  const facts = columns.flatMap(factsOf)
  const answer = await engine.command(`SELECT count(), ${facts.join(', ')} FROM ${RAW}`, 'JSONCompactEachRow')
  const [rows = 0, ...numbers] = (JSON.parse(answer) as (number | string)[]).map(Number)
  const types = columns.map(({ type }, index) => {
    const [nulls = 0, distinct = 0, fraction = 0, clock = 0] = numbers.slice(index * FACTS, (index + 1) * FACTS)
    const inner = innerType(type)
    const tight = fromText ? tightTime(inner, fraction, clock) : inner
    const nullable = inner !== type && nulls > 0
    const whole = nullable ? `Nullable(${tight})` : tight
    return inner === 'String' && distinct < LOW_CARDINALITY && distinct * 10 < rows ? `LowCardinality(${whole})` : whole
  })
  return { rows, types }
}

const FACTS = 4

/** Per column: NULLs, different texts, the finest fraction of a second (0, 3, 6 or 9 digits), times that are not midnight. */
function factsOf({ name, type }: RawColumn): readonly string[] {
  const column = quoteName(name)
  const inner = innerType(type)
  const nulls = inner === type ? '0' : `countIf(isNull(${column}))`
  if (inner === 'String') return [nulls, `uniq(${column})`, '0', '0']
  if (!inner.startsWith('DateTime')) return [nulls, '0', '0', '0']
  const nanoseconds = `toUnixTimestamp64Nano(toDateTime64(${column}, 9, 'UTC'))`
  // A literal is unsigned, and the remainder of a negative number by an unsigned one is wrong in ClickHouse.
  const whole = (unit: string) => `${nanoseconds} % toInt64(${unit}) = 0`
  const digits = `multiIf(${whole('1000000000')}, 0, ${whole('1000000')}, 3, ${whole('1000')}, 6, 9)`
  return [nulls, '0', `max(${digits})`, `countIf(NOT ${whole('86400000000000')})`]
}

function innerType(type: string): string {
  return /^Nullable\((.*)\)$/.exec(type)?.[1] ?? type
}

function tightTime(type: string, fractionDigits: number, clockTimes: number): string {
  if (!type.startsWith('DateTime')) return type
  return clockTimes === 0 ? 'Date32' : `DateTime64(${fractionDigits}, 'UTC')`
}

function createTable(name: string, columns: readonly RawColumn[], comment: string): string {
  const list = columns.map((column) => `${quoteName(column.name)} ${column.type}`)
  return `CREATE TABLE ${name} (${list.join(', ')}) ENGINE = MergeTree ORDER BY tuple() COMMENT ${comment}`
}

/** What a file of each kind has to be like, for the owner of one that is not. */
const EXPECTED: Readonly<Record<DataFile['kind'], readonly [name: string, like: string]>> = {
  csv: ['CSV', 'every row needs as many values as the first, and every quote its partner'],
  tsv: ['TSV', 'every row needs as many values as the first, with a tab between them'],
  json: ['JSON', 'it has to be a list of objects, or one object per line, whole to the end'],
  parquet: ['Parquet', 'it is damaged or was not written to the end'],
  arrow: ['Arrow', 'it is damaged or was not written to the end'],
}

/** The engine speaks of its formats and settings; its owner needs what the file should be, and where it is not. */
function inWords(error: StoreError, file: DataFile): string {
  const [name, like] = EXPECTED[file.kind]
  const row = /\(at row (\d+)\)/.exec(error.detail ?? '')?.[1]
  return `It could not be read as ${name}${row === undefined ? '' : `, near row ${row}`}: ${like}.`
}
