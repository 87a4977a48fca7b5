import type { Json, JsonObject } from '../schema/index.ts'
import { isId, parseNodeKey } from './keys.ts'
import { configItemKey, NODES } from './layout.ts'
import type { OrderedItem } from './order.ts'
import type { Draft } from './workflow-document.ts'

/** What a document holds for one list of one node, gone items included. */
export interface StoredItem extends OrderedItem {
  readonly gone: boolean
  readonly fields: ReadonlySet<string>
}

/** Fields of an item that the layout itself uses. */
const ITEM_LAYOUT_FIELDS: ReadonlySet<string> = new Set(['id', 'order', 'gone'])

/** All items ever stored in one list, in their order. */
export function storedItems(draft: Draft, node: string, list: string): StoredItem[] {
  const prefix = `${node}/c/${list}/`
  const fieldsByItem = new Map<string, Set<string>>()
  for (const key of draft.keys(NODES)) {
    if (!key.startsWith(prefix)) continue
    const parts = parseNodeKey(key)
    if (parts?.kind !== 'item') continue
    const fields = fieldsByItem.get(parts.item)
    if (fields === undefined) fieldsByItem.set(parts.item, new Set([parts.field]))
    else fields.add(parts.field)
  }
  return [...fieldsByItem]
    .map(([id, fields]) => {
      const order = draft.get(NODES, configItemKey(node, list, id, 'order'))
      const gone = draft.get(NODES, configItemKey(node, list, id, 'gone')) === true
      return { id, order: typeof order === 'string' ? order : '', gone: gone || typeof order !== 'string', fields }
    })
    .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1))
}

/** Writes an item's fields, and its place if one is given; an item that was gone comes back. */
export function writeItem(
  draft: Draft,
  node: string,
  list: string,
  id: string,
  fields: JsonObject,
  order?: string,
): void {
  const key = (field: string): string => configItemKey(node, list, id, field)
  for (const [field, value] of Object.entries(fields)) {
    if (!ITEM_LAYOUT_FIELDS.has(field)) draft.set(NODES, key(field), value)
  }
  if (order !== undefined) draft.set(NODES, key('order'), order)
  if (draft.get(NODES, key('gone')) === true) draft.set(NODES, key('gone'), false)
}

export type ListItem = JsonObject & { readonly id: string }

/** True for an array that a document keeps item by item: objects, each with its own id and fields that can be keys. */
export function isItemList(value: Json | undefined): value is readonly ListItem[] {
  if (!Array.isArray(value) || value.length === 0) return false
  const ids = new Set<string>()
  return value.every((item: Json) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return false
    const { id, ...fields } = item as JsonObject
    if (typeof id !== 'string' || !isId(id) || ids.has(id)) return false
    ids.add(id)
    return Object.keys(fields).every((field) => isId(field) && !ITEM_LAYOUT_FIELDS.has(field))
  })
}
