import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StoreError } from '../../store-error.ts'

/** sockaddr_un holds 108 bytes on Linux and 104 on macOS, with the closing NUL. */
const MAX_SOCKET_PATH_BYTES = 103

export interface SocketPlace {
  readonly path: string
  remove(): void
}

/** A path for the socket in the data directory, or in a private temporary folder where that would be too long. */
export function placeSocket(directory: string): SocketPlace {
  const inside = join(directory, 'engine.sock')
  if (Buffer.byteLength(inside) <= MAX_SOCKET_PATH_BYTES)
    return { path: inside, remove: () => rmSync(inside, { force: true }) }
  const folder = mkdtempSync(join(tmpdir(), 'flowforge-'))
  return { path: join(folder, 'engine.sock'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The engine's process as written down beside its data, for the next start to find. */
export interface EngineRecord {
  readonly engine: number
  readonly server: number
}

const recordPath = (directory: string) => join(directory, 'engine.json')

export function writeRecord(directory: string, record: EngineRecord): void {
  mkdirSync(directory, { recursive: true })
  writeFileSync(recordPath(directory), JSON.stringify(record), { mode: 0o600 })
}

export function removeRecord(directory: string): void {
  rmSync(recordPath(directory), { force: true })
}

/**
 * Ends the engine that a killed server left behind on this directory and waits until it is gone. Throws where its
 * server is still alive: then the directory is taken.
 */
export async function endLeftover(directory: string): Promise<void> {
  const record = readRecord(directory)
  if (record === null || !isEngineOf(record.engine, directory)) return
  if (parentOf(record.engine) === record.server && record.server !== process.pid)
    throw new StoreError(
      'store_unavailable',
      `Another FlowForge server (process ${record.server}) uses this data folder.`,
    )
  if (record.server === process.pid) return
  const deadline = Date.now() + 10_000
  while (isEngineOf(record.engine, directory)) {
    if (Date.now() > deadline) throw new StoreError('store_unavailable', 'An earlier query engine could not be ended.')
    endProcess(record.engine)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  removeRecord(directory)
}

function readRecord(directory: string): EngineRecord | null {
  try {
    const record: unknown = JSON.parse(readFileSync(recordPath(directory), 'utf8'))
    if (typeof record !== 'object' || record === null) return null
    const { engine, server } = record as Partial<EngineRecord>
    return Number.isSafeInteger(engine) && Number.isSafeInteger(server)
      ? { engine: Number(engine), server: Number(server) }
      : null
  } catch {
    return null
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself in between.
  }
}

/** Process ids are reused: only a process whose command line names this directory is the engine. */
function isEngineOf(pid: number, directory: string): boolean {
  return processField(pid, 'command').includes(JSON.stringify(directory).slice(1, -1))
}

function parentOf(pid: number): number {
  return Number(processField(pid, 'ppid').trim())
}

function processField(pid: number, field: 'command' | 'ppid'): string {
  try {
    if (field === 'command') return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? ''
  } catch {
    // No /proc here (macOS), or no such process: ps says which.
  }
  try {
    const argv = ['-ww', '-o', `${field}=`, '-p', String(pid)]
    return execFileSync('ps', argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return ''
  }
}
