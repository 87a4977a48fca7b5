import { definitionOf } from '@flowforge/core/nodes'
import { effect, type Signal, signal } from '@preact/signals'
import { toast } from '../ui/toast.tsx'
import type { EditorState } from './editor-state.ts'
import { isGoing } from './runs.ts'

/** Starting, cancelling and following runs. The run belongs to whoever starts it; all in the room see it. */
export class RunControl {
  /** The run this person has started and that still goes on; their panels are read-only meanwhile. */
  readonly own: Signal<string | null> = signal(null)
  /** When the newest run in the room began, as seen from here (ms since 1970). */
  readonly startedAt: Signal<number | null> = signal(null)
  readonly #state: EditorState
  readonly #ownRuns = new Set<string>()
  readonly #stops: readonly (() => void)[]

  constructor(state: EditorState) {
    this.#state = state
    this.#stops = [this.#followRuns(), this.#endRunsWithConnection()]
  }

  close(): void {
    for (const stop of this.#stops) stop()
  }

  /** Runs all outputs, or one. Says so where that cannot be: for viewers, offline, or with nothing to run. */
  run(node: string | null): void {
    if (this.own.peek() !== null) return
    if (this.#state.workflow.status.peek() === 'readonly') {
      toast({ text: 'Viewers see how a workflow is made. Ask somebody who may edit it to run it.' })
      return
    }
    const outputs = [...this.#state.graph.peek().nodes.values()].filter(
      ({ type }) => definitionOf(type)?.terminal === true,
    )
    if (outputs.length === 0) {
      toast({ text: 'There is no output to run yet. Add a Table after the last node.', tone: 'warning' })
      return
    }
    const request = this.#state.workflow.run(node)
    if (request === null) {
      toast({ text: 'Runs need the server. It cannot be reached just now.', tone: 'warning' })
      return
    }
    this.#ownRuns.add(request)
    this.own.value = request
    this.startedAt.value = Date.now()
  }

  cancel(): void {
    const request = this.own.peek()
    if (request !== null) this.#state.workflow.cancelRun(request)
  }

  isOwn(request: string): boolean {
    return this.#ownRuns.has(request)
  }

  /** Without the server nothing tells how a run ends: it counts as over, and its results are asked for again. */
  #endRunsWithConnection(): () => void {
    return effect(() => {
      const status = this.#state.workflow.status.value
      if (status === 'offline' || status === 'gone') this.own.value = null
    })
  }

  /** Follows the runs in the room: who started one, since when, and how it ended. */
  #followRuns(): () => void {
    let shown: string | null = null
    return this.#state.workflow.onRunStatus((status) => {
      const going = isGoing(status.state)
      if (going && shown !== status.requestId) {
        shown = status.requestId
        if (!this.isOwn(status.requestId)) this.startedAt.value = Date.now()
      }
      if (!going && this.own.peek() === status.requestId) {
        this.own.value = null
        if (status.state === 'cancelled') toast({ text: 'Run cancelled.' })
      }
    })
  }
}
