import { definitionOf } from '@flowforge/core/nodes'
import { computed, type ReadonlySignal } from '@preact/signals'
import { nodeFace } from '../nodes/faces.ts'
import { type CardView, cardProblem, cardState, type StateFacts } from './card-view.ts'
import type { EditorState } from './editor-state.ts'

/** One signal per card, so that an edit draws again only the cards that it changed. */
export class Cards {
  readonly #state: EditorState
  readonly #views = new Map<string, ReadonlySignal<CardView | null>>()

  constructor(state: EditorState) {
    this.#state = state
  }

  /** Null where the node has left the graph. */
  of(id: string): ReadonlySignal<CardView | null> {
    const known = this.#views.get(id)
    if (known !== undefined) return known
    let last: CardView | null = null
    const view = computed(() => {
      const next = this.#read(id)
      if (next === null || last === null || !sameCard(last, next)) last = next
      return last
    })
    this.#views.set(id, view)
    return view
  }

  #read(id: string): CardView | null {
    const state = this.#state
    const node = state.graph.value.nodes.get(id)
    if (node === undefined) return null
    const propagated = state.propagation.value.nodes.get(id)
    const structure = state.propagation.value.structure
    const definition = definitionOf(node.type)
    const run = state.runs.value.get(id)
    const facts: StateFacts = {
      disabled: node.disabled,
      problems: state.problemsOf(id),
      run,
      signature: state.signatures.value.get(id),
    }
    const count = state.counts.of(id).value
    const words = nodeFace(node.type).words(propagated?.config ?? null, propagated?.schema ?? null, state.catalog.value)
    const entering = structure.entering.get(id) ?? []
    const current = run !== undefined && run.signature === facts.signature
    return {
      id,
      kind: node.type,
      category: definition?.category ?? 'transform',
      title: node.title ?? words?.title ?? definition?.title ?? 'Unknown node',
      summary: words?.summary ?? 'The settings of this node cannot be read',
      configured: words?.configured ?? false,
      state: cardState(facts),
      inputs: (definition?.inputs ?? []).map((port) => ({
        ...port,
        connected: entering.some((edge) => edge.to.port === port.name),
      })),
      hasOutput: definition !== undefined && !definition.terminal,
      outputConnected: (structure.leaving.get(id)?.length ?? 0) > 0,
      rows: run?.rowCount ?? count?.rows ?? null,
      rowsCapped: run?.truncated ?? false,
      columns: propagated?.schema?.length ?? null,
      milliseconds: run !== undefined && current ? run.milliseconds : null,
      ranAt: run?.at ?? null,
      problem: cardProblem(facts),
    }
  }
}

function sameCard(a: CardView, b: CardView): boolean {
  for (const key of Object.keys(b) as (keyof CardView)[]) {
    if (key === 'inputs') {
      if (a.inputs.length !== b.inputs.length) return false
      if (!a.inputs.every((port, i) => port.name === b.inputs[i]?.name && port.connected === b.inputs[i]?.connected)) {
        return false
      }
    } else if (a[key] !== b[key]) return false
  }
  return true
}
