import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdtemp, open, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { ClientConfig } from 'pg'
import { program } from './binaries.ts'
import { DatabaseStartError } from './errors.ts'
import type { Placement } from './placement.ts'
import { isPostmasterOf, type PostmasterFile, readPostmasterFile } from './postmaster-file.ts'

const run = promisify(execFile)

const WINDOWS = process.platform === 'win32'
/** The superuser of the cluster; nobody else signs in to it. */
const CLUSTER_USER = 'flowforge'
const PORT = 5432
/** Crash recovery of a large log may take this long. */
const START_MILLISECONDS = 120_000
const STOP_MILLISECONDS = 30_000
const POLL_MILLISECONDS = 10
const LOG_BYTES = 8 * 1024 * 1024

/** Settings of `postgres -c`. Durability (fsync, synchronous_commit) stays at PostgreSQL's defaults: on. */
const SETTINGS: Readonly<Record<string, string>> = {
  max_connections: '60',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  cluster_name: 'flowforge',
}

export interface ClusterOptions {
  /** Extra settings of `postgres -c`. */
  readonly settings?: Readonly<Record<string, string>>
  /** Do not flush a new cluster to disk: for tests only. */
  readonly throwAway?: boolean
}

/** Makes the cluster where there is none. A cluster is complete or absent: it is made beside and renamed. */
export async function createCluster(placement: Placement, options: ClusterOptions = {}): Promise<void> {
  const version = await readFile(join(placement.data, 'PG_VERSION'), 'utf8').catch(() => null)
  if (version !== null) {
    if (Number(version) === placement.binaries.major) return
    throw new DatabaseStartError(
      `The database in ${placement.data} was made by PostgreSQL ${version.trim()}, and this FlowForge brings ${placement.binaries.major}: start the FlowForge that made it and export your workflows.`,
    )
  }
  const partial = await mkdtemp(join(dirname(placement.data), 'making-'))
  try {
    if (placement.runAs !== null) await chown(partial, placement.runAs.uid, placement.runAs.gid)
    await runInitdb(placement, partial, options)
    await rename(partial, placement.data)
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    if ((await stat(placement.data).catch(() => null)) === null) throw error
  }
}

async function runInitdb(placement: Placement, folder: string, options: ClusterOptions): Promise<void> {
  const flags = [`--pgdata=${folder}`, `--username=${CLUSTER_USER}`, '--encoding=UTF8', '--locale=C']
  // Sorting by code point, the same on every machine and after every upgrade of the system.
  flags.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8')
  if (options.throwAway) flags.push('--no-sync', '--wal-segsize=1')
  if (WINDOWS) flags.push('--auth=scram-sha-256', `--pwfile=${await passwordFile(placement)}`)
  else flags.push('--auth-local=trust', '--auth-host=reject')
  try {
    await run(program(placement.binaries, 'initdb'), flags, spawnOptions(placement))
  } catch (error) {
    const output = String((error as { stderr?: unknown }).stderr ?? '').trim()
    throw new DatabaseStartError(`The database could not be made in ${placement.data}: ${output || String(error)}`)
  }
}

/** A running PostgreSQL: started by us, or left over from a server that was killed. */
export interface RunningCluster {
  readonly connection: ClientConfig
  readonly pid: number
  readonly takenOver: boolean
  /** Rolls back what is open, writes everything, ends. */
  stop(): Promise<void>
  /** Ends one that does not answer; the next start recovers from its log. */
  kill(): Promise<void>
}

/** Attaches to the cluster's PostgreSQL where it runs, otherwise starts it; returns when it takes connections. */
export async function runCluster(placement: Placement, options: ClusterOptions = {}): Promise<RunningCluster> {
  const deadline = Date.now() + START_MILLISECONDS
  let child: ChildProcess | null = null
  let failures = 0
  while (Date.now() < deadline) {
    const file = await readPostmasterFile(placement.data)
    const alive = file !== null && (await isPostmasterOf(file.pid, placement.data))
    if (alive && file.status === 'ready') {
      const takenOver = child?.pid !== file.pid
      return {
        connection: await connectionOf(placement, file),
        pid: file.pid,
        takenOver,
        stop: () => stopCluster(placement, file.pid, ['SIGINT', 'SIGQUIT', 'SIGKILL']),
        kill: () => stopCluster(placement, file.pid, ['SIGKILL']),
      }
    }
    if (!alive && (child === null || child.exitCode !== null || child.signalCode !== null)) {
      if (child !== null && ++failures > 5) throw await startFailure(placement)
      if (file !== null) await clearStaleFiles(placement, file)
      if (failures > 0) await delay(100 * failures)
      child = await spawnPostgres(placement, options)
    }
    await delay(POLL_MILLISECONDS)
  }
  throw await startFailure(placement)
}

/**
 * PostgreSQL would refuse to start where the number in its old files belongs to a living process: one that got it since
 * (a container counts from 1 again), or its own zombie.
 */
async function clearStaleFiles(placement: Placement, stale: PostmasterFile): Promise<void> {
  if ((await readPostmasterFile(placement.data))?.pid !== stale.pid) return
  await rm(join(placement.data, 'postmaster.pid'), { force: true })
  if (!WINDOWS) await rm(join(stale.socket ?? placement.socket, `.s.PGSQL.${stale.port}.lock`), { force: true })
}

async function spawnPostgres(placement: Placement, options: ClusterOptions): Promise<ChildProcess> {
  const settings: Record<string, string> = { ...SETTINGS, ...options.settings }
  if (WINDOWS) {
    settings.listen_addresses = '127.0.0.1'
    settings.port = String(await freePort())
  } else {
    settings.listen_addresses = ''
    settings.port = String(PORT)
    settings.unix_socket_directories = `"${placement.socket}"`
    settings.unix_socket_permissions = '0700'
  }
  const size = await stat(placement.log).then(
    (found) => found.size,
    () => 0,
  )
  if (size > LOG_BYTES) await truncate(placement.log)
  const log = await open(placement.log, 'a', 0o600)
  try {
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    // In a process group of its own: Ctrl+C is for the server, which ends PostgreSQL after its last commit.
    const child = spawn(program(placement.binaries, 'postgres'), ['-D', placement.data, ...flags], {
      ...spawnOptions(placement),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    })
    // A program that cannot be run shows as an exit without a code; the loop that starts it says so.
    child.on('error', (error) => void log.appendFile(`${String(error)}\n`).catch(() => undefined))
    child.unref()
    return child
  } finally {
    await log.close()
  }
}

async function stopCluster(placement: Placement, pid: number, signals: readonly NodeJS.Signals[]): Promise<void> {
  if (!(await isPostmasterOf(pid, placement.data))) return
  if (WINDOWS) {
    const mode = signals[0] === 'SIGINT' ? 'fast' : 'immediate'
    await run(program(placement.binaries, 'pg_ctl'), ['stop', '-m', mode, '-w', '-D', placement.data])
    return
  }
  for (const signal of signals) {
    if (!kill(pid, signal)) return
    const deadline = Date.now() + STOP_MILLISECONDS
    while (Date.now() < deadline) {
      // Its file goes a moment before the process does; the folder is free only after both.
      if (!(await isPostmasterOf(pid, placement.data))) return
      await delay(POLL_MILLISECONDS)
    }
  }
}

function kill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

async function connectionOf(placement: Placement, file: PostmasterFile): Promise<ClientConfig> {
  if (!WINDOWS) return { host: file.socket ?? placement.socket, port: file.port, user: CLUSTER_USER }
  const password = (await readFile(await passwordFile(placement), 'utf8')).trim()
  return { host: '127.0.0.1', port: file.port, user: CLUSTER_USER, password }
}

/** Where there are no Unix sockets to protect, a random password beside the data does. */
async function passwordFile(placement: Placement): Promise<string> {
  const path = join(dirname(placement.data), 'password')
  await writeFile(path, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch(() => undefined)
  return path
}

function spawnOptions(placement: Placement) {
  // Not ours: PG* variables and locales would change what PostgreSQL does, and the rest may carry secrets.
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP']
  const environment = Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
  return {
    cwd: dirname(placement.data),
    env: { ...environment, LC_ALL: 'C', TZ: 'UTC' },
    ...(placement.runAs ?? {}),
  }
}

async function startFailure(placement: Placement): Promise<DatabaseStartError> {
  const log = await readFile(placement.log, 'utf8').catch(() => '')
  const reason = log
    .trim()
    .split('\n')
    .filter((line) => /FATAL|PANIC|Error/.test(line))
    .at(-1)
  return new DatabaseStartError(
    `The embedded PostgreSQL does not start (${placement.log}): ${reason ?? 'no reason given'}`,
  )
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
