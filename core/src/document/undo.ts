import type { Change, Edit, WorkflowDocument, WriteId } from './workflow-document.ts'

const MAXIMUM_STEPS = 500

/**
 * Undo for one tab: only what this tab edited, and only where its very write still stands, so that a colleague's later
 * edit of the same key is never taken back. An undo is an ordinary edit, and redo undoes the undo.
 */
export class UndoStack {
  readonly #document: WorkflowDocument
  readonly #listeners = new Set<() => void>()
  readonly #stop: () => void
  #done: readonly Edit[] = []
  #undone: readonly Edit[] = []
  #sealed = true

  constructor(document: WorkflowDocument) {
    this.#document = document
    this.#stop = document.onEdit((edit) => this.#record(edit))
  }

  get canUndo(): boolean {
    return this.#done.some((edit) => this.#stands(edit))
  }

  get canRedo(): boolean {
    return this.#undone.some((edit) => this.#stands(edit))
  }

  /** Takes back the newest step of which anything still stands; false where there is none. */
  undo(): boolean {
    const [rest, restored] = this.#revert(this.#done)
    this.#done = rest
    if (restored !== null) this.#undone = [...this.#undone, restored]
    return this.#finish(restored)
  }

  /** Brings back what the newest undo took; false where there is nothing to bring back. */
  redo(): boolean {
    const [rest, restored] = this.#revert(this.#undone)
    this.#undone = rest
    if (restored !== null) this.#done = [...this.#done, restored]
    return this.#finish(restored)
  }

  /** Ends the current step: the next edit starts a new one even with the same gesture. */
  seal(): void {
    this.#sealed = true
  }

  /** Calls back whenever what can be undone or redone may have changed; returns the way to stop it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  destroy(): void {
    this.#stop()
    this.#listeners.clear()
  }

  #record(edit: Edit): void {
    const last = this.#done.at(-1)
    const continues = !this.#sealed && last !== undefined && edit.gesture !== null && last.gesture === edit.gesture
    this.#done = continues
      ? [...this.#done.slice(0, -1), mergeEdits(last, edit)]
      : [...this.#done, edit].slice(-MAXIMUM_STEPS)
    this.#undone = []
    this.#sealed = false
    this.#notify()
  }

  #revert(stack: readonly Edit[]): [rest: readonly Edit[], restored: Edit | null] {
    for (let i = stack.length - 1; i >= 0; i -= 1) {
      const edit = stack[i]
      const standing = edit?.changes.filter((change) => this.#stillStands(change)) ?? []
      if (edit === undefined || standing.length === 0) continue
      const restored = this.#document.apply((draft) => {
        for (const { root, key, before } of standing) {
          if (before === undefined) draft.remove(root, key)
          else draft.set(root, key, before)
        }
      }, edit.gesture)
      // What was restored stands in for the write it came from: older and newer steps must recognise it.
      const standsIn = new Map<WriteId, WriteId>()
      for (const { root, key, writeBefore } of standing) {
        const now = this.#document.standingWrite(root, key)
        if (writeBefore !== null && now !== null) standsIn.set(writeBefore, now)
      }
      const swap = (edits: readonly Edit[]): readonly Edit[] => edits.map((other) => rename(other, standsIn))
      this.#done = swap(this.#done)
      this.#undone = swap(this.#undone)
      if (restored.changes.length > 0) return [swap(stack.slice(0, i)), restored]
    }
    return [[], null]
  }

  #finish(restored: Edit | null): boolean {
    this.#sealed = true
    this.#notify()
    return restored !== null
  }

  #stands(edit: Edit): boolean {
    return edit.changes.some((change) => this.#stillStands(change))
  }

  #stillStands(change: Change): boolean {
    return this.#document.standingWrite(change.root, change.key) === change.write
  }

  #notify(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** Two edits as one: the first value before, the last value after. A key somebody else wrote in between starts anew. */
function mergeEdits(first: Edit, second: Edit): Edit {
  const merged = new Map(first.changes.map((change) => [`${change.root} ${change.key}`, change]))
  for (const change of second.changes) {
    const address = `${change.root} ${change.key}`
    const earlier = merged.get(address)
    const continues = earlier !== undefined && earlier.write === change.writeBefore
    merged.set(address, continues ? { ...change, before: earlier.before, writeBefore: earlier.writeBefore } : change)
  }
  return { changes: [...merged.values()], gesture: second.gesture }
}

function rename(edit: Edit, standsIn: ReadonlyMap<WriteId, WriteId>): Edit {
  const swap = (write: WriteId | null): WriteId | null => (write === null ? null : (standsIn.get(write) ?? write))
  if (!edit.changes.some(({ write, writeBefore }) => swap(write) !== write || swap(writeBefore) !== writeBefore))
    return edit
  return {
    ...edit,
    changes: edit.changes.map((change) => ({
      ...change,
      write: swap(change.write),
      writeBefore: swap(change.writeBefore),
    })),
  }
}
