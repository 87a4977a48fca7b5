import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'

/**
 * Plain CommonJS in a string, so that it runs the same from source, under a test runner and from the bundled server.
 * Applying and encoding is faster than merging updates, and drops what was overwritten.
 */
const FOLD = `
  const { parentPort, workerData } = require('node:worker_threads')
  const Y = require(workerData.yjs)
  parentPort.on('message', ({ ticket, updates }) => {
    try {
      const doc = new Y.Doc()
      doc.transact(() => {
        for (const update of updates) Y.applyUpdate(doc, update)
      })
      if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) throw new Error('an update is pending')
      const state = Y.encodeStateAsUpdate(doc)
      parentPort.postMessage({ ticket, state }, [state.buffer])
    } catch (error) {
      parentPort.postMessage({ ticket, reason: String(error.message) })
    }
  })
`

interface Answer {
  readonly ticket: number
  readonly state?: Uint8Array
  readonly reason?: string
}

const YJS = createRequire(import.meta.url).resolve('yjs')

/** One thread for all: starting one costs more than folding most logs. It never keeps the process alive by itself. */
class FoldingThread {
  readonly #waiting = new Map<number, { resolve: (state: Uint8Array) => void; reject: (error: Error) => void }>()
  #worker: Worker | null = null
  #ticket = 0

  fold(updates: readonly Uint8Array[]): Promise<Uint8Array> {
    const worker = this.#start()
    worker.ref()
    this.#ticket += 1
    const ticket = this.#ticket
    return new Promise((resolve, reject) => {
      this.#waiting.set(ticket, { resolve, reject })
      worker.postMessage({ ticket, updates })
    })
  }

  #start(): Worker {
    if (this.#worker !== null) return this.#worker
    const worker = new Worker(FOLD, { eval: true, workerData: { yjs: YJS }, execArgv: [] })
    worker.on('message', (answer: Answer) => this.#answer(answer))
    worker.once('error', (error) => this.#ended(error))
    worker.once('exit', () => this.#ended(new Error('the folding thread ended')))
    this.#worker = worker
    return worker
  }

  #answer({ ticket, state, reason }: Answer): void {
    const waiting = this.#waiting.get(ticket)
    this.#waiting.delete(ticket)
    if (this.#waiting.size === 0) this.#worker?.unref()
    if (state !== undefined) waiting?.resolve(state)
    else waiting?.reject(new Error(reason))
  }

  #ended(error: Error): void {
    this.#worker = null
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

const thread = new FoldingThread()

/** Folds the updates of a document into one, on another thread. Rejects where one of them cannot be applied. */
export function fold(updates: readonly Uint8Array[]): Promise<Uint8Array> {
  return thread.fold(updates)
}
