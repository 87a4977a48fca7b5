import type { Json } from '@flowforge/core/schema'

/**
 * A small store in IndexedDB for what the app needs without a network: session, catalog, lists, queued work. Values are
 * plain data and read tolerantly by their owners. Where IndexedDB is closed to us (private windows), it remembers nothing.
 */
const NAME = 'flowforge:cache'
const STORE = 'values'

let opened: Promise<IDBDatabase | null> | undefined

function open(): Promise<IDBDatabase | null> {
  opened ??= new Promise((resolve) => {
    if (typeof indexedDB === 'undefined') return resolve(null)
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => resolve(null)
  })
  return opened
}

async function transact<Value>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<Value>,
): Promise<Value | undefined> {
  const database = await open()
  if (database === null) return undefined
  return new Promise((resolve) => {
    try {
      const transaction = database.transaction(STORE, mode)
      const request = act(transaction.objectStore(STORE))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = () => resolve(undefined)
    } catch {
      resolve(undefined)
    }
  })
}

/** A stored value, or undefined. Check it before use: an older version may have written it. */
export const readStored = (key: string): Promise<unknown> => transact<unknown>('readonly', (store) => store.get(key))

/** Resolves when the value is on disk, or could not be put there. */
export async function writeStored(key: string, value: Json): Promise<void> {
  await transact('readwrite', (store) => store.put(value, key))
}
