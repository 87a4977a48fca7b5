import type * as Y from 'yjs'
import type { Edge, Graph, GraphNode, Note, Position } from '../graph/index.ts'
import type { Json, JsonObject, Problem } from '../schema/index.ts'
import { isJson, isJsonObject, shareJson } from './json-value.ts'
import { isId, ownerOfKey, parseNodeKey } from './keys.ts'
import { EDGES, META, NODES, NOTES, nodeKey } from './layout.ts'
import { readMeta } from './read-meta.ts'

/** The graph a document says, and what in it could not be read. */
export interface Reading {
  readonly graph: Graph
  readonly problems: readonly Problem[]
  /** What the next reading builds on; of use only to `updateReading`. */
  readonly memory: ReadingMemory
}

/** The keys that changed in each root since a reading. */
export type ChangedKeys = Readonly<
  Partial<Record<typeof META | typeof NODES | typeof EDGES | typeof NOTES, ReadonlySet<string>>>
>

interface ReadingMemory {
  /** Every key ever seen, by node and by note; grows with the document and is shared by successive readings. */
  readonly nodeKeys: Map<string, Set<string>>
  readonly noteKeys: Map<string, Set<string>>
  readonly nodeProblems: ReadonlyMap<string, readonly Problem[]>
  /** All edges that parse, by key, also those whose ends are gone. */
  readonly edges: ReadonlyMap<string, Edge>
}

/**
 * Reads a document from the beginning. Tolerant: a value that does not parse becomes a Problem on its node and nothing
 * else breaks; gone nodes, hidden list items and edges with a missing end are left out.
 */
export function readGraph(doc: Y.Doc): Reading {
  const memory: ReadingMemory = { nodeKeys: new Map(), noteKeys: new Map(), nodeProblems: new Map(), edges: new Map() }
  const graph: Graph = { name: '', description: '', nodes: new Map(), edges: [], notes: [] }
  const all = (root: string): ReadonlySet<string> => new Set(doc.getMap(root).keys())
  return updateReading({ graph, problems: [], memory }, doc, {
    meta: all(META),
    nodes: all(NODES),
    edges: all(EDGES),
    notes: all(NOTES),
  })
}

/**
 * The reading after `changed`, at the cost of what changed. Whatever reads the same as before is the very same object,
 * down to single config values, so that screens and propagation can compare by identity.
 */
export function updateReading(previous: Reading, doc: Y.Doc, changed: ChangedKeys): Reading {
  const nodes = updateNodes(previous, doc.getMap(NODES), changed.nodes ?? new Set())
  const edges = updateEdges(previous, doc.getMap(EDGES), changed.edges ?? new Set(), nodes.nodes)
  const notes = updateNotes(previous, doc.getMap(NOTES), changed.notes ?? new Set())
  const { name, description } = readMeta(doc)
  const before = previous.graph
  const same =
    nodes.nodes === before.nodes &&
    edges.list === before.edges &&
    notes === before.notes &&
    name === before.name &&
    description === before.description
  return {
    graph: same ? before : { name, description, nodes: nodes.nodes, edges: edges.list, notes },
    problems: nodes.problems === previous.memory.nodeProblems ? previous.problems : [...nodes.problems.values()].flat(),
    memory: { ...previous.memory, nodeProblems: nodes.problems, edges: edges.all },
  }
}

function updateNodes(previous: Reading, map: Y.Map<unknown>, changed: ReadonlySet<string>) {
  const before = { nodes: previous.graph.nodes, problems: previous.memory.nodeProblems }
  const touched = remember(previous.memory.nodeKeys, changed)
  if (touched.size === 0) return before
  const nodes = new Map(before.nodes)
  const problems = new Map(before.problems)
  let added = false
  for (const id of touched) {
    const reading = readNode(map, id, previous.memory.nodeKeys.get(id) ?? new Set(), before.nodes.get(id))
    if (reading.node === null) nodes.delete(id)
    else nodes.set(id, reading.node)
    added ||= reading.node !== null && !before.nodes.has(id)
    if (reading.problems.length > 0) problems.set(id, reading.problems)
    else problems.delete(id)
  }
  const unchanged =
    nodes.size === before.nodes.size && [...touched].every((id) => nodes.get(id) === before.nodes.get(id))
  return {
    nodes: unchanged ? before.nodes : added ? sortedById(nodes) : nodes,
    problems: before.problems.size === 0 && problems.size === 0 ? before.problems : problems,
  }
}

function readNode(map: Y.Map<unknown>, id: string, keys: ReadonlySet<string>, previous: GraphNode | undefined) {
  const type = map.get(nodeKey(id, 'type'))
  const problems: Problem[] = []
  const unreadable = (field: string, message: string): void => {
    problems.push({ code: 'config_unreadable', severity: 'error', place: { node: id, field }, message })
  }
  if (type === undefined || map.get(nodeKey(id, 'gone')) === true) return { node: null, problems }
  if (!isId(id)) {
    unreadable('', 'This node has an id that FlowForge does not accept, so it is left out.')
    return { node: null, problems }
  }
  if (typeof type !== 'string') unreadable('', 'The type of this node cannot be read.')
  const title = map.get(nodeKey(id, 'title'))
  const config = readConfig(map, keys, (field) => unreadable(field, `The value of “${field}” cannot be read.`))
  const next: GraphNode = {
    id,
    type: typeof type === 'string' ? type : '',
    ...(typeof title === 'string' && title !== '' ? { title } : {}),
    disabled: map.get(nodeKey(id, 'disabled')) === true,
    position: readPosition(map.get(nodeKey(id, 'pos'))),
    config,
  }
  return {
    node: shareJson(previous as unknown as Json, next as unknown as JsonObject) as unknown as GraphNode,
    problems,
  }
}

function readConfig(map: Y.Map<unknown>, keys: ReadonlySet<string>, unreadable: (field: string) => void): JsonObject {
  const fields = new Map<string, Json>()
  const lists = new Map<string, Map<string, Map<string, Json>>>()
  for (const key of keys) {
    const parts = parseNodeKey(key)
    if (parts === null || parts.kind === 'field' || !map.has(key)) continue
    const value = map.get(key)
    const path = parts.kind === 'config' ? parts.field : `${parts.list}/${parts.item}/${parts.field}`
    if (!isJson(value)) unreadable(path)
    else if (parts.kind === 'config') fields.set(parts.field, value)
    else child(child(lists, parts.list), parts.item).set(parts.field, value)
  }
  for (const [list, stored] of lists) {
    const items = readItems(stored)
    // A list whose items are all gone reads as if there had never been any.
    if (items.length > 0) fields.set(list, items)
  }
  return Object.fromEntries([...fields].sort(([a], [b]) => compareText(a, b)))
}

/** The items that have an order and are not gone, in the order (order, id). */
function readItems(items: ReadonlyMap<string, ReadonlyMap<string, Json>>): JsonObject[] {
  return [...items]
    .flatMap(([id, fields]) => {
      const order = fields.get('order')
      return typeof order === 'string' && fields.get('gone') !== true && isId(id) ? [{ id, order, fields }] : []
    })
    .sort((a, b) => compareText(a.order, b.order) || compareText(a.id, b.id))
    .map(({ id, fields }) => {
      const own = [...fields].filter(([field]) => field !== 'order' && field !== 'gone' && field !== 'id')
      return Object.fromEntries([['id', id], ...own.sort(([a], [b]) => compareText(a, b))])
    })
}

function readPosition(value: unknown): Position {
  if (!isJson(value) || !isJsonObject(value)) return { x: 0, y: 0 }
  const { x, y } = value
  return { x: typeof x === 'number' ? x : 0, y: typeof y === 'number' ? y : 0 }
}

function updateEdges(previous: Reading, map: Y.Map<unknown>, changed: ReadonlySet<string>, nodes: Graph['nodes']) {
  const before = previous.memory.edges
  const sameNodes =
    nodes === previous.graph.nodes ||
    (nodes.size === previous.graph.nodes.size && [...nodes.keys()].every((id) => previous.graph.nodes.has(id)))
  if (changed.size === 0 && sameNodes) return { all: before, list: previous.graph.edges }
  const edges = new Map(before)
  for (const key of changed) {
    const edge = readEdge(key, map.get(key))
    if (edge === null) edges.delete(key)
    else edges.set(key, shareJson(before.get(key) as unknown as Json, edge as unknown as JsonObject) as unknown as Edge)
  }
  const list = [...edges]
    .filter(([, edge]) => nodes.has(edge.from.node) && nodes.has(edge.to.node))
    .sort(([a], [b]) => compareText(a, b))
    .map(([, edge]) => edge)
  const same = list.length === previous.graph.edges.length && list.every((edge, i) => edge === previous.graph.edges[i])
  return { all: edges, list: same ? previous.graph.edges : list }
}

/** An edge that does not parse was cut, or written by something that is not FlowForge: both mean there is none. */
function readEdge(key: string, value: unknown): Edge | null {
  const [node, port, source, ...rest] = key.split('/')
  if (node === undefined || port === undefined || rest.length > 0 || !isJson(value) || !isJsonObject(value)) return null
  const from = { node: value.node, port: value.port }
  if (typeof from.node !== 'string' || typeof from.port !== 'string') return null
  if (source !== undefined && source !== from.node) return null
  return [node, port, from.node, from.port].every(isId)
    ? { from: { node: from.node, port: from.port }, to: { node, port } }
    : null
}

function updateNotes(previous: Reading, map: Y.Map<unknown>, changed: ReadonlySet<string>): readonly Note[] {
  const touched = remember(previous.memory.noteKeys, changed)
  if (touched.size === 0) return previous.graph.notes
  const notes = new Map(previous.graph.notes.map((note) => [note.id, note]))
  for (const id of touched) {
    const fields = [...(previous.memory.noteKeys.get(id) ?? [])].flatMap((key): [string, Json][] => {
      const value = map.get(key)
      return isJson(value) ? [[key.slice(id.length + 1), value]] : []
    })
    const live = isId(id) && fields.length > 0 && !fields.some(([field, value]) => field === 'gone' && value === true)
    if (!live) notes.delete(id)
    else {
      const own = fields.filter(([field]) => field !== 'gone').sort(([a], [b]) => compareText(a, b))
      const next = { id, fields: Object.fromEntries(own) }
      notes.set(id, shareJson(notes.get(id) as unknown as Json, next as unknown as JsonObject) as unknown as Note)
    }
  }
  const list = [...sortedById(notes).values()]
  const before = previous.graph.notes
  return list.length === before.length && list.every((note, i) => note === before[i]) ? before : list
}

/** Adds the keys to their owners' sets and returns the owners. */
function remember(index: Map<string, Set<string>>, keys: ReadonlySet<string>): ReadonlySet<string> {
  const owners = new Set<string>()
  for (const key of keys) {
    const owner = ownerOfKey(key)
    const known = index.get(owner)
    if (known === undefined) index.set(owner, new Set([key]))
    else known.add(key)
    owners.add(owner)
  }
  return owners
}

function child<K, V>(map: Map<string, Map<K, V>>, key: string): Map<K, V> {
  const existing = map.get(key)
  if (existing !== undefined) return existing
  const created = new Map<K, V>()
  map.set(key, created)
  return created
}

function sortedById<T>(map: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...map].sort(([a], [b]) => compareText(a, b)))
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
