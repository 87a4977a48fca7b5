import type { Edge, Graph, GraphJson, GraphNode } from '../graph/index.ts'
import type { Problem } from '../schema/index.ts'
import { isId } from './keys.ts'

/** The canonical form: nodes, edges and notes sorted, defaults left out. Equal graphs give equal JSON. */
export function toGraphJson(graph: Graph): GraphJson {
  return {
    format: 1,
    name: graph.name,
    description: graph.description,
    nodes: [...graph.nodes.values()].sort(byId).map(({ id, type, position, title, disabled, config }) => ({
      id,
      type,
      x: position.x,
      y: position.y,
      ...(title === undefined ? {} : { title }),
      ...(disabled ? { disabled } : {}),
      config: { ...config },
    })),
    edges: [...graph.edges].sort(byTarget).map(({ from, to }) => ({ from: { ...from }, to: { ...to } })),
    notes: [...graph.notes].sort(byId).map(({ id, fields }) => ({ id, fields: { ...fields } })),
  }
}

/** A graph from JSON that `graphJsonSchema` has accepted. What cannot stand in a document is a Problem. */
export function fromGraphJson(json: GraphJson): { readonly graph: Graph; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const refuse = (message: string, node?: string): void => {
    problems.push({ code: 'bad_request', severity: 'error', place: node === undefined ? {} : { node }, message })
  }
  const nodes = new Map<string, GraphNode>()
  for (const { id, type, x, y, title, disabled, config } of json.nodes) {
    if (nodes.has(id)) refuse(`Two nodes have the id “${id}”.`, id)
    const unkeyable = Object.keys(config).filter((field) => !isId(field))
    if (unkeyable.length > 0) refuse(`“${unkeyable[0]}” cannot be the name of a setting.`, id)
    const named = title === undefined || title === '' ? {} : { title }
    nodes.set(id, { id, type, ...named, disabled: disabled === true, position: { x, y }, config })
  }
  for (const { from, to } of json.edges) {
    for (const end of [from.node, to.node])
      if (!nodes.has(end)) refuse(`An edge names a node “${end}” that is not there.`)
  }
  for (const { id, fields } of json.notes) {
    if (Object.keys(fields).some((field) => !isId(field)))
      refuse(`A field of the note “${id}” has a name that cannot be kept.`)
  }
  const graph = {
    name: json.name,
    description: json.description,
    nodes: new Map([...nodes].sort(([a], [b]) => (a < b ? -1 : 1))),
    edges: [...json.edges].sort(byTarget),
    notes: [...json.notes].sort(byId),
  }
  return { graph, problems }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const byId = (a: { id: string }, b: { id: string }): number => compare(a.id, b.id)
const byTarget = (a: Edge, b: Edge): number =>
  compare(a.to.node, b.to.node) || compare(a.to.port, b.to.port) || compare(a.from.node, b.from.node)
