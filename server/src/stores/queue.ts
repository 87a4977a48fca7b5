import type { QueryClass } from './store.ts'
import { queryCancelled, StoreError } from './store-error.ts'

export interface QueueOptions {
  /** Jobs that run at the same time. */
  readonly concurrency: number
  /** Waiting jobs past which a new one is refused with `query_limit`. */
  readonly maxWaiting: number
}

export interface QueueTicket {
  readonly class: QueryClass
  readonly principalId: string
  readonly signal: AbortSignal
}

interface Waiter {
  readonly ticket: QueueTicket
  readonly start: () => void
}

const CLASSES: readonly QueryClass[] = ['interactive', 'refresh', 'export']

/**
 * Admits a bounded number of jobs. A class earlier in the list goes first, but nobody's exports starve: the last free
 * place is never given to an export, and every fourth admission starts from the other end. Within a class the principal
 * with the fewest running jobs goes first, then the one who waited longest.
 */
export class QueryQueue {
  readonly #options: QueueOptions
  readonly #waiting = new Map<QueryClass, Waiter[]>(CLASSES.map((name) => [name, []]))
  readonly #runningByPrincipal = new Map<string, number>()
  #running = 0
  #runningExports = 0
  #admissions = 0

  constructor(options: QueueOptions) {
    this.#options = options
  }

  get running(): number {
    return this.#running
  }

  get waiting(): number {
    return CLASSES.reduce((sum, name) => sum + this.#line(name).length, 0)
  }

  /** Runs `job` when its turn comes. Rejects with `query_cancelled` where the signal aborts while it waits. */
  async run<Result>(ticket: QueueTicket, job: () => Promise<Result>): Promise<Result> {
    await this.#admit(ticket)
    try {
      return await job()
    } finally {
      this.#release(ticket)
    }
  }

  #admit(ticket: QueueTicket): Promise<void> {
    if (ticket.signal.aborted) return Promise.reject(queryCancelled())
    if (this.waiting >= this.#options.maxWaiting)
      return Promise.reject(new StoreError('query_limit', 'Too many queries are waiting: try again in a moment.'))
    return new Promise((resolve, reject) => {
      const line = this.#line(ticket.class)
      const leave = () => {
        line.splice(line.indexOf(waiter), 1)
        reject(queryCancelled())
      }
      const waiter: Waiter = {
        ticket,
        start: () => {
          ticket.signal.removeEventListener('abort', leave)
          resolve()
        },
      }
      ticket.signal.addEventListener('abort', leave, { once: true })
      line.push(waiter)
      this.#advance()
    })
  }

  #release(ticket: QueueTicket): void {
    this.#running -= 1
    if (ticket.class === 'export') this.#runningExports -= 1
    const left = this.#share(ticket.principalId) - 1
    if (left === 0) this.#runningByPrincipal.delete(ticket.principalId)
    else this.#runningByPrincipal.set(ticket.principalId, left)
    this.#advance()
  }

  #advance(): void {
    while (this.#running < this.#options.concurrency) {
      const waiter = this.#next()
      if (waiter === undefined) return
      const { ticket } = waiter
      this.#running += 1
      this.#admissions += 1
      if (ticket.class === 'export') this.#runningExports += 1
      this.#runningByPrincipal.set(ticket.principalId, this.#share(ticket.principalId) + 1)
      waiter.start()
    }
  }

  #next(): Waiter | undefined {
    const order = this.#admissions % 4 === 3 ? CLASSES.toReversed() : CLASSES
    for (const name of order) {
      if (name === 'export' && this.#exportsAreFull()) continue
      const line = this.#line(name)
      const first = line[0]
      if (first === undefined) continue
      let best = first
      for (const waiter of line)
        if (this.#share(waiter.ticket.principalId) < this.#share(best.ticket.principalId)) best = waiter
      line.splice(line.indexOf(best), 1)
      return best
    }
    return undefined
  }

  #exportsAreFull(): boolean {
    return this.#runningExports >= Math.max(1, this.#options.concurrency - 1)
  }

  #share(principalId: string): number {
    return this.#runningByPrincipal.get(principalId) ?? 0
  }

  #line(name: QueryClass): Waiter[] {
    const line = this.#waiting.get(name)
    if (line === undefined) throw new Error(`no queue for ${name}`)
    return line
  }
}
