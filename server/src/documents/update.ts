import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { LIMITS } from './limits.ts'

/**
 * Yjs V1 updates, read as what they claim before anything is applied.
 *
 * This reader accepts a subset of what `Y.decodeUpdate` accepts, and reads the subset the same way (update.test.ts shows
 * both): plain values in root maps, each author in one section, lengths and nesting within limits, no bytes left over.
 * A V2 update therefore never passes for a V1 one. It keeps byte ranges, so that trimming copies instead of re-encoding.
 */
export interface Update {
  readonly structs: readonly Struct[]
  readonly deletes: readonly DeleteRange[]
  readonly bytes: Uint8Array
}

export interface Id {
  readonly client: number
  readonly clock: number
}

export interface Struct extends Id {
  readonly length: number
  readonly kind: 'value' | 'deleted' | 'gc' | 'skip'
  /** What it stands next to; both null for the first value of a key, which then names its root. */
  readonly origin: Id | null
  readonly rightOrigin: Id | null
  readonly root: string | null
  /** Byte range in the update, and where its values begin. */
  readonly start: number
  readonly contentStart: number
  readonly end: number
}

export interface DeleteRange extends Id {
  readonly length: number
}

/** Why bytes are not an update that this server takes. `too_large` is a limit, `malformed` everything else. */
export class UpdateError extends Error {
  readonly code: 'malformed' | 'too_large'
  constructor(code: 'malformed' | 'too_large', message: string) {
    super(message)
    this.code = code
  }
}

const malformed = (message: string): UpdateError => new UpdateError('malformed', message)
const tooLarge = (message: string): UpdateError => new UpdateError('too_large', message)

// Yjs's info byte: the low five bits name the content, the high three say which neighbours are written.
const HAS_ORIGIN = 0x80
const HAS_RIGHT_ORIGIN = 0x40
const HAS_KEY = 0x20
const CONTENT = 0x1f
const CONTENT_GC = 0
const CONTENT_DELETED = 1
const CONTENT_ANY = 8
const CONTENT_SKIP = 10

/** Throws UpdateError for anything it does not take. `roots` are the names of the document's root maps. */
export function readUpdate(bytes: Uint8Array, roots: readonly string[]): Update {
  if (bytes.length > LIMITS.updateBytes) throw tooLarge(`an update of ${bytes.length} bytes`)
  try {
    const decoder = decoding.createDecoder(bytes)
    const structs = readStructs(decoder, roots)
    const deletes = readDeletes(decoder)
    if (decoding.hasContent(decoder)) throw malformed('bytes after the end of the update')
    return { structs, deletes, bytes }
  } catch (error) {
    // lib0 reports short input, bad UTF-8 and huge numbers by throwing its own errors.
    throw error instanceof UpdateError ? error : malformed(error instanceof Error ? error.message : String(error))
  }
}

function readStructs(decoder: decoding.Decoder, roots: readonly string[]): Struct[] {
  const structs: Struct[] = []
  const sections = decoding.readVarUint(decoder)
  const seen = new Set<number>()
  for (let section = 0; section < sections; section++) {
    const count = decoding.readVarUint(decoder)
    const client = decoding.readVarUint(decoder)
    let clock = decoding.readVarUint(decoder)
    // Yjs keeps only the last section of an author, so a second one would be judged but never applied.
    if (seen.has(client)) throw malformed('two sections of one author')
    seen.add(client)
    if (structs.length + count > LIMITS.structs) throw tooLarge(`more than ${LIMITS.structs} structs`)
    for (let index = 0; index < count; index++) {
      const struct = readStruct(decoder, client, clock, roots)
      clock += struct.length
      if (clock > LIMITS.clock) throw tooLarge('a clock out of range')
      structs.push(struct)
    }
  }
  return structs
}

function readStruct(decoder: decoding.Decoder, client: number, clock: number, roots: readonly string[]): Struct {
  const start = decoder.pos
  const info = decoding.readUint8(decoder)
  const content = info & CONTENT
  if (content === CONTENT_GC || content === CONTENT_SKIP) {
    if (info !== content) throw malformed('neighbours on a struct that has none')
    const length = readLength(decoder)
    const kind = content === CONTENT_GC ? 'gc' : 'skip'
    const none = { origin: null, rightOrigin: null, root: null }
    return { client, clock, length, kind, ...none, start, contentStart: start, end: decoder.pos }
  }
  const origin = (info & HAS_ORIGIN) !== 0 ? readId(decoder) : null
  const rightOrigin = (info & HAS_RIGHT_ORIGIN) !== 0 ? readId(decoder) : null
  const root = origin === null && rightOrigin === null ? readRoot(decoder, info, roots) : null
  const contentStart = decoder.pos
  const length = readContent(decoder, content)
  const kind = content === CONTENT_ANY ? 'value' : 'deleted'
  return { client, clock, length, kind, origin, rightOrigin, root, start, contentStart, end: decoder.pos }
}

function readRoot(decoder: decoding.Decoder, info: number, roots: readonly string[]): string {
  if (decoding.readVarUint(decoder) !== 1) throw malformed('a nested type')
  const root = decoding.readVarString(decoder)
  if (!roots.includes(root)) throw malformed('an unknown root')
  if ((info & HAS_KEY) === 0) throw malformed('a value without a key')
  if (decoding.readVarString(decoder).length > LIMITS.keyLength) throw tooLarge('a key too long')
  return root
}

function readContent(decoder: decoding.Decoder, content: number): number {
  if (content !== CONTENT_DELETED && content !== CONTENT_ANY) throw malformed('content that is not a plain value')
  const length = readLength(decoder)
  if (content === CONTENT_ANY) for (let index = 0; index < length; index++) skipValue(decoder, 0)
  return length
}

/** Passes over one plain JSON value (or undefined), checking text and depth. */
function skipValue(decoder: decoding.Decoder, depth: number): void {
  if (depth > LIMITS.depth) throw tooLarge('a value nested too deep')
  const tag = decoding.readUint8(decoder)
  switch (tag) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return
    case 125:
      decoding.readVarInt(decoder)
      return
    case 124:
      skipBytes(decoder, 4)
      break
    case 123:
      skipBytes(decoder, 8)
      break
    case 119:
      decoding.readVarString(decoder)
      return
    case 118:
      for (let left = decoding.readVarUint(decoder); left > 0; left--) {
        decoding.readVarString(decoder)
        skipValue(decoder, depth + 1)
      }
      return
    case 117:
      for (let left = decoding.readVarUint(decoder); left > 0; left--) skipValue(decoder, depth + 1)
      return
    default: // big integers and bytes have no JSON
      throw malformed('a value that is not JSON')
  }
}

function skipBytes(decoder: decoding.Decoder, count: number): void {
  if (decoder.pos + count > decoder.arr.length) throw malformed('unexpected end')
  decoder.pos += count
}

function readLength(decoder: decoding.Decoder): number {
  const length = decoding.readVarUint(decoder)
  if (length === 0) throw malformed('a length of 0')
  if (length > LIMITS.structLength) throw tooLarge(`a length of ${length}`)
  return length
}

function readId(decoder: decoding.Decoder): Id {
  const client = decoding.readVarUint(decoder)
  return { client, clock: decoding.readVarUint(decoder) }
}

function readDeletes(decoder: decoding.Decoder): DeleteRange[] {
  const deletes: DeleteRange[] = []
  for (let clients = decoding.readVarUint(decoder); clients > 0; clients--) {
    const client = decoding.readVarUint(decoder)
    const count = decoding.readVarUint(decoder)
    if (deletes.length + count > LIMITS.deleteRanges) throw tooLarge(`more than ${LIMITS.deleteRanges} delete ranges`)
    for (let index = 0; index < count; index++) {
      const clock = decoding.readVarUint(decoder)
      const length = decoding.readVarUint(decoder)
      if (length === 0) throw malformed('an empty delete range')
      if (clock + length > LIMITS.clock) throw tooLarge('a clock out of range')
      deletes.push({ client, clock, length })
    }
  }
  return deletes
}

/** A struct of which the first `offset` clock ticks are already known. */
export interface Kept {
  readonly struct: Struct
  readonly offset: number
}

/** The update that holds only these structs (in their order) and delete ranges. */
export function writeUpdate(bytes: Uint8Array, kept: readonly Kept[], deletes: readonly DeleteRange[]): Uint8Array {
  const encoder = encoding.createEncoder()
  const sections = groupByClient(kept, ({ struct }) => struct.client)
  encoding.writeVarUint(encoder, sections.length)
  for (const [client, structs] of sections) {
    const first = structs[0]
    encoding.writeVarUint(encoder, structs.length)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, first === undefined ? 0 : first.struct.clock + first.offset)
    for (const { struct, offset } of structs) {
      if (offset === 0) encoding.writeUint8Array(encoder, bytes.subarray(struct.start, struct.end))
      else writeRest(encoder, bytes, struct, offset)
    }
  }
  const ranges = groupByClient(deletes, (range) => range.client)
  encoding.writeVarUint(encoder, ranges.length)
  for (const [client, list] of ranges) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, list.length)
    for (const range of list) {
      encoding.writeVarUint(encoder, range.clock)
      encoding.writeVarUint(encoder, range.length)
    }
  }
  return encoding.toUint8Array(encoder)
}

/** A struct without its first `offset` ticks: its left neighbour is then its own last tick before. */
function writeRest(encoder: encoding.Encoder, bytes: Uint8Array, struct: Struct, offset: number): void {
  if (struct.kind === 'gc' || struct.kind === 'skip') {
    encoding.writeUint8(encoder, struct.kind === 'gc' ? CONTENT_GC : CONTENT_SKIP)
    encoding.writeVarUint(encoder, struct.length - offset)
    return
  }
  const content = struct.kind === 'value' ? CONTENT_ANY : CONTENT_DELETED
  encoding.writeUint8(encoder, content | HAS_ORIGIN | (struct.rightOrigin === null ? 0 : HAS_RIGHT_ORIGIN))
  encoding.writeVarUint(encoder, struct.client)
  encoding.writeVarUint(encoder, struct.clock + offset - 1)
  if (struct.rightOrigin !== null) {
    encoding.writeVarUint(encoder, struct.rightOrigin.client)
    encoding.writeVarUint(encoder, struct.rightOrigin.clock)
  }
  encoding.writeVarUint(encoder, struct.length - offset)
  if (struct.kind === 'deleted') return
  const decoder = decoding.createDecoder(bytes)
  decoder.pos = struct.contentStart
  decoding.readVarUint(decoder)
  for (let index = 0; index < offset; index++) skipValue(decoder, 0)
  encoding.writeUint8Array(encoder, bytes.subarray(decoder.pos, struct.end))
}

function groupByClient<T>(list: readonly T[], clientOf: (item: T) => number): readonly (readonly [number, T[]])[] {
  const groups = new Map<number, T[]>()
  for (const item of list) {
    const group = groups.get(clientOf(item))
    if (group === undefined) groups.set(clientOf(item), [item])
    else group.push(item)
  }
  return [...groups]
}
