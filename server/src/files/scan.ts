import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'

type FileKind = 'csv' | 'tsv' | 'json' | 'parquet' | 'arrow'

/** A file of the user's folder that can be a table. */
export interface DataFile {
  readonly path: string
  /** Path inside the folder, with `/`. */
  readonly name: string
  readonly kind: FileKind
  /** `.gz`, `.zst`, `.bz2`, `.xz` or nothing. */
  readonly compression: string
  readonly bytes: number
  /** Last change, milliseconds since 1970. */
  readonly modified: number
}

const KINDS: Readonly<Record<string, FileKind>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  parquet: 'parquet',
  arrow: 'arrow',
  feather: 'arrow',
}
const NAME = /^(.*?)\.([a-z]+)(\.gz|\.zst|\.bz2|\.xz)?$/i
const SKIPPED_FOLDERS = new Set(['node_modules'])

/** Every data file in the folder and the folders in it, in the order of their names. Hidden ones are left out. */
export function scanFolder(folder: string): readonly DataFile[] {
  const found: DataFile[] = []
  const visit = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue
      const path = join(directory, entry.name)
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name)) visit(path)
        continue
      }
      const file = dataFile(folder, path)
      if (file !== null) found.push(file)
    }
  }
  visit(folder)
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function dataFile(folder: string, path: string): DataFile | null {
  const match = NAME.exec(basename(path))
  const kind = KINDS[match?.[2]?.toLowerCase() ?? '']
  if (kind === undefined) return null
  // A link to nowhere, or a pipe, is no data file.
  const facts = statSync(path, { throwIfNoEntry: false })
  if (facts === undefined || !facts.isFile()) return null
  return {
    path,
    name: relative(folder, path).split(sep).join('/'),
    kind,
    compression: match?.[3]?.toLowerCase() ?? '',
    bytes: facts.size,
    modified: Math.trunc(facts.mtimeMs),
  }
}

/**
 * A table name for each file: its own name with everything but letters and digits made `_`, and the ending or a number
 * added where another file has that name. Files that had a name keep it.
 */
export function tableNames(
  files: readonly DataFile[],
  earlier: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const { name } of files) {
    const kept = earlier.get(name)
    if (kept === undefined) continue
    names.set(name, kept)
    taken.add(kept.toLowerCase())
  }
  for (const file of files) {
    if (names.has(file.name)) continue
    const base = safeName(file.name.replace(NAME, '$1'))
    const candidates = [base, `${base}_${file.kind}`]
    for (let number = 2; candidates.every((name) => taken.has(name.toLowerCase())); number += 1)
      candidates.push(`${base}_${number}`)
    const free = candidates.find((name) => !taken.has(name.toLowerCase())) ?? base
    names.set(file.name, free)
    taken.add(free.toLowerCase())
  }
  return names
}

const MAX_NAME_CHARACTERS = 60

function safeName(text: string): string {
  const safe = text
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '')
  const short = [...safe].slice(0, MAX_NAME_CHARACTERS).join('')
  return short === '' ? 'file' : short
}

/** The first bytes of a file. */
export function readStart(path: string, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  const descriptor = openSync(path, 'r')
  try {
    return buffer.subarray(0, readSync(descriptor, buffer, 0, bytes, 0))
  } finally {
    closeSync(descriptor)
  }
}
