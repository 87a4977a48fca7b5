import type { Graph } from '../graph/index.ts'
import { keysOfEdge, writeEdge } from './edit-edges.ts'
import { isId, ownerOfKey, parseNodeKey, requireId } from './keys.ts'
import { configKey, EDGES, META, NODES, NOTES, nodeKey } from './layout.ts'
import { isItemList } from './lists.ts'
import type { Draft, Edit, EditOptions, WorkflowDocument, WorkflowRoot } from './workflow-document.ts'
import { writeConfig, writeList } from './write-config.ts'

/** Tells whether several edges may enter a port, from the node's type and the port's name. */
export type PortTakesMany = (type: string, port: string) => boolean

/**
 * Makes the document say exactly `graph`, as changed keys only, so that colleagues' edits of everything else survive and
 * undo works as after any edit.
 */
export function replaceGraph(
  document: WorkflowDocument,
  graph: Graph,
  takesMany: PortTakesMany,
  options?: EditOptions,
): Edit {
  return document.edit((draft) => {
    setUnlessDefault(draft, META, 'name', graph.name, '')
    setUnlessDefault(draft, META, 'description', graph.description, '')
    replaceNodes(draft, graph)
    replaceEdges(draft, graph, takesMany)
    replaceNotes(draft, graph)
  }, options)
}

function replaceNodes(draft: Draft, graph: Graph): void {
  const stored = configFieldsByNode(draft)
  for (const id of stored.keys()) {
    const there = draft.get(NODES, nodeKey(id, 'type')) !== undefined && draft.get(NODES, nodeKey(id, 'gone')) !== true
    if (there && !graph.nodes.has(id)) draft.set(NODES, nodeKey(id, 'gone'), true)
  }
  for (const node of graph.nodes.values()) {
    const id = requireId(node.id)
    draft.set(NODES, nodeKey(id, 'type'), node.type)
    draft.set(NODES, nodeKey(id, 'pos'), { x: node.position.x, y: node.position.y })
    setUnlessDefault(draft, NODES, nodeKey(id, 'title'), node.title ?? '', '')
    setUnlessDefault(draft, NODES, nodeKey(id, 'disabled'), node.disabled, false)
    setUnlessDefault(draft, NODES, nodeKey(id, 'gone'), false, false)
    for (const field of stored.get(id) ?? []) {
      if (field in node.config && !isItemList(node.config[field])) continue
      draft.remove(NODES, configKey(id, field))
      if (!(field in node.config)) writeList(draft, id, field, [])
    }
    writeConfig(draft, id, node.config)
  }
}

function setUnlessDefault<T extends string | boolean>(
  draft: Draft,
  root: WorkflowRoot,
  key: string,
  value: T,
  fallback: T,
): void {
  if (value !== fallback || (draft.get(root, key) ?? fallback) !== fallback) draft.set(root, key, value)
}

/** The names of all scalar and list fields ever stored, by node. */
function configFieldsByNode(draft: Draft): ReadonlyMap<string, ReadonlySet<string>> {
  const fields = new Map<string, Set<string>>()
  for (const key of draft.keys(NODES)) {
    const parts = parseNodeKey(key)
    if (parts === null || !isId(parts.node)) continue
    const own = fields.get(parts.node) ?? new Set()
    fields.set(parts.node, own)
    if (parts.kind !== 'field') own.add(parts.kind === 'config' ? parts.field : parts.list)
  }
  return fields
}

function replaceEdges(draft: Draft, graph: Graph, takesMany: PortTakesMany): void {
  const wanted = new Set<string>()
  for (const edge of graph.edges) {
    const standing = keysOfEdge(draft, edge)
    for (const key of standing) wanted.add(key)
    if (standing.length > 0) continue
    const many = takesMany(graph.nodes.get(edge.to.node)?.type ?? '', edge.to.port)
    writeEdge(draft, edge, many)
    for (const key of keysOfEdge(draft, edge)) wanted.add(key)
  }
  for (const key of [...draft.keys(EDGES)]) {
    if (!wanted.has(key) && draft.get(EDGES, key) !== null) draft.set(EDGES, key, null)
  }
}

function replaceNotes(draft: Draft, graph: Graph): void {
  const wanted = new Map(graph.notes.map((note) => [note.id, note]))
  for (const key of [...draft.keys(NOTES)]) {
    const id = ownerOfKey(key)
    const note = wanted.get(id)
    const field = key.slice(id.length + 1)
    if (note === undefined) draft.set(NOTES, `${id}/gone`, true)
    else if (!(field in note.fields)) draft.remove(NOTES, key)
  }
  for (const { id, fields } of graph.notes) {
    for (const [field, value] of Object.entries(fields)) draft.set(NOTES, `${requireId(id)}/${requireId(field)}`, value)
  }
}
