import { describe, expect, it } from 'vitest'
import { readPeer } from './presence.ts'

const user = { id: 'u1', name: 'Ada' }
const cases: [name: string, state: unknown, expected: unknown][] = [
  ['nothing', null, null],
  ['no user', { selection: [] }, null],
  ['a user alone', { user }, { selection: [], cursor: null, dragging: null }],
  [
    'all there is',
    { user, selection: ['a', 3], cursor: { x: 1, y: 2 }, dragging: { a: { x: 3, y: 4 }, b: 'no' } },
    { selection: ['a'], cursor: { x: 1, y: 2 }, dragging: { a: { x: 3, y: 4 } } },
  ],
  ['a cursor that is none', { user, cursor: { x: 'left' } }, { cursor: null }],
]

describe('readPeer', () => {
  it.each(cases)('%s', (_name, state, expected) => {
    const peer = readPeer(7, state)
    if (expected === null) expect(peer).toBeNull()
    else expect(peer).toMatchObject({ clientId: 7, id: 'u1', name: 'Ada', ...(expected as object) })
  })
})
