/**
 * Lets only so many large documents be on their way to joiners at once: without it fifty joiners of a large document
 * put fifty copies of it into memory. Waits are in order of asking.
 */
export class Pacer {
  readonly #limit: number
  readonly #waiting: (() => void)[] = []
  #active = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Runs `start` when there is room; its argument gives the place back and may be called more than once. */
  enter(start: (leave: () => void) => void): void {
    const run = (): void => {
      this.#active += 1
      let left = false
      start(() => {
        if (left) return
        left = true
        this.#active -= 1
        this.#next()
      })
    }
    this.#waiting.push(run)
    this.#next()
  }

  #next(): void {
    if (this.#active < this.#limit) this.#waiting.shift()?.()
  }
}
