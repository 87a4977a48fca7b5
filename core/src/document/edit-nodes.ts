import type { GraphNode, Position } from '../graph/index.ts'
import type { Json } from '../schema/index.ts'
import { requireId } from './keys.ts'
import { configKey, META, NODES, NOTES, nodeKey } from './layout.ts'
import type { Edit, EditOptions, WorkflowDocument } from './workflow-document.ts'
import { writeConfig } from './write-config.ts'

/** A node to be added; what is left out takes its default. */
export type NewNode = Pick<GraphNode, 'id' | 'type' | 'position'> &
  Partial<Pick<GraphNode, 'title' | 'config' | 'disabled'>>

export function addNode(document: WorkflowDocument, node: NewNode, options?: EditOptions): Edit {
  requireId(node.id)
  return document.edit((draft) => {
    draft.set(NODES, nodeKey(node.id, 'type'), node.type)
    draft.set(NODES, nodeKey(node.id, 'pos'), { x: node.position.x, y: node.position.y })
    if (node.title !== undefined) draft.set(NODES, nodeKey(node.id, 'title'), node.title)
    if (node.disabled === true) draft.set(NODES, nodeKey(node.id, 'disabled'), true)
    writeConfig(draft, node.id, node.config ?? {})
  }, options)
}

/** Where nodes stand after a drag has ended; the way there travels as awareness. */
export function moveNodes(
  document: WorkflowDocument,
  positions: ReadonlyMap<string, Position>,
  options?: EditOptions,
): Edit {
  return document.edit((draft) => {
    for (const [id, { x, y }] of positions) draft.set(NODES, nodeKey(requireId(id), 'pos'), { x, y })
  }, options)
}

/** An empty title goes back to the name of the node's type. */
export function setTitle(document: WorkflowDocument, node: string, title: string, options?: EditOptions): Edit {
  return document.edit((draft) => draft.set(NODES, nodeKey(requireId(node), 'title'), title), options)
}

export function setDisabled(
  document: WorkflowDocument,
  nodes: Iterable<string>,
  disabled: boolean,
  options?: EditOptions,
): Edit {
  return document.edit((draft) => {
    for (const id of nodes) {
      const key = nodeKey(requireId(id), 'disabled')
      if (disabled || draft.get(NODES, key) !== undefined) draft.set(NODES, key, disabled)
    }
  }, options)
}

/** One scalar field of a node's config; undefined takes it back to its default. Lists have edits of their own. */
export function setConfig(
  document: WorkflowDocument,
  node: string,
  field: string,
  value: Json | undefined,
  options?: EditOptions,
): Edit {
  const key = configKey(requireId(node), requireId(field))
  return document.edit(
    (draft) => (value === undefined ? draft.remove(NODES, key) : draft.set(NODES, key, value)),
    options,
  )
}

/** Hides nodes, and with them their edges; everything they hold stays, so that undo brings it back. */
export function removeNodes(document: WorkflowDocument, nodes: Iterable<string>, options?: EditOptions): Edit {
  return document.edit((draft) => {
    for (const id of nodes) draft.set(NODES, nodeKey(requireId(id), 'gone'), true)
  }, options)
}

export function renameWorkflow(document: WorkflowDocument, name: string, options?: EditOptions): Edit {
  return document.edit((draft) => draft.set(META, 'name', name), options)
}

export function setDescription(document: WorkflowDocument, description: string, options?: EditOptions): Edit {
  return document.edit((draft) => draft.set(META, 'description', description), options)
}

/** Writes the given fields of a note and leaves its others; a note that was gone comes back. */
export function setNote(
  document: WorkflowDocument,
  note: string,
  fields: Readonly<Record<string, Json>>,
  options?: EditOptions,
): Edit {
  requireId(note)
  return document.edit((draft) => {
    for (const [field, value] of Object.entries(fields)) draft.set(NOTES, `${note}/${requireId(field)}`, value)
    if (draft.get(NOTES, `${note}/gone`) === true) draft.set(NOTES, `${note}/gone`, false)
  }, options)
}

export function removeNote(document: WorkflowDocument, note: string, options?: EditOptions): Edit {
  return document.edit((draft) => draft.set(NOTES, `${requireId(note)}/gone`, true), options)
}
