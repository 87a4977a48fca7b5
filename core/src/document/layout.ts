/**
 * Every name inside a Yjs document of FlowForge, in one place.
 *
 * workflow/<id>  `meta`   name, description, version, minReader
 *                `nodes`  flat: "<nodeId>/type" "/pos" "/title" "/gone" "/disabled"
 *                         "/c/<field>" (scalar config) and "/c/<list>/<itemId>/<field>" (list config; field `gone` hides an item,
 *                         field `order` is a fractional key)
 *                `edges`  "<node>/<port>" → {node, port}; "<node>/<port>/<sourceNode>" where several may enter; null when cut
 *                `notes`  flat: "<noteId>/<field>"
 *
 * A key never changes its meaning. Nested Yjs types are never used: they lose concurrent work (docs/decisions).
 */
export const META = 'meta'
export const NODES = 'nodes'
export const EDGES = 'edges'
export const NOTES = 'notes'
export const WORKFLOW_ROOTS = [META, NODES, EDGES, NOTES] as const

/** The layout this code writes, and the oldest reader that may still edit what it writes. */
export const LAYOUT_VERSION = 1
export const MIN_READER = 1

export const META_FIELDS = ['name', 'description', 'version', 'minReader'] as const

/** Fields directly under a node, besides its config. */
export const NODE_FIELDS = ['type', 'pos', 'title', 'gone', 'disabled'] as const

export const nodeKey = (node: string, field: (typeof NODE_FIELDS)[number]): string => `${node}/${field}`
export const configKey = (node: string, field: string): string => `${node}/c/${field}`
export const configItemKey = (node: string, list: string, item: string, field: string): string =>
  `${node}/c/${list}/${item}/${field}`
export const edgeKey = (node: string, port: string, source?: string): string =>
  source === undefined ? `${node}/${port}` : `${node}/${port}/${source}`
