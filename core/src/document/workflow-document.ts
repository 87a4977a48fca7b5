import type * as Y from 'yjs'
import type { Json } from '../schema/index.ts'
import { equalJson } from './json-value.ts'
import { LAYOUT_VERSION, META, MIN_READER, type WORKFLOW_ROOTS } from './layout.ts'
import { canEdit } from './read-meta.ts'

export type WorkflowRoot = (typeof WORKFLOW_ROOTS)[number]

/** Names one write to one key, for ever: what undo compares to see whether that very write still stands. */
export type WriteId = string

/** One key that an edit changed. `undefined` means the key was (or became) absent. */
export interface Change {
  readonly root: WorkflowRoot
  readonly key: string
  readonly before: Json | undefined
  readonly after: Json | undefined
  /** The write that stood before the edit, and the edit's own; null where the key had never been written. */
  readonly writeBefore: WriteId | null
  readonly write: WriteId | null
}

/** One Yjs transaction by this tab. Edits in a row with the same `gesture` are one step of undo. */
export interface Edit {
  readonly changes: readonly Change[]
  readonly gesture: string | null
}

export interface EditOptions {
  /** For example one focus of a text field, or one drag. */
  readonly gesture?: string
}

/** Reads and writes keys within one edit. Writing what already stands changes nothing. */
export interface Draft {
  get(root: WorkflowRoot, key: string): Json | undefined
  set(root: WorkflowRoot, key: string, value: Json): void
  remove(root: WorkflowRoot, key: string): void
  keys(root: WorkflowRoot): Iterable<string>
}

export class ReadOnlyDocumentError extends Error {
  override readonly name = 'ReadOnlyDocumentError'
}

/** A Y.Doc with the layout of a workflow. All edits by people and by the server go through `edit`. */
export class WorkflowDocument {
  readonly doc: Y.Doc
  readonly origin: unknown
  readonly #listeners = new Set<(edit: Edit) => void>()

  /** `origin` is what Yjs observers see as the transaction's origin for edits made here. */
  constructor(doc: Y.Doc, origin: unknown = null) {
    this.doc = doc
    this.origin = origin
  }

  root(name: WorkflowRoot): Y.Map<unknown> {
    return this.doc.getMap(name)
  }

  /** Calls back after each edit made through this object that changed something; returns the way to stop it. */
  onEdit(listener: (edit: Edit) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Runs `write` in one transaction and returns what it changed.
   * Throws ReadOnlyDocumentError where the document needs a newer reader (see `canEdit`).
   */
  edit(write: (draft: Draft) => void, options: EditOptions = {}): Edit {
    const edit = this.apply(write, options.gesture ?? null)
    if (edit.changes.length > 0) for (const listener of this.#listeners) listener(edit)
    return edit
  }

  /** Like `edit`, without telling the listeners: for undo, which keeps its own account. */
  apply(write: (draft: Draft) => void, gesture: string | null): Edit {
    if (!canEdit(this.doc)) {
      throw new ReadOnlyDocumentError(
        'This workflow was written by a newer version of FlowForge and is read-only here.',
      )
    }
    const touched = new Map<
      string,
      { root: WorkflowRoot; key: string; before: Json | undefined; writeBefore: WriteId | null }
    >()
    const touch = (root: WorkflowRoot, key: string): void => {
      const address = `${root} ${key}`
      if (touched.has(address)) return
      touched.set(address, { root, key, before: this.#value(root, key), writeBefore: this.standingWrite(root, key) })
    }
    const draft: Draft = {
      get: (root, key) => this.#value(root, key),
      keys: (root) => this.root(root).keys(),
      set: (root, key, value) => {
        if (equalJson(this.#value(root, key), value)) return
        touch(root, key)
        this.root(root).set(key, value)
      },
      remove: (root, key) => {
        if (!this.root(root).has(key)) return
        touch(root, key)
        this.root(root).delete(key)
      },
    }
    this.doc.transact(() => {
      write(draft)
      if (touched.size > 0) this.#stampVersion()
    }, this.origin)
    const changes = [...touched.values()].map((change) => ({
      ...change,
      after: this.#value(change.root, change.key),
      write: this.standingWrite(change.root, change.key),
    }))
    return { changes, gesture }
  }

  /** The write that stands at a key now; a deletion is told apart from the write it removed. */
  standingWrite(root: WorkflowRoot, key: string): WriteId | null {
    const item = this.root(root)._map.get(key)
    if (item === undefined) return null
    // Yjs may merge an item into its left neighbour; the id of its last element is the one that stays.
    return `${item.lastId.client}:${item.lastId.clock}${item.deleted ? ' deleted' : ''}`
  }

  #value(root: WorkflowRoot, key: string): Json | undefined {
    return this.root(root).get(key) as Json | undefined
  }

  #stampVersion(): void {
    const meta = this.root(META)
    const version = meta.get('version')
    if (typeof version === 'number' && version >= LAYOUT_VERSION) return
    meta.set('version', LAYOUT_VERSION)
    meta.set('minReader', MIN_READER)
  }
}
