import type * as Y from 'yjs'
import { WORKFLOW_ROOTS } from './layout.ts'
import { type ChangedKeys, type Reading, readGraph, updateReading } from './read.ts'

/** The reading of a document kept up to date, transaction by transaction, whoever made it. */
export class LiveReading {
  readonly #doc: Y.Doc
  readonly #listeners = new Set<(reading: Reading) => void>()
  readonly #observe = (transaction: Y.Transaction): void => this.#update(transaction)
  #current: Reading

  constructor(doc: Y.Doc) {
    this.#doc = doc
    this.#current = readGraph(doc)
    doc.on('afterTransaction', this.#observe)
  }

  get current(): Reading {
    return this.#current
  }

  /** Calls back with the new reading after each transaction that changed the graph or its problems. */
  onChange(listener: (reading: Reading) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  destroy(): void {
    this.#doc.off('afterTransaction', this.#observe)
    this.#listeners.clear()
  }

  #update(transaction: Y.Transaction): void {
    const changed: { -readonly [Root in keyof ChangedKeys]: ChangedKeys[Root] } = {}
    for (const [type, keys] of transaction.changed) {
      const root = WORKFLOW_ROOTS.find((name) => Object.is(this.#doc.getMap(name), type))
      if (root !== undefined) changed[root] = new Set([...keys].filter((key) => key !== null))
    }
    if (Object.keys(changed).length === 0) return
    const next = updateReading(this.#current, this.#doc, changed)
    const same = next.graph === this.#current.graph && next.problems === this.#current.problems
    this.#current = next
    if (!same) for (const listener of this.#listeners) listener(next)
  }
}
