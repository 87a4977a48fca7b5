import type { Position } from '@flowforge/core/graph'
import { type ReadonlySignal, signal } from '@preact/signals'
import type { Awareness } from 'y-protocols/awareness'
import { personColour } from '../ui/avatar.tsx'

/** What one shows of oneself to colleagues while looking at a document. */
export interface Presence {
  /** Ids of the selected nodes. */
  readonly selection: readonly string[]
  /** In the canvas' own coordinates; null while the pointer is elsewhere. */
  readonly cursor: Position | null
  /** Where the nodes being dragged are now; written to the document when they are dropped. */
  readonly dragging: Readonly<Record<string, Position>> | null
}

/** Somebody else's tab on this document. */
export interface Peer extends Presence {
  readonly clientId: number
  readonly id: string
  readonly name: string
  readonly colour: string
}

export interface PresenceChannel {
  readonly peers: ReadonlySignal<readonly Peer[]>
  show(change: Partial<Presence>): void
  destroy(): void
}

const NOTHING: Presence = { selection: [], cursor: null, dragging: null }

/** Shows us to the others and the others to us. What others send is read tolerantly. */
export function openPresence(
  awareness: Awareness,
  user: { readonly id: string; readonly name: string },
): PresenceChannel {
  const peers = signal<readonly Peer[]>([])
  let own: Presence = NOTHING
  const say = (): void => awareness.setLocalState({ user: { id: user.id, name: user.name }, ...own })
  const read = (): void => {
    peers.value = [...awareness.getStates()]
      .filter(([clientId]) => clientId !== awareness.clientID)
      .flatMap(([clientId, state]) => readPeer(clientId, state) ?? [])
      .sort((a, b) => a.clientId - b.clientId)
  }
  awareness.on('change', read)
  say()
  read()
  return {
    peers,
    show(change) {
      own = { ...own, ...change }
      say()
    },
    destroy() {
      awareness.off('change', read)
      awareness.setLocalState(null)
    },
  }
}

export function readPeer(clientId: number, state: unknown): Peer | null {
  if (!isRecord(state) || !isRecord(state.user)) return null
  const { id, name } = state.user
  if (typeof id !== 'string' || typeof name !== 'string') return null
  const { selection, cursor, dragging } = state
  return {
    clientId,
    id,
    name,
    colour: personColour(id),
    selection: Array.isArray(selection) ? selection.filter((node): node is string => typeof node === 'string') : [],
    cursor: readPosition(cursor),
    dragging: isRecord(dragging) ? readDragging(dragging) : null,
  }
}

function readDragging(dragging: Record<string, unknown>): Record<string, Position> {
  const read = Object.entries(dragging).flatMap(([node, value]): [string, Position][] => {
    const position = readPosition(value)
    return position === null ? [] : [[node, position]]
  })
  return Object.fromEntries(read)
}

function readPosition(value: unknown): Position | null {
  if (!isRecord(value)) return null
  const { x, y } = value
  return Number.isFinite(x) && Number.isFinite(y) ? { x: Number(x), y: Number(y) } : null
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
