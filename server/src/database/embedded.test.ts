import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { installedBinaries } from './binaries.ts'
import { type EmbeddedOptions, type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts'
import { DatabaseStartError } from './errors.ts'
import { nobody, othersCanEnter, type SystemUser } from './placement.ts'
import { isPostmasterOf } from './postmaster-file.ts'

const ROOT = process.getuid?.() === 0
const SERVER = fileURLToPath(new URL('../..', import.meta.url))
const REACHABLE = (await othersCanEnter(SERVER)) && (await othersCanEnter(dirname(process.execPath)))
const quiet = { info: () => undefined, warn: () => undefined }

let folder: string
let home: string
const opened: EmbeddedPostgres[] = []
const children: ChildProcess[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowforge-embedded-'))
  await chmod(folder, 0o755)
  home = join(folder, 'home')
})

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  await Promise.all(opened.splice(0).map((postgres) => postgres.close()))
  await rm(folder, { recursive: true, force: true })
})

async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ home, log: quiet, ...options })
  opened.push(postgres)
  return postgres
}

async function query(postgres: Pick<EmbeddedPostgres, 'connection'>, text: string): Promise<unknown[]> {
  const client = new pg.Client(postgres.connection)
  await client.connect()
  try {
    return (await client.query({ text, rowMode: 'array' })).rows
  } finally {
    await client.end()
  }
}

interface Report {
  readonly ready: boolean
  readonly pid: number
  readonly takenOver: boolean
  readonly connection: pg.ClientConfig
  readonly refused: boolean
  readonly message: string
}

/** A second process that opens the same home, as another user where one is given. */
async function startChild(user?: SystemUser): Promise<{ child: ChildProcess; report: Report }> {
  const program = fileURLToPath(new URL('../../test/database-child.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program, home], {
    cwd: SERVER,
    stdio: ['ignore', 'pipe', 'inherit'],
    ...user,
  })
  children.push(child)
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { child, report: JSON.parse(line) }
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const dataFolder = async (): Promise<string> => {
  const moved = await readFile(join(home, 'postgres', 'moved-to'), 'utf8').catch(() => null)
  return join(moved?.trim() ?? join(home, 'postgres'), 'data')
}

describe('one home, one server', () => {
  test('starts fresh, keeps its rows over a restart, ends with its server', async () => {
    const first = await start()
    expect(first.takenOver).toBe(false)
    await query(first, 'CREATE TABLE kept AS SELECT 7 AS n')
    await first.close()
    expect(await isPostmasterOf(first.pid(), await dataFolder())).toBe(false)
    const second = await start()
    expect(await query(second, 'SELECT n FROM kept')).toEqual([[7]])
  })

  test('is durable, and sorts by code point', async () => {
    const postgres = await start()
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes'])
      expect(await query(postgres, `SHOW ${setting}`)).toEqual([['on']])
    expect(await query(postgres, "SELECT x FROM unnest(ARRAY['é', 'a', 'Z', 'b']) x ORDER BY x")).toEqual([
      ['Z'],
      ['a'],
      ['b'],
      ['é'],
    ])
  })

  test('a PostgreSQL left over from a killed server is taken over, with what was committed', async () => {
    const { child, report } = await startChild()
    await query(report, 'CREATE TABLE kept AS SELECT 7 AS n')
    await killed(child)
    expect(await isPostmasterOf(report.pid, await dataFolder())).toBe(true)
    const next = await start()
    expect(next).toMatchObject({ takenOver: true })
    expect(next.pid()).toBe(report.pid)
    expect(await query(next, 'SELECT n FROM kept')).toEqual([[7]])
    await next.close()
    expect(await isPostmasterOf(report.pid, await dataFolder())).toBe(false)
  })

  test('a left over PostgreSQL that does not answer is replaced', async () => {
    const { child, report } = await startChild()
    await query(report, 'CREATE TABLE kept AS SELECT 7 AS n')
    await killed(child)
    process.kill(report.pid, 'SIGSTOP')
    const next = await start()
    expect(next.pid()).not.toBe(report.pid)
    expect(await query(next, 'SELECT n FROM kept')).toEqual([[7]])
  })

  test('a second server is refused by one sentence, and the first goes on', async () => {
    const { child, report } = await startChild()
    await expect(start()).rejects.toThrow(
      `Another FlowForge server (process ${child.pid}) is running on ${home}: stop it, or set FLOWFORGE_HOME to another folder.`,
    )
    expect(await query(report, 'SELECT 1')).toEqual([[1]])
  })

  test('two servers that start at once on a fresh home: one runs, one is refused', async () => {
    const results = await Promise.allSettled([start(), start()])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = results.find((result) => result.status === 'rejected')
    expect(refused?.reason).toBeInstanceOf(DatabaseStartError)
    expect(String(refused?.reason)).toContain('Another FlowForge server')
    expect(await readdir(join(await dataFolder(), '..'))).not.toContainEqual(expect.stringMatching(/^making-/))
  })

  test('a PostgreSQL that dies under a running server comes back', async () => {
    const postgres = await start()
    const before = postgres.pid()
    process.kill(before, 'SIGKILL')
    await vi.waitFor(async () => expect(await query(postgres, 'SELECT 1')).toEqual([[1]]), { timeout: 10_000 })
    await vi.waitFor(() => expect(postgres.pid()).not.toBe(before))
    await expect(start()).rejects.toThrow('Another FlowForge server')
  })

  test('a stale postmaster.pid with the number of a living process does not stop the start', async () => {
    const first = await start()
    const file = join(await dataFolder(), 'postmaster.pid')
    const text = await readFile(file, 'utf8')
    await first.close()
    await writeFile(file, text.replace(/^\d+/, String(process.pid)))
    const second = await start()
    expect(await query(second, 'SELECT 1')).toEqual([[1]])
  })

  test('data of another major version is refused by name', async () => {
    await (await start()).close()
    await writeFile(join(await dataFolder(), 'PG_VERSION'), '12\n')
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 12, and this FlowForge brings \d+/)
  })

  test('a home with a long path still gets its socket', async () => {
    home = join(folder, 'a-folder-with-a-rather-long-name'.repeat(4), 'home')
    await mkdir(join(home, '..'), { recursive: true })
    const postgres = await start()
    expect(await query(postgres, 'SELECT 1')).toEqual([[1]])
    const socket = String(postgres.connection.host)
    expect(socket).toMatch(/^\/tmp\/flowforge-/)
    expect((await stat(socket)).mode & 0o777).toBe(0o700)
    await postgres.close()
    await rm(socket, { recursive: true })
  })
})

describe.runIf(ROOT)('as root', () => {
  test('in a folder only root can enter: another user, another folder, a copy of the binaries', async () => {
    await chmod(folder, 0o700)
    const stateFolder = await mkdtemp(join(tmpdir(), 'flowforge-state-'))
    await chmod(stateFolder, 0o755)
    const installed = await installedBinaries()
    const native = join(folder, 'package', 'native')
    await cp(installed.folder, native, { recursive: true, verbatimSymlinks: true })
    const placement = { stateFolder, installed: { ...installed, folder: native } }
    const first = await start({ placement })
    await query(first, 'CREATE TABLE kept AS SELECT 7 AS n')
    const data = await dataFolder()
    expect(data.startsWith(stateFolder)).toBe(true)
    expect((await stat(data)).uid).toBe(nobody().uid)
    expect(await readdir(stateFolder)).toContain(`postgresql-${installed.version}`)
    await first.close()
    const second = await start({ placement })
    expect(await query(second, 'SELECT n FROM kept')).toEqual([[7]])
    await second.close()
    await rm(stateFolder, { recursive: true })
  })

  test('the cluster of a temporary home lies in the temporary folder', async () => {
    await chmod(folder, 0o700)
    const postgres = await start()
    expect(await query(postgres, 'SELECT 1')).toEqual([[1]])
    const base = join(await dataFolder(), '..')
    expect(base.startsWith(join(tmpdir(), 'flowforge-'))).toBe(true)
    await postgres.close()
    await rm(join(base, '..'), { recursive: true })
  })

  test.runIf(REACHABLE)(
    `started by an ordinary user, later by root${REACHABLE ? '' : ': skipped, this checkout or node is in a folder another user cannot enter'}`,
    async () => {
      const user = nobody()
      await mkdir(home)
      await chown(home, user.uid, user.gid)
      const { child, report } = await startChild(user)
      expect(report.ready, report.message).toBe(true)
      expect((await stat(join(home, 'postgres', 'data'))).uid).toBe(user.uid)
      await query(report, 'CREATE TABLE kept AS SELECT 7 AS n')
      child.kill('SIGTERM')
      await once(child, 'exit')
      expect(await isPostmasterOf(report.pid, join(home, 'postgres', 'data'))).toBe(false)
      const asRoot = await start()
      expect(await query(asRoot, 'SELECT n FROM kept')).toEqual([[7]])
    },
  )
})
