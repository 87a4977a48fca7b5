import * as encoding from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { randomFrom, seed, size } from '../../test/sizes.ts'
import { mutate, randomHistory } from '../../test/sync/random-doc.ts'
import { LIMITS } from './limits.ts'
import { ROOTS } from './roots.ts'
import { readUpdate, UpdateError, writeUpdate } from './update.ts'

const ROOT_NAMES = ROOTS.workflow

const KINDS = new Map<unknown, string>([
  [Y.GC, 'gc'],
  [Y.Skip, 'skip'],
  [Y.ContentDeleted, 'deleted'],
  [Y.ContentAny, 'value'],
])

/** What Yjs itself reads. */
function yjsReading(update: Uint8Array) {
  const { structs, ds } = Y.decodeUpdate(update)
  return {
    structs: structs.map((struct) => ({
      ...struct.id,
      length: struct.length,
      kind: KINDS.get(struct instanceof Y.Item ? struct.content.constructor : struct.constructor),
      origin: struct instanceof Y.Item && struct.origin !== null ? { ...struct.origin } : null,
      rightOrigin: struct instanceof Y.Item && struct.rightOrigin !== null ? { ...struct.rightOrigin } : null,
      root: struct instanceof Y.Item ? (struct.parent as unknown) : null,
    })),
    deletes: [...ds.clients].flatMap(([client, ranges]) =>
      ranges.map(({ clock, len }) => ({ client, clock, length: len })),
    ),
  }
}

function ourReading(update: Uint8Array) {
  const { structs, deletes } = readUpdate(update, ROOT_NAMES)
  return {
    structs: structs.map(({ client, clock, length, kind, origin, rightOrigin, root }) => ({
      client,
      clock,
      length,
      kind,
      origin,
      rightOrigin,
      root,
    })),
    deletes,
  }
}

test('reads what Yjs reads, for honest updates and for those mutated ones that it accepts', () => {
  const start = seed()
  const random = randomFrom(start)
  let accepted = 0
  for (let round = 0; round < size(20, 400); round++) {
    const { docs, updates } = randomHistory(random, 3, 60)
    for (const doc of docs) updates.push({ client: 0, update: Y.encodeStateAsUpdate(doc) })
    for (const { update } of updates) {
      expect(ourReading(update), `seed ${start}`).toEqual(yjsReading(update))
      const mutated = mutate(update, random)
      let reading: ReturnType<typeof ourReading>
      try {
        reading = ourReading(mutated)
      } catch (error) {
        expect(error, `seed ${start}`).toBeInstanceOf(UpdateError)
        continue
      }
      accepted += 1
      expect(reading, `seed ${start}, update ${Buffer.from(mutated).toString('hex')}`).toEqual(yjsReading(mutated))
    }
  }
  expect(accepted).toBeGreaterThan(50)
})

test('an update without what is known already brings a replica to the same content', () => {
  const start = seed()
  const random = randomFrom(start)
  let straddled = 0
  for (let round = 0; round < size(200, 5_000); round++) {
    const { docs } = randomHistory(random, 2, 40)
    const [from, to] = docs
    if (from === undefined || to === undefined) continue
    const whole = Y.encodeStateAsUpdate(from)
    const read = readUpdate(whole, ROOT_NAMES)
    const kept = read.structs.flatMap((struct) => {
      const known = Y.getState(to.store, struct.client)
      if (struct.clock + struct.length <= known) return []
      const offset = Math.max(0, known - struct.clock)
      if (offset > 0) straddled += 1
      return [{ struct, offset }]
    })
    const rest = writeUpdate(whole, kept, read.deletes)
    const [viaWhole, viaRest] = [new Y.Doc(), new Y.Doc()]
    for (const doc of [viaWhole, viaRest]) Y.applyUpdate(doc, Y.encodeStateAsUpdate(to))
    Y.applyUpdate(viaWhole, whole)
    Y.applyUpdate(viaRest, rest)
    expect(Y.encodeStateAsUpdate(viaRest), `seed ${start}`).toEqual(Y.encodeStateAsUpdate(viaWhole))
  }
  expect(straddled).toBeGreaterThan(0)
}, 300_000)

describe('refuses', () => {
  const varUints = (...numbers: number[]): Uint8Array => {
    const encoder = encoding.createEncoder()
    for (const number of numbers) encoding.writeVarUint(encoder, number)
    return encoding.toUint8Array(encoder)
  }
  const updateOf = (write: (doc: Y.Doc) => void): Uint8Array => {
    const doc = new Y.Doc()
    write(doc)
    return Y.encodeStateAsUpdate(doc)
  }
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)])
  const honest = updateOf((doc) => doc.getMap('nodes').set('a/type', 'source'))

  const cases: readonly [string, Uint8Array, 'malformed' | 'too_large'][] = [
    ['nothing at all', new Uint8Array(), 'malformed'],
    ['a V2 update', Y.convertUpdateFormatV1ToV2(honest), 'malformed'],
    ['bytes after the end', Uint8Array.from([...honest, 0]), 'malformed'],
    ['a cut update', honest.subarray(0, honest.length - 3), 'malformed'],
    ['text', updateOf((doc) => doc.getText('nodes').insert(0, 'x')), 'malformed'],
    ['a list', updateOf((doc) => doc.getArray('nodes').insert(0, [1])), 'malformed'],
    ['a nested type', updateOf((doc) => doc.getMap('nodes').set('a', new Y.Map())), 'malformed'],
    ['bytes as a value', updateOf((doc) => doc.getMap('nodes').set('a', new Uint8Array(3))), 'malformed'],
    ['bytes inside a value', updateOf((doc) => doc.getMap('nodes').set('a', [new Uint8Array(3)])), 'malformed'],
    ['a big integer', updateOf((doc) => doc.getMap('nodes').set('a', 1n)), 'malformed'],
    ['an unknown root', updateOf((doc) => doc.getMap('secrets').set('a', 1)), 'malformed'],
    ['a key too long', updateOf((doc) => doc.getMap('nodes').set('k'.repeat(LIMITS.keyLength + 1), 1)), 'too_large'],
    ['a value nested too deep', updateOf((doc) => doc.getMap('nodes').set('a', nested(100))), 'too_large'],
    ['too many bytes', new Uint8Array(LIMITS.updateBytes + 1), 'too_large'],
    ['a garbage run without length', varUints(1, 1, 7, 0, 0, 0, 0), 'malformed'],
    ['a garbage run past the limit', varUints(1, 1, 7, 0, 0, LIMITS.structLength + 1, 0), 'too_large'],
    ['a clock past the limit', varUints(1, 1, 7, LIMITS.clock, 0, 1, 0), 'too_large'],
    ['two sections of one author', varUints(2, 1, 7, 0, 0, 1, 1, 7, 1, 0, 1, 0), 'malformed'],
    ['a count past the limit', varUints(1, LIMITS.structs + 1, 7, 0), 'too_large'],
    ['a count without structs', varUints(1, 1_000, 7, 0), 'malformed'],
    ['a delete count past the limit', varUints(0, 1, 7, LIMITS.deleteRanges + 1), 'too_large'],
    ['an empty delete range', varUints(0, 1, 7, 1, 0, 0), 'malformed'],
    ['a number past exactness', Uint8Array.from([...Array(9).fill(0xff), 1]), 'malformed'],
    [
      'text that is not UTF-8',
      Uint8Array.from([1, 1, 7, 0, 0x28, 1, 5, 110, 111, 100, 101, 115, 1, 97, 1, 119, 1, 0xff, 0]),
      'malformed',
    ],
  ]
  test.each(cases)('%s', (_name, update, code) => {
    expect(() => readUpdate(update, ROOT_NAMES)).toThrow(expect.objectContaining({ code }))
  })

  test('millions of nothings in little time', () => {
    const encoder = encoding.createEncoder()
    encoding.writeUint8Array(encoder, Uint8Array.from([1, 1, 7, 0, 0x28, 1, 5, 110, 111, 100, 101, 115, 1, 97, 1, 117]))
    encoding.writeVarUint(encoder, 2 ** 50)
    encoding.writeUint8Array(encoder, new Uint8Array(LIMITS.updateBytes - 100).fill(126))
    const update = encoding.toUint8Array(encoder)
    const memory = process.memoryUsage().heapUsed
    expect(() => readUpdate(update, ROOT_NAMES)).toThrow(UpdateError)
    expect(process.memoryUsage().heapUsed - memory).toBeLessThan(20_000_000)
  })
})
