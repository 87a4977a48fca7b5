import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'

const NONE: ReadonlySet<string> = new Set()

/** What this person has selected: nodes and edges by id. Survives edits; what left the graph is dropped by `keepOnly`. */
export class Selection {
  readonly nodes: Signal<ReadonlySet<string>> = signal(NONE)
  readonly edges: Signal<ReadonlySet<string>> = signal(NONE)
  /** The one selected node; null for none or several. Panels and preview are about it. */
  readonly single: ReadonlySignal<string | null> = computed(() => {
    const [first] = this.nodes.value
    return this.nodes.value.size === 1 && first !== undefined ? first : null
  })

  only(nodes: Iterable<string>, edges: Iterable<string> = []): void {
    batch(() => {
      replace(this.nodes, new Set(nodes))
      replace(this.edges, new Set(edges))
    })
  }

  clear(): void {
    this.only([])
  }

  get isEmpty(): boolean {
    return this.nodes.value.size === 0 && this.edges.value.size === 0
  }

  /** Drops what is no longer there. */
  keepOnly(isNode: (id: string) => boolean, isEdge: (id: string) => boolean): void {
    this.only([...this.nodes.value].filter(isNode), [...this.edges.value].filter(isEdge))
  }
}

function replace(target: Signal<ReadonlySet<string>>, next: ReadonlySet<string>): void {
  const before = target.peek()
  if (before.size === next.size && [...next].every((id) => before.has(id))) return
  target.value = next
}
