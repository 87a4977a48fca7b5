import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { CatalogTable } from '@flowforge/core/schema'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AdministrativeEngine } from '../stores/clickhouse/index.ts'
import { startTestEngine, type TestEngine } from '../stores/clickhouse/testing/engine.ts'
import { type LoadProgress, syncFolder } from './index.ts'

const require = createRequire(import.meta.url)
/** The package exports its code only (`build/index.js`); the data lies beside it. */
const dataset = (name: string) => join(dirname(require.resolve('vega-datasets')), '..', 'data', name)

let engine: TestEngine
let folder: string
beforeAll(async () => {
  engine = await startTestEngine()
})
afterAll(() => engine.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowforge-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function admin(): AdministrativeEngine {
  if (engine.store.engine === null) throw new Error('no engine')
  return engine.store.engine
}

const write = (name: string, content: string | Uint8Array) => {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), content)
}

const discover = () => engine.store.discover(new AbortController().signal)

async function table(name: string): Promise<CatalogTable> {
  const found = (await discover()).find((each) => each.name === name)
  if (found === undefined) throw new Error(`no table ${name}`)
  return found
}

/** The columns as short words: `name integer64`, with `?` where NULL may stand. */
async function columns(name: string): Promise<readonly string[]> {
  return (await table(name)).columns.map(({ name: column, type, nullable }) => {
    const detail = type.kind === 'integer' ? type.bits : type.kind === 'datetime' ? type.precision : ''
    return `${column} ${type.kind}${detail}${nullable ? '?' : ''}`
  })
}

const rows = async (name: string) =>
  (await admin().command(`SELECT * FROM files.\`${name}\` ORDER BY ALL`)).trimEnd().split('\n')

test('real files: every kind becomes a table with types, counts and a description', async () => {
  const names = [
    'flights-3m.parquet',
    'flights-200k.arrow',
    'movies.json',
    'stocks.csv',
    'unemployment.tsv',
    'seattle-weather.csv',
  ]
  for (const name of names) symlinkSync(dataset(name), join(folder, name))
  const progress: LoadProgress[] = []
  const report = await syncFolder(admin(), folder, (step) => progress.push(step))
  expect(report.broken).toEqual([])
  expect(progress.map(({ file, done, of }) => [file, done, of])).toEqual(
    names.toSorted().map((name, index) => [name, index, names.length]),
  )
  expect(report.loaded.map((each) => [each.table, each.rows])).toEqual([
    ['flights_200k', 200_000],
    ['flights_3m', 3_000_000],
    ['movies', 3201],
    ['seattle_weather', 1461],
    ['stocks', 560],
    ['unemployment', 3218],
  ])
  expect(await table('flights_3m')).toMatchObject({
    id: 'clickhouse/files.flights_3m',
    description: 'The file flights-3m.parquet',
    freshness: 'static',
    rowCount: 3_000_000,
  })
  expect(await columns('flights_3m')).toEqual([
    'date datetime6',
    'delay integer64',
    'distance integer64',
    'origin text',
    'destination text',
  ])
  expect(await columns('flights_200k')).toEqual(['delay integer16', 'distance integer16', 'time float'])
  expect(await columns('stocks')).toEqual(['symbol text', 'date date', 'price float'])
  expect(await columns('seattle_weather')).toContain('date date')
  expect(await columns('movies')).toContain('US Gross integer64?')
  const sum = await admin().command(
    'SELECT sum(IMDB_Votes_) FROM (SELECT `IMDB Votes` AS IMDB_Votes_ FROM files.movies)',
  )
  const movies = JSON.parse(readFileSync(dataset('movies.json'), 'utf8')) as { 'IMDB Votes': number | null }[]
  expect(Number(sum)).toBe(movies.reduce((total, movie) => total + (movie['IMDB Votes'] ?? 0), 0))
})

test('broken files are reported by name, and the others load', async () => {
  write('empty.csv', '')
  write('header-only.csv', 'a,b\n')
  write('good.csv', 'a\n1\n')
  write('noise.parquet', Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 37) % 251)))
  write('broken.json', '[{"a": 1}, {"a": ')
  write('old.feather', 'FEA1 something')
  write('ignored.txt', 'not a table')
  write('.hidden.csv', 'a\n1\n')
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling.csv'))
  mkdirSync(join(folder, 'folder.csv'))
  const whole = readFileSync(dataset('flights-200k.arrow'))
  write('cut.arrow', whole.subarray(0, whole.length / 2))
  write('cut.parquet', readFileSync(dataset('flights-3m.parquet')).subarray(0, 1_000_000))
  const report = await syncFolder(admin(), folder)
  expect(report.loaded).toEqual([{ file: 'good.csv', table: 'good', rows: 1 }])
  const reasons = new Map(report.broken.map(({ file, reason }) => [file, reason]))
  expect([...reasons.keys()]).toEqual([
    'broken.json',
    'cut.arrow',
    'cut.parquet',
    'empty.csv',
    'header-only.csv',
    'noise.parquet',
    'old.feather',
  ])
  expect(reasons.get('empty.csv')).toBe('The file is empty.')
  expect(reasons.get('header-only.csv')).toBe('The file holds no rows.')
  expect(reasons.get('noise.parquet')).toBe(
    'It could not be read as Parquet: it is damaged or was not written to the end.',
  )
  expect(reasons.get('broken.json')).toMatch(
    /^It could not be read as JSON(, near row \d+)?: it has to be a list of objects/,
  )
  for (const reason of reasons.values()) expect(reason.length).toBeLessThan(300)
  expect((await discover()).map((each) => each.name)).toEqual(['good'])
})

test('hostile names of files and columns stay names', async () => {
  write('it\'s `a` "test"; DROP DATABASE files.csv', 'we\'ird`;--,"b""q",\\\\\n1,2,3\n')
  write('x{1,2}*?.csv', 'q\n1\n')
  write('größe/Überblick 2026.csv', 'naïve,価格\nä,1\n')
  write('...csv.csv', 'a\n1\n')
  write('a.csv', 'v\n1\n')
  write('a.json', '{"v": 2}\n')
  write('A.tsv', 'v\tw\n3\t4\n')
  const report = await syncFolder(admin(), folder)
  expect(report.broken).toEqual([])
  const named = new Map(report.loaded.map(({ file, table: name }) => [file, name]))
  expect(named.get('it\'s `a` "test"; DROP DATABASE files.csv')).toBe('it_s_a_test_DROP_DATABASE_files')
  expect(named.get('größe/Überblick 2026.csv')).toBe('größe_Überblick_2026')
  expect(named.get('x{1,2}*?.csv')).toBe('x_1_2')
  expect(new Set([...named.values()].map((name) => name.toLowerCase())).size).toBe(named.size)
  expect(await columns('it_s_a_test_DROP_DATABASE_files')).toEqual([
    "we'ird`;-- integer64",
    'b"q integer64',
    '\\\\ integer64',
  ])
  expect(await rows('größe_Überblick_2026')).toEqual(['ä\t1'])
})

test('types are as wide and as nullable as the rows are', async () => {
  write(
    'types.csv',
    'id,at,day,note,amount,flag,gap\n1,2026-01-01 10:00:00.5,1950-01-02,x,1.5,true,\n2,2026-01-01 10:00:00,2020-02-29,y,2,false,5\n',
  )
  write('late.csv', `n\n${'1\n'.repeat(40_000)}1.5\nword\n`)
  write('nothing.json', '{"a": 1, "b": null}\n{"a": 2, "b": null}\n')
  write('nested.json', '[{"id": 1, "tags": ["x", "y"], "place": {"lat": 1.5}}]')
  write('big.jsonl', '{"n": 9007199254740993}\n{"n": 18446744073709551615}\n')
  write('packed.csv.gz', gzipSync('id,name\n1,ä\n2,b\n'))
  write('semicolon.csv', 'a;b\n1;"x;y"\n')
  expect((await syncFolder(admin(), folder)).broken).toEqual([])
  expect(await columns('types')).toEqual([
    'id integer64',
    'at datetime3',
    'day date',
    'note text',
    'amount float',
    'flag boolean',
    'gap integer64?',
  ])
  expect((await rows('types'))[0]).toBe('1\t2026-01-01 10:00:00.500\t1950-01-02\tx\t1.5\ttrue\t\\N')
  expect(await columns('late')).toEqual(['n text'])
  expect(await columns('nothing')).toEqual(['a integer64', 'b text?'])
  expect(await columns('nested')).toEqual(['id integer64', 'tags array', 'place opaque'])
  expect(await rows('big')).toEqual(['9007199254740993', '18446744073709551615'])
  expect(await rows('packed')).toEqual(['1\tä', '2\tb'])
  expect(await rows('semicolon')).toEqual(['1\tx;y'])
})

test('reads again only what changed, keeps names, and drops what is gone', async () => {
  write('a.csv', 'v\n1\n')
  write('b.csv', 'v\n1\n')
  write('sub/a.csv', 'v\n9\n')
  const first = await syncFolder(admin(), folder)
  expect(first.loaded.map(({ table: name }) => name)).toEqual(['a', 'b', 'sub_a'])
  const second = await syncFolder(admin(), folder)
  expect(second.loaded).toEqual([])
  expect(second.unchanged).toEqual(first.loaded)

  write('a.csv', 'v\n2\n')
  utimesSync(join(folder, 'a.csv'), new Date(), new Date(Date.now() + 5_000))
  cpSync(join(folder, 'b.csv'), join(folder, 'a.arrow'))
  write('a.arrow', 'not arrow')
  rmSync(join(folder, 'b.csv'))
  const third = await syncFolder(admin(), folder)
  expect(third.loaded).toEqual([{ file: 'a.csv', table: 'a', rows: 1 }])
  expect(third.dropped).toEqual(['b.csv'])
  expect(third.broken.map(({ file }) => file)).toEqual(['a.arrow'])
  expect(await rows('a')).toEqual(['2'])
  expect((await discover()).map((each) => each.name)).toEqual(['a', 'sub_a'])

  write('a.csv', '')
  const fourth = await syncFolder(admin(), folder)
  expect(fourth.broken.map(({ file }) => file)).toEqual(['a.arrow', 'a.csv'])
  expect((await discover()).map((each) => each.name)).toEqual(['sub_a'])

  expect((await syncFolder(admin(), null)).dropped).toEqual(['sub/a.csv'])
  expect(await discover()).toEqual([])
})

test('a folder that is not there is the system’s error', async () => {
  await expect(syncFolder(admin(), join(folder, 'missing'))).rejects.toThrow('ENOENT')
})
