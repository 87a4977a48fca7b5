import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { Questions } from '../document/index.ts'
import type { Signature } from './signatures.ts'

/** How many rows a node yields, while it still computes what was counted. */
export interface KnownCount {
  readonly rows: number
  readonly at: number
}

/** Row counts asked for on demand. They are kept by what the node computes, so an undone edit finds its count again. */
export class Counts {
  readonly #questions: Questions
  readonly #signatures: ReadonlySignal<ReadonlyMap<string, Signature>>
  readonly #known = signal<ReadonlyMap<Signature, KnownCount>>(new Map())
  readonly #views = new Map<string, ReadonlySignal<KnownCount | null>>()

  constructor(questions: Questions, signatures: ReadonlySignal<ReadonlyMap<string, Signature>>) {
    this.#questions = questions
    this.#signatures = signatures
  }

  of(node: string): ReadonlySignal<KnownCount | null> {
    const known = this.#views.get(node)
    if (known !== undefined) return known
    const view = computed(() => this.#known.value.get(this.#signatures.value.get(node) ?? -1) ?? null)
    this.#views.set(node, view)
    return view
  }

  isCounting(node: string): boolean {
    return this.#questions.slot(slotOf(node)).value.kind === 'asking'
  }

  /** Asks the store; a run never waits for it. */
  count(node: string): void {
    const signature = this.#signatures.peek().get(node)
    if (signature === undefined || this.#known.peek().has(signature)) return
    const slot = this.#questions.slot(slotOf(node))
    const asked = this.#questions.ask(slotOf(node), node, { kind: 'count' })
    const stop = slot.subscribe((state) => {
      if (state.kind === 'idle' || state.requestId !== asked) return queueMicrotask(() => stop())
      if (state.kind === 'asking' || state.kind === 'offline') return
      queueMicrotask(() => stop())
      const rows = state.kind === 'answered' ? Number(state.table.data[0]?.[0]) : Number.NaN
      if (Number.isFinite(rows)) this.remember(signature, rows)
    })
  }

  cancel(node: string): void {
    this.#questions.cancel(slotOf(node))
  }

  remember(signature: Signature, rows: number): void {
    this.#known.value = new Map(this.#known.peek()).set(signature, { rows, at: Date.now() })
  }
}

const slotOf = (node: string): string => `count:${node}`
