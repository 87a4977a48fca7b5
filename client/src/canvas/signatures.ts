import type { Edge, Graph, GraphNode } from '@flowforge/core/graph'
import { canonicalJson } from '@flowforge/core/schema'

/** What a node computes, as one number: equal numbers, equal type, config and everything upstream. Names don't count. */
export type Signature = number

/**
 * Numbers for the nodes of successive graphs. Results are kept under them, so an edit makes stale exactly what is
 * downstream of it, and undoing the edit makes it fresh again.
 */
export class Signatures {
  readonly #numbers = new Map<string, Signature>()
  readonly #configs = new WeakMap<GraphNode, string>()

  of(graph: Graph): ReadonlyMap<string, Signature> {
    const inputs = new Map<string, Edge[]>()
    for (const edge of graph.edges) {
      const entering = inputs.get(edge.to.node)
      if (entering === undefined) inputs.set(edge.to.node, [edge])
      else entering.push(edge)
    }
    const found = new Map<string, Signature>()
    const open = new Set<string>()
    const visit = (id: string): Signature => {
      const known = found.get(id)
      if (known !== undefined) return known
      const node = graph.nodes.get(id)
      if (node === undefined || open.has(id)) return -1
      open.add(id)
      const entering = (inputs.get(id) ?? []).map(({ from, to }) => `${to.port}<${visit(from.node)}/${from.port}`)
      open.delete(id)
      const number = this.#number(`${this.#content(node)} ${entering.sort().join(' ')}`)
      found.set(id, number)
      return number
    }
    for (const id of graph.nodes.keys()) visit(id)
    return found
  }

  #content(node: GraphNode): string {
    const known = this.#configs.get(node)
    if (known !== undefined) return known
    const text = `${node.type} ${node.disabled} ${canonicalJson(node.config)}`
    this.#configs.set(node, text)
    return text
  }

  #number(text: string): Signature {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    this.#numbers.set(text, this.#numbers.size)
    return this.#numbers.size - 1
  }
}
