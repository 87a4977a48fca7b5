import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { INITIAL, next, type SaveEvent, type SaveState, saveWords, statusOf } from './save-state.ts'

const after = (...events: SaveEvent[]): SaveState => events.reduce(next, INITIAL)
const opened: SaveEvent = { type: 'opened' }
const step2: SaveEvent = { type: 'frameSent', subtype: 1 }
const update: SaveEvent = { type: 'frameSent', subtype: 2 }
const saved = (frames: number): SaveEvent => ({ type: 'saved', frames })

/** What the server has told of this connection, kept in the plainest way. */
function account(before: { open: boolean; sent: number; committed: number }, event: SaveEvent) {
  switch (event.type) {
    case 'opened':
      return { open: true, sent: 0, committed: 0 }
    case 'closed':
      return { ...before, open: false }
    case 'frameSent':
      return { ...before, sent: before.sent + 1 }
    case 'saved':
      return { ...before, committed: Math.max(before.committed, Math.min(event.frames, before.sent)) }
    default:
      return before
  }
}

describe('status', () => {
  const cases: [name: string, events: SaveEvent[], status: string][] = [
    ['before the first connection', [], 'connecting'],
    ['open, but our answer to step 1 has not gone out', [opened], 'saving'],
    ['the answer is on its way', [opened, step2], 'saving'],
    ['the answer is committed', [opened, step2, saved(1)], 'saved'],
    ['an edit after it', [opened, step2, saved(1), update], 'saving'],
    ['all of three committed', [opened, step2, update, update, saved(3)], 'saved'],
    ['an edit sent ahead of the answer, acknowledged alone', [opened, update, saved(1)], 'saving'],
    ['the count begins anew with each connection', [opened, step2, saved(1), { type: 'closed' }, opened], 'saving'],
    ['the connection is lost', [opened, step2, saved(1), { type: 'closed' }], 'offline'],
    ['the server cannot store', [opened, step2, saved(1), { type: 'trouble', storageDown: true }], 'trouble'],
    [
      'it can again',
      [opened, step2, saved(1), { type: 'trouble', storageDown: true }, { type: 'trouble', storageDown: false }],
      'saved',
    ],
    ['a viewer', [opened, { type: 'welcomed', canEdit: false }, step2, saved(1)], 'readonly'],
    ['deleted', [opened, step2, saved(1), { type: 'closed' }, { type: 'ended', as: 'gone' }], 'gone'],
    ['refused', [opened, { type: 'closed' }, { type: 'ended', as: 'refused' }], 'readonly'],
    [
      'deleted, restored and connected again',
      [{ type: 'ended', as: 'gone' }, { type: 'connecting' }, opened, step2, saved(1)],
      'saved',
    ],
  ]
  it.each(cases)('%s', (_name, events, status) => {
    expect(statusOf(after(...events))).toBe(status)
  })

  it('never says saved while a frame is not committed', () => {
    const event: fc.Arbitrary<SaveEvent> = fc.oneof(
      fc.constant(opened),
      fc.constant(step2),
      fc.constant(update),
      fc.constant<SaveEvent>({ type: 'closed' }),
      fc.constant<SaveEvent>({ type: 'edited' }),
      fc.nat({ max: 12 }).map(saved),
      fc.boolean().map((storageDown): SaveEvent => ({ type: 'trouble', storageDown })),
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const { open, sent, committed } = events.reduce(account, { open: false, sent: 0, committed: 0 })
        if (statusOf(after(...events)) === 'saved')
          expect({ open, left: sent - committed }).toEqual({ open: true, left: 0 })
      }),
    )
  })
})

describe('words', () => {
  const offline: SaveEvent[] = [opened, step2, saved(1), { type: 'closed' }]

  it('claims that edits are kept only once this device holds them', () => {
    expect(saveWords(after(...offline, { type: 'edited' })).label).toBe('Offline')
    expect(saveWords(after(...offline, { type: 'edited' }, { type: 'kept', edits: 1 })).label).toBe(
      'Offline: kept on this device',
    )
    expect(saveWords(after(...offline, { type: 'edited' }, { type: 'edited' }, { type: 'kept', edits: 1 })).label).toBe(
      'Offline',
    )
  })

  it('says so where the device keeps nothing', () => {
    const words = saveWords(after(...offline, { type: 'cannotKeep' }, { type: 'edited' }, { type: 'kept', edits: 1 }))
    expect(words.detail).toContain('cannot keep')
  })
})
