import { queryCancelled } from '../stores/store-error.ts'

interface Flight<Result> {
  readonly promise: Promise<Result>
  readonly controller: AbortController
  waiting: number
}

/** Equal work under way is done once; it stops when the last one who waits for it leaves. */
export class SharedExecutions<Result> {
  readonly #flights = new Map<string, Flight<Result>>()

  /** Executions under way. */
  get size(): number {
    return this.#flights.size
  }

  /**
   * Joins the work under `key`, or starts it. Rejects with `query_cancelled` as soon as `signal` aborts, whether or not
   * the work goes on for others.
   */
  async run(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    if (signal.aborted) throw queryCancelled()
    const flight = this.#flights.get(key) ?? this.#launch(key, start)
    flight.waiting += 1
    let leave = () => undefined
    const left = new Promise<never>((_resolve, reject) => {
      leave = () => void reject(queryCancelled())
      signal.addEventListener('abort', leave, { once: true })
    })
    try {
      return await Promise.race([flight.promise, left])
    } finally {
      signal.removeEventListener('abort', leave)
      flight.waiting -= 1
      if (flight.waiting === 0) {
        // Whoever asks from now on starts anew, instead of joining what is being stopped.
        if (this.#flights.get(key) === flight) this.#flights.delete(key)
        flight.controller.abort()
      }
    }
  }

  #launch(key: string, start: (signal: AbortSignal) => Promise<Result>): Flight<Result> {
    const controller = new AbortController()
    const promise = start(controller.signal)
    // Its askers may all have left.
    promise.catch(() => undefined)
    const flight = { promise, controller, waiting: 0 }
    this.#flights.set(key, flight)
    return flight
  }
}
