import { type ReadonlySignal, signal } from '@preact/signals'
import type * as Y from 'yjs'
import { NO_REPLICA, type Replica } from './replica.ts'
import { INITIAL, next, type SaveEvent, type SaveState } from './save-state.ts'

export interface Saving {
  readonly state: ReadonlySignal<SaveState>
  step(event: SaveEvent): void
  destroy(): void
}

/** Keeps the save state of a document: notices every edit, and when this device surely holds it. */
export function trackSaving(doc: Y.Doc, replica: Replica, canEdit: boolean): Saving {
  const state = signal<SaveState>({ ...INITIAL, canEdit, canKeep: replica !== NO_REPLICA })
  const step = (event: SaveEvent): void => {
    state.value = next(state.peek(), event)
  }
  let confirming = false
  const confirm = async (): Promise<void> => {
    if (confirming) return
    confirming = true
    const { edits } = state.peek()
    const onDevice = await replica.confirm()
    confirming = false
    step(onDevice ? { type: 'kept', edits } : { type: 'cannotKeep' })
    if (onDevice && state.peek().edits > edits) await confirm()
  }
  const onUpdate = (_update: Uint8Array, origin: unknown): void => {
    if (replica.isOwn(origin)) return
    step({ type: 'edited' })
    if (replica !== NO_REPLICA) void confirm()
  }
  doc.on('update', onUpdate)
  return { state, step, destroy: () => doc.off('update', onUpdate) }
}
