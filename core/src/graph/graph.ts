import type { Json, JsonObject } from '../schema/index.ts'

/** Ids match `[A-Za-z0-9_-]+`, so that they can stand inside document keys and addresses. */
export const ID_PATTERN = /^[A-Za-z0-9_-]+$/

/** The name of the one output port of every node that is not an output. */
export const OUTPUT_PORT = 'out'

export interface Position {
  readonly x: number
  readonly y: number
}

/** A node as a document says it: `type` and `config` may be anything until a node definition has read them. */
export interface GraphNode {
  readonly id: string
  readonly type: string
  readonly title?: string
  readonly disabled: boolean
  readonly position: Position
  /** Scalars and lists by field; an item of a list is an object with an `id`, lists are in their (order, id) order. */
  readonly config: JsonObject
}

export interface PortAddress {
  readonly node: string
  readonly port: string
}

export interface Edge {
  readonly from: PortAddress
  readonly to: PortAddress
}

/** Free text or a frame on the canvas. */
export interface Note {
  readonly id: string
  readonly fields: Readonly<Record<string, Json>>
}

/** A workflow outside its document: what propagation and lowering work on. Never contains `gone` nodes. */
export interface Graph {
  readonly name: string
  readonly description: string
  readonly nodes: ReadonlyMap<string, GraphNode>
  readonly edges: readonly Edge[]
  readonly notes: readonly Note[]
}

export const EMPTY_GRAPH: Graph = { name: '', description: '', nodes: new Map(), edges: [], notes: [] }
