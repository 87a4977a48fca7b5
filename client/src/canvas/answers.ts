import type { Question } from '@flowforge/core/protocol'
import { type ReadonlySignal, signal } from '@preact/signals'
import type { Asking, Questions } from '../document/index.ts'

export type Answered = Extract<Asking, { kind: 'answered' }>

const KEPT = 80

/** Answers by what was asked of what: selecting a node again, or undoing an edit, shows its rows at once. */
export class Answers {
  readonly #questions: Questions
  readonly #known = new Map<string, Answered>()
  readonly #turn = signal(0)

  constructor(questions: Questions) {
    this.#questions = questions
  }

  slot(name: string): ReadonlySignal<Asking> {
    return this.#questions.slot(name)
  }

  /** Subscribes the reader to new answers. */
  known(key: string): Answered | undefined {
    return this.#turn.value >= 0 ? this.#known.get(key) : undefined
  }

  ask(slot: string, key: string, node: string, question: Question): void {
    const request = this.#questions.ask(slot, node, question)
    const stop = this.#questions.slot(slot).subscribe((state) => {
      if (state.kind === 'asking' || state.kind === 'offline') {
        if (state.requestId !== request) queueMicrotask(() => stop())
        return
      }
      queueMicrotask(() => stop())
      if (state.kind === 'answered' && state.requestId === request) this.#keep(key, state)
    })
  }

  cancel(slot: string): void {
    this.#questions.cancel(slot)
  }

  #keep(key: string, answer: Answered): void {
    this.#known.delete(key)
    this.#known.set(key, answer)
    const oldest = this.#known.keys().next().value
    if (this.#known.size > KEPT && oldest !== undefined) this.#known.delete(oldest)
    this.#turn.value = this.#turn.peek() + 1
  }
}
