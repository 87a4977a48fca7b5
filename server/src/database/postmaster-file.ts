import { execFile } from 'node:child_process'
import { readFile, readlink, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What a running PostgreSQL says of itself in `<data>/postmaster.pid`. */
export interface PostmasterFile {
  readonly pid: number
  readonly port: number
  readonly socket: string | null
  readonly status: 'starting' | 'ready' | 'stopping' | 'unknown'
}

/** Null where there is none, or not yet a whole one. */
export async function readPostmasterFile(data: string): Promise<PostmasterFile | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => null)
  if (text === null) return null
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  if (!Number.isSafeInteger(pid) || pid <= 0) return null
  const status = lines[7]
  return {
    pid,
    port: Number(lines[3]),
    socket: lines[4] || null,
    status: status === 'ready' || status === 'starting' || status === 'stopping' ? status : 'unknown',
  }
}

/** True where the process lives and is the PostgreSQL of this data folder, not one that got its number since. */
export async function isPostmasterOf(pid: number, data: string): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  if (process.platform === 'win32') return true
  // PostgreSQL's working folder is its data folder.
  if (process.platform === 'linux')
    return (await readlink(`/proc/${pid}/cwd`).catch(() => null)) === (await realpath(data).catch(() => data))
  const { stdout } = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'command=']).catch(() => ({
    stdout: '',
  }))
  return stdout.includes('postgres') && stdout.includes(data)
}
