import type { JsonObject } from '../schema/index.ts'
import { requireId } from './keys.ts'
import { configItemKey, configKey, NODES } from './layout.ts'
import { isItemList, type ListItem, storedItems, writeItem } from './lists.ts'
import { orderKeys } from './order.ts'
import type { Draft } from './workflow-document.ts'

/** Writes the given fields of a node's config, lists item by item; fields that are not named stay. */
export function writeConfig(draft: Draft, node: string, config: JsonObject): void {
  for (const [field, value] of Object.entries(config)) {
    requireId(field)
    if (isItemList(value)) writeList(draft, node, field, value)
    else {
      writeList(draft, node, field, [])
      draft.set(NODES, configKey(node, field), value)
    }
  }
}

/** Makes a list hold exactly these items in this order, as changed keys only. */
export function writeList(draft: Draft, node: string, list: string, items: readonly ListItem[]): void {
  const stored = storedItems(draft, node, list)
  const wanted = new Set(items.map((item) => item.id))
  const orders = orderKeys(
    items.map((item) => item.id),
    new Map(stored.filter((item) => !item.gone).map((item) => [item.id, item.order])),
  )
  items.forEach(({ id, ...fields }, i) => {
    const before = stored.find((item) => item.id === id)
    for (const field of before?.fields ?? []) {
      if (!(field in fields) && field !== 'order' && field !== 'gone') {
        draft.remove(NODES, configItemKey(node, list, id, field))
      }
    }
    writeItem(draft, node, list, id, fields, orders[i])
  })
  for (const item of stored) {
    if (!item.gone && !wanted.has(item.id)) draft.set(NODES, configItemKey(node, list, item.id, 'gone'), true)
  }
}
