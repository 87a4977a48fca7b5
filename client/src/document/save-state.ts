/**
 * Where this replica's edits are, as a pure machine. "Saved" means committed by the server: it acknowledges, per connection,
 * how many of our sync frames of subtypes 1 and 2 it has committed, and everything we hold has gone out once our answer to
 * its step 1 (a step 2) and all frames after it are covered.
 */
export interface SaveState {
  /** `connecting` is before the first connection; later attempts count as offline. */
  readonly link: 'connecting' | 'open' | 'offline'
  /** Counted frames sent on this connection, and how many of them are committed. */
  readonly sent: number
  readonly committed: number
  /** Whether our step 2 has gone out on this connection. */
  readonly answered: boolean
  readonly storageDown: boolean
  readonly canEdit: boolean
  /** Edits seen by this replica, and how many of them this device surely holds. */
  readonly edits: number
  readonly kept: number
  /** False where this device stores nothing (private windows, full disks). */
  readonly canKeep: boolean
  /** Set by a final close; nothing is tried again. */
  readonly ended: 'gone' | 'refused' | null
}

export const INITIAL: SaveState = {
  link: 'connecting',
  sent: 0,
  committed: 0,
  answered: false,
  storageDown: false,
  canEdit: true,
  edits: 0,
  kept: 0,
  canKeep: true,
  ended: null,
}

export type SaveEvent =
  | { readonly type: 'connecting' }
  | { readonly type: 'opened' }
  | { readonly type: 'frameSent'; readonly subtype: 1 | 2 }
  | { readonly type: 'saved'; readonly frames: number }
  | { readonly type: 'welcomed'; readonly canEdit: boolean }
  | { readonly type: 'trouble'; readonly storageDown: boolean }
  | { readonly type: 'closed' }
  | { readonly type: 'ended'; readonly as: 'gone' | 'refused' }
  | { readonly type: 'edited' }
  | { readonly type: 'kept'; readonly edits: number }
  | { readonly type: 'cannotKeep' }

/** What the screen says. Every one of them is true when it is shown. */
export type SaveStatus = 'connecting' | 'saved' | 'saving' | 'offline' | 'trouble' | 'readonly' | 'gone'

export function next(state: SaveState, event: SaveEvent): SaveState {
  switch (event.type) {
    case 'connecting':
      return { ...state, link: 'connecting', ended: null }
    case 'opened':
      return { ...state, link: 'open', sent: 0, committed: 0, answered: false, storageDown: false, ended: null }
    case 'frameSent':
      return { ...state, sent: state.sent + 1, answered: state.answered || event.subtype === 1 }
    case 'saved':
      return { ...state, committed: Math.max(state.committed, Math.min(event.frames, state.sent)) }
    case 'welcomed':
      return { ...state, canEdit: event.canEdit }
    case 'trouble':
      return { ...state, storageDown: event.storageDown }
    case 'closed':
      return { ...state, link: 'offline', sent: 0, committed: 0, answered: false }
    case 'ended':
      return { ...state, link: 'offline', ended: event.as }
    case 'edited':
      return { ...state, edits: state.edits + 1 }
    case 'kept':
      return { ...state, kept: Math.max(state.kept, event.edits) }
    case 'cannotKeep':
      return { ...state, canKeep: false }
  }
}

/** True where every edit this replica holds is surely on this device. */
const isKept = (state: SaveState): boolean => state.canKeep && state.kept >= state.edits

export function statusOf(state: SaveState): SaveStatus {
  if (state.ended === 'gone') return 'gone'
  if (state.ended === 'refused') return 'readonly'
  if (state.link === 'connecting') return 'connecting'
  if (state.link === 'offline') return 'offline'
  if (state.storageDown) return 'trouble'
  if (!state.canEdit) return 'readonly'
  return state.answered && state.committed === state.sent ? 'saved' : 'saving'
}

/** The status in a few words, and what it means in one sentence. */
export function saveWords(state: SaveState): { readonly label: string; readonly detail: string } {
  switch (statusOf(state)) {
    case 'connecting':
      return { label: 'Connecting…', detail: 'Asking the server for the newest version.' }
    case 'saved':
      return { label: 'Saved', detail: 'Everything you see is committed on the server.' }
    case 'saving':
      return { label: 'Saving…', detail: 'The server has not yet confirmed the last edits.' }
    case 'trouble':
      return {
        label: 'Not saved',
        detail: `The server cannot store anything just now. ${whereKept(state)} Saving goes on by itself.`,
      }
    case 'readonly':
      return { label: 'View only', detail: 'You may look at this workflow, not change it.' }
    case 'gone':
      return { label: 'Deleted', detail: `This workflow is no longer on the server. ${whereKept(state)}` }
    case 'offline':
      if (!state.canEdit)
        return { label: 'Offline', detail: 'You see the workflow as it was when the server was last there.' }
      return isKept(state)
        ? { label: 'Offline: kept on this device', detail: 'Your edits merge when the server is back.' }
        : { label: 'Offline', detail: whereKept(state) }
  }
}

function whereKept(state: SaveState): string {
  if (isKept(state)) return 'Your edits are kept on this device.'
  return state.canKeep
    ? 'Your edits are being written to this device.'
    : 'This device cannot keep them: leave this tab open until the server is back.'
}
