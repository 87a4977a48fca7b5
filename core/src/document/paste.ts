import type { Graph, GraphNode, Position } from '../graph/index.ts'
import { writeEdge } from './edit-edges.ts'
import { requireId } from './keys.ts'
import { NODES, nodeKey } from './layout.ts'
import type { PortTakesMany } from './replace.ts'
import type { Edit, EditOptions, WorkflowDocument } from './workflow-document.ts'
import { writeConfig } from './write-config.ts'

/** Nodes with the edges among them: what copy puts on the clipboard (as Graph JSON) and paste adds. */
export type Fragment = Pick<Graph, 'nodes' | 'edges'>

export interface PasteOptions extends EditOptions {
  /** A fresh id at each call: core has no randomness of its own. */
  readonly newId: () => string
  /** Added to every position. */
  readonly offset: Position
  readonly takesMany: PortTakesMany
}

/** The named nodes and the edges among them. */
export function fragmentOf(graph: Graph, ids: ReadonlySet<string>): Fragment {
  return {
    nodes: new Map([...graph.nodes].filter(([id]) => ids.has(id))),
    edges: graph.edges.filter((edge) => ids.has(edge.from.node) && ids.has(edge.to.node)),
  }
}

/** Adds a copy of every node of the fragment under a new id; returns the new id of each. */
export function paste(
  document: WorkflowDocument,
  fragment: Fragment,
  options: PasteOptions,
): { readonly edit: Edit; readonly ids: ReadonlyMap<string, string> } {
  const ids = new Map([...fragment.nodes.keys()].map((id) => [id, requireId(options.newId())]))
  const edit = document.edit((draft) => {
    for (const [id, copy] of ids) {
      const node: GraphNode | undefined = fragment.nodes.get(id)
      if (node === undefined) continue
      draft.set(NODES, nodeKey(copy, 'type'), node.type)
      draft.set(NODES, nodeKey(copy, 'pos'), {
        x: node.position.x + options.offset.x,
        y: node.position.y + options.offset.y,
      })
      if (node.title !== undefined) draft.set(NODES, nodeKey(copy, 'title'), node.title)
      if (node.disabled) draft.set(NODES, nodeKey(copy, 'disabled'), true)
      writeConfig(draft, copy, node.config)
    }
    for (const { from, to } of fragment.edges) {
      const source = ids.get(from.node)
      const target = ids.get(to.node)
      if (source === undefined || target === undefined) continue
      const many = options.takesMany(fragment.nodes.get(to.node)?.type ?? '', to.port)
      writeEdge(draft, { from: { node: source, port: from.port }, to: { node: target, port: to.port } }, many)
    }
  }, options)
  return { edit, ids }
}

/** Copies nodes beside themselves, with the edges among them. */
export function duplicateNodes(
  document: WorkflowDocument,
  graph: Graph,
  ids: ReadonlySet<string>,
  options: PasteOptions,
): ReturnType<typeof paste> {
  return paste(document, fragmentOf(graph, ids), options)
}
