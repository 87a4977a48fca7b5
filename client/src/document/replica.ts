import { IndexeddbPersistence } from 'y-indexeddb'
import type * as Y from 'yjs'

/** The name of a document's replica on this device. It carries the user id, so that accounts never share one. */
export const replicaName = (userId: string, kind: string, id: string): string => `flowforge:${userId}:${kind}/${id}`

/** A document's copy in IndexedDB. */
export interface Replica {
  /** Resolves when what the device holds is in the document; also where the device holds nothing. */
  readonly loaded: Promise<void>
  /** Resolves true when every edit made until now is surely on the device, false where it could not be put there. */
  confirm(): Promise<boolean>
  isOwn(origin: unknown): boolean
  close(): void
}

/** No replica: for viewers, and where the browser stores nothing. */
export const NO_REPLICA: Replica = {
  loaded: Promise.resolve(),
  confirm: () => Promise.resolve(false),
  isOwn: () => false,
  close: () => undefined,
}

/** Loads the document from IndexedDB and keeps it there. */
export function openReplica(name: string, doc: Y.Doc): Replica {
  if (typeof indexedDB === 'undefined') return NO_REPLICA
  const persistence = new IndexeddbPersistence(name, doc)
  let failed = false
  const opened = persistence._db.then(
    (database: IDBDatabase) => {
      // A write that fails (full disk) only shows as an aborted transaction.
      database.addEventListener('abort', () => {
        failed = true
      })
      return database
    },
    () => null,
  )
  const loaded = opened.then((database: IDBDatabase | null) =>
    database === null ? undefined : persistence.whenSynced.then(() => undefined),
  )
  return {
    loaded,
    isOwn: (origin) => origin === persistence,
    close: () => void persistence.destroy().catch(() => undefined),
    async confirm() {
      const database = await opened
      if (database === null || failed) return false
      // Transactions on one store run in order: when this later one is done, the edits before it are on the device.
      return new Promise((resolve) => {
        try {
          const later = database.transaction('updates', 'readwrite')
          later.objectStore('updates').count()
          later.oncomplete = () => resolve(!failed)
          later.onabort = () => resolve(false)
        } catch {
          resolve(false)
        }
      })
    },
  }
}
