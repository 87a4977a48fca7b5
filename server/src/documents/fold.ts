import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'

/**
 * Plain CommonJS in a string, so that it runs the same from source, under a test runner and from the bundled server.
 * Applying and encoding is faster than merging updates, and drops what was overwritten.
 */
const FOLD = `
  const { parentPort, workerData } = require('node:worker_threads')
  const Y = require(workerData.yjs)
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of workerData.updates) Y.applyUpdate(doc, update)
  })
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) throw new Error('an update is pending')
  const state = Y.encodeStateAsUpdate(doc)
  parentPort.postMessage(state, [state.buffer])
`

const YJS = createRequire(import.meta.url).resolve('yjs')

/** Folds the updates of a document into one, on another thread. Rejects where one of them cannot be applied. */
export function fold(updates: readonly Uint8Array[]): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(FOLD, { eval: true, workerData: { updates, yjs: YJS } })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the folding thread ended without a result')))
  })
}
