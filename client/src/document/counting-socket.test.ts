import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as sync from 'y-protocols/sync'
import * as Y from 'yjs'
import { countedSubtype } from './counting-socket.ts'

function frame(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  write(encoder)
  return encoding.toUint8Array(encoder)
}

describe('the frames that are counted', () => {
  const doc = new Y.Doc()
  const cases: [string, Uint8Array | string, 1 | 2 | null][] = [
    ['step 1', frame(0, (encoder) => sync.writeSyncStep1(encoder, doc)), null],
    ['step 2', frame(0, (encoder) => sync.writeSyncStep2(encoder, doc)), 1],
    ['an update', frame(0, (encoder) => sync.writeUpdate(encoder, Y.encodeStateAsUpdate(doc))), 2],
    ['awareness', frame(1, (encoder) => encoding.writeVarUint(encoder, 1)), null],
    ['hello', frame(100, (encoder) => encoding.writeVarString(encoder, '{}')), null],
    ['text', 'hello', null],
  ]
  it.each(cases)('%s', (_name, data, subtype) => {
    expect(countedSubtype(data)).toBe(subtype)
  })
})
