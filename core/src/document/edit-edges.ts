import type { Edge } from '../graph/index.ts'
import { isJsonObject } from './json-value.ts'
import { requireId } from './keys.ts'
import { EDGES, edgeKey } from './layout.ts'
import type { Draft, Edit, EditOptions, WorkflowDocument } from './workflow-document.ts'

/**
 * Connects two ports. `many` says whether several edges may enter the port; where they may not, the new edge takes the
 * place of the one that was there. Cycles are the caller's to refuse (`canConnect`): concurrent edits can make them anyway.
 */
export function connect(document: WorkflowDocument, edge: Edge, many: boolean, options?: EditOptions): Edit {
  return document.edit((draft) => writeEdge(draft, edge, many), options)
}

export function disconnect(document: WorkflowDocument, edges: Iterable<Edge>, options?: EditOptions): Edit {
  return document.edit((draft) => {
    for (const edge of edges) for (const key of keysOfEdge(draft, edge)) draft.set(EDGES, key, null)
  }, options)
}

export function writeEdge(draft: Draft, edge: Edge, many: boolean): void {
  const { from, to } = edge
  for (const id of [from.node, from.port, to.node, to.port]) requireId(id)
  draft.set(EDGES, edgeKey(to.node, to.port, many ? from.node : undefined), { node: from.node, port: from.port })
}

/** The keys that say this edge: usually one. */
export function keysOfEdge(draft: Draft, { from, to }: Edge): readonly string[] {
  return [edgeKey(to.node, to.port), edgeKey(to.node, to.port, from.node)].filter((key) => {
    const value = draft.get(EDGES, key)
    return isJsonObject(value) && value.node === from.node && value.port === from.port
  })
}
