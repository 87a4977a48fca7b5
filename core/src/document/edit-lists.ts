import type { JsonObject } from '../schema/index.ts'
import { requireId } from './keys.ts'
import { configItemKey, NODES } from './layout.ts'
import { type ListItem, type StoredItem, storedItems, writeItem } from './lists.ts'
import { orderBetween, orderKeys } from './order.ts'
import type { Draft, Edit, EditOptions, WorkflowDocument } from './workflow-document.ts'
import { writeList } from './write-config.ts'

/** Where an item goes: before another one, or (null) to the end of its list. */
export type ItemPlace = { readonly before: string | null }

const AT_THE_END: ItemPlace = { before: null }

/** Adds an item, or brings it back and writes its fields if its id is known already. */
export function addListItem(
  document: WorkflowDocument,
  node: string,
  list: string,
  item: ListItem,
  place: ItemPlace = AT_THE_END,
  options?: EditOptions,
): Edit {
  requireIds(node, list, item.id, ...Object.keys(item))
  const { id, ...fields } = item
  return document.edit((draft) => {
    const order = placeItem(draft, node, list, id, place)
    writeItem(draft, node, list, id, fields, order)
  }, options)
}

/** Writes the given fields of an item and leaves its others; an item that is not there is added at the end. */
export function setListItem(
  document: WorkflowDocument,
  node: string,
  list: string,
  item: string,
  fields: JsonObject,
  options?: EditOptions,
): Edit {
  requireIds(node, list, item, ...Object.keys(fields))
  return document.edit((draft) => {
    const stored = storedItems(draft, node, list).find(({ id }) => id === item)
    const order = stored === undefined || stored.gone ? placeItem(draft, node, list, item, AT_THE_END) : undefined
    writeItem(draft, node, list, item, fields, order)
  }, options)
}

export function moveListItem(
  document: WorkflowDocument,
  node: string,
  list: string,
  item: string,
  place: ItemPlace,
  options?: EditOptions,
): Edit {
  requireIds(node, list, item)
  return document.edit((draft) => {
    const order = placeItem(draft, node, list, item, place)
    draft.set(NODES, configItemKey(node, list, item, 'order'), order)
  }, options)
}

/** Hides items; what they hold stays, so that undo brings it back. */
export function removeListItems(
  document: WorkflowDocument,
  node: string,
  list: string,
  items: Iterable<string>,
  options?: EditOptions,
): Edit {
  return document.edit((draft) => {
    for (const item of items) {
      requireIds(node, list, item)
      draft.set(NODES, configItemKey(node, list, item, 'gone'), true)
    }
  }, options)
}

/** Makes a list hold exactly these items in this order, as changed keys only. */
export function setList(
  document: WorkflowDocument,
  node: string,
  list: string,
  items: readonly ListItem[],
  options?: EditOptions,
): Edit {
  requireIds(node, list, ...items.flatMap((item) => [item.id, ...Object.keys(item)]))
  return document.edit((draft) => writeList(draft, node, list, items), options)
}

/** The order key for an item at a place. Where its neighbours leave no room, the whole list gets new keys. */
function placeItem(draft: Draft, node: string, list: string, item: string, place: ItemPlace): string {
  const others = storedItems(draft, node, list).filter((other) => !other.gone && other.id !== item)
  const found = others.findIndex((other) => other.id === place.before)
  const index = place.before === null || found === -1 ? others.length : found
  const order = orderBetween(others[index - 1]?.order ?? null, others[index]?.order ?? null)
  return order ?? respace(draft, node, list, others, index)
}

function respace(draft: Draft, node: string, list: string, others: readonly StoredItem[], index: number): string {
  const keys = orderKeys(Array.from({ length: others.length + 1 }, String), new Map())
  others.forEach((other, i) => {
    draft.set(NODES, configItemKey(node, list, other.id, 'order'), keys[i < index ? i : i + 1] ?? '')
  })
  return keys[index] ?? ''
}

function requireIds(...ids: readonly string[]): void {
  for (const id of ids) requireId(id)
}
