import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmod, chown, lstat, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { type Binaries, copyBinaries, hasLibraryLinks, installedBinaries, program } from './binaries.ts'
import { DatabaseStartError } from './errors.ts'

/** The user PostgreSQL runs as. PostgreSQL refuses to run as root. */
export interface SystemUser {
  readonly uid: number
  readonly gid: number
}

/** Where one cluster lives, and as whom it runs. */
export interface Placement {
  readonly binaries: Binaries
  /** Null: as the user that we are. */
  readonly runAs: SystemUser | null
  readonly data: string
  /** Folder of the Unix socket, closed to other users. On Windows unused. */
  readonly socket: string
  readonly log: string
}

export interface PlacementOptions {
  /** Where clusters live that root cannot keep in its own folders. */
  readonly stateFolder?: string
  /** Instead of those that npm installed. */
  readonly installed?: Binaries
}

const STATE_FOLDER = '/var/lib/flowforge'
/** The shortest limit on a socket's path among the systems we run on (macOS), without the closing NUL. */
const LONGEST_SOCKET_PATH = 103

/**
 * Decides where the cluster of `home` lives. An ordinary user keeps it in `<home>/postgres`. Root runs PostgreSQL as
 * `nobody` (or as the owner of the data that is there), in `<home>/postgres` where that user can reach it, otherwise in a
 * folder under /var/lib/flowforge that `<home>/postgres/moved-to` names, so that the choice is made once.
 */
export async function placeCluster(home: string, options: PlacementOptions = {}): Promise<Placement> {
  const { installed = await installedBinaries(), stateFolder = STATE_FOLDER } = options
  const own = join(home, 'postgres')
  await mkdir(own, { recursive: true })
  if (process.getuid?.() !== 0) {
    const binaries = (await hasLibraryLinks(installed)) ? installed : await copyBinaries(installed, own)
    return layOut(own, binaries, null)
  }
  const base = await baseForRoot(own, options.stateFolder ?? (await stateFolderFor(home)))
  const runAs = await ownerOf(join(base, 'data'))
  const usable = (await hasLibraryLinks(installed)) && (await othersCanRun(program(installed, 'postgres')))
  return layOut(base, usable ? installed : await copyBinaries(installed, stateFolder), runAs)
}

/** Makes the folders of a cluster under `base`, closed to everybody but the user it runs as. */
export async function layOut(base: string, binaries: Binaries, runAs: SystemUser | null): Promise<Placement> {
  await ownFolder(base, runAs)
  const socket = socketFolder(base)
  await ownFolder(socket, runAs)
  return { binaries, runAs, data: join(base, 'data'), socket, log: join(base, 'postgres.log') }
}

/** The cluster of a home that the system throws away is thrown away too; its name there cannot be guessed. */
async function stateFolderFor(home: string): Promise<string> {
  const temporary = await realpath(tmpdir())
  const inside = (await realpath(home)).startsWith(temporary + sep)
  return inside && (await othersCanEnter(temporary))
    ? join(temporary, `flowforge-${randomBytes(8).toString('hex')}`)
    : STATE_FOLDER
}

async function baseForRoot(own: string, stateFolder: string): Promise<string> {
  const pointer = join(own, 'moved-to')
  const recorded = await readFile(pointer, 'utf8').catch(() => null)
  if (recorded !== null) return recorded.trim()
  if (await othersCanEnter(dirname(own))) return own
  if (await exists(join(own, 'data')))
    throw new DatabaseStartError(
      `The database in ${own} can no longer be reached by the user it runs as: open the folders above it (chmod o+x).`,
    )
  const base = join(stateFolder, randomBytes(8).toString('hex'))
  try {
    await writeFile(pointer, `${base}\n`, { flag: 'wx' })
  } catch {
    return (await readFile(pointer, 'utf8')).trim()
  }
  await mkdir(base, { recursive: true, mode: 0o755 })
  return base
}

/** Who owns the data, or `nobody` where there is none yet. */
async function ownerOf(data: string): Promise<SystemUser> {
  const found = await stat(data).catch(() => null)
  return found !== null && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : nobody()
}

/** The user `nobody` of this system. */
export function nobody(): SystemUser {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }).trim())
  return { uid: id('-u'), gid: id('-g') }
}

function socketFolder(base: string): string {
  const inside = join(base, 'socket')
  if (Buffer.byteLength(join(inside, '.s.PGSQL.5432')) <= LONGEST_SOCKET_PATH) return inside
  return join('/tmp', `flowforge-${createHash('sha256').update(base).digest('hex').slice(0, 24)}`)
}

async function ownFolder(folder: string, owner: SystemUser | null): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (process.getuid === undefined) return
  const found = await lstat(folder)
  const allowed = [process.getuid(), owner?.uid ?? process.getuid()]
  if (!found.isDirectory() || !allowed.includes(found.uid))
    throw new DatabaseStartError(
      `${folder} belongs to another user: remove it, or set FLOWFORGE_HOME to a folder of your own.`,
    )
  await chmod(folder, 0o700)
  if (owner !== null) await chown(folder, owner.uid, owner.gid)
}

/** True where any user may pass through the folder and all above it. */
export async function othersCanEnter(folder: string): Promise<boolean> {
  for (let current = folder; ; current = dirname(current)) {
    if (((await stat(current)).mode & 0o001) === 0) return false
    if (dirname(current) === current) return true
  }
}

async function othersCanRun(file: string): Promise<boolean> {
  return ((await stat(file)).mode & 0o005) === 0o005 && (await othersCanEnter(dirname(file)))
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}
