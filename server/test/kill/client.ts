// y-indexeddb runs on an IndexedDB in memory: a double of the browser's, which keeps the same order of transactions.
import 'fake-indexeddb/auto'
import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { Replica } from '../sync/replica.ts'
import { Ledger } from './ledger.ts'

/** One person's tab: edits at random, keeps its document in IndexedDB, goes offline and reloads. */
export class EditingClient {
  readonly ledger = new Ledger()
  readonly #name: string
  readonly #document: string
  readonly #url: () => string
  readonly #random: () => number
  #replica: Replica | null = null
  #persistence: IndexeddbPersistence | null = null
  #count = 0
  reloads = 0
  offlineSpells = 0

  constructor(name: string, document: string, url: () => string, random: () => number) {
    this.#name = name
    this.#document = document
    this.#url = url
    this.#random = random
  }

  get replica(): Replica {
    if (this.#replica === null) throw new Error(`${this.#name} is not open`)
    return this.#replica
  }

  /** Opens the tab: first what IndexedDB has, then the socket. Edits of an earlier life keep their old client ids. */
  async open(): Promise<void> {
    const doc = new Y.Doc()
    const persistence = new IndexeddbPersistence(`${this.#name}/${this.#document}`, doc)
    await persistence.whenSynced
    this.#persistence = persistence
    this.#replica = new Replica({
      url: this.#url(),
      document: this.#document,
      user: this.#name,
      doc,
      onSocket: () => this.ledger.reset(),
      onSent: (ordinal, update) => this.ledger.sent(ordinal, update),
      onSaved: ({ frames }) => this.ledger.acknowledged(frames),
    })
  }

  /** Sets, overwrites and deletes keys: its own, everybody's, and its own of a moment ago. */
  edit(): void {
    const { nodes } = this.replica
    const keys = [...nodes.keys()]
    const any = keys[Math.floor(this.#random() * keys.length)]
    const dice = this.#random()
    if (any !== undefined && dice < 0.3) nodes.delete(any)
    else if (any !== undefined && dice < 0.6) nodes.set(any, this.#value())
    else if (dice < 0.65) {
      this.replica.doc.transact(() => {
        nodes.set(`${this.#name}${this.#count}/gone`, this.#value())
        nodes.delete(`${this.#name}${this.#count}/gone`)
      })
    } else nodes.set(`${this.#name}${Math.floor(this.#random() * 200)}/pos`, this.#value())
  }

  #value(): { x: number; by: string } {
    this.#count += 1
    return { x: this.#count, by: this.#name }
  }

  offline(): void {
    this.offlineSpells += 1
    this.replica.provider.disconnect()
  }

  online(): void {
    this.replica.provider.connect()
  }

  /** Closes the tab once IndexedDB has everything, and opens it again under a new client id. */
  async reload(): Promise<void> {
    this.reloads += 1
    await this.#kept()
    await this.close()
    await this.open()
  }

  /** A later transaction on the same store is done only after all earlier ones. */
  async #kept(): Promise<void> {
    const database = this.#persistence?.db
    if (!database) return
    const request = database.transaction(['updates'], 'readonly').objectStore('updates').count()
    await new Promise<void>((resolve, reject) => {
      request.onsuccess = () => resolve()
      request.onerror = () => reject(request.error)
    })
  }

  async close(): Promise<void> {
    this.#replica?.close()
    await this.#persistence?.destroy()
    this.#replica = null
  }

  /** False while it is closed. */
  get isSaved(): boolean {
    return this.#replica?.isSaved ?? false
  }
}
