import { ID_PATTERN } from '@flowforge/core/graph'

const TYPE = 'application/x-flowforge-node'

/** What a palette entry puts on the drag: the kind of node, and for a table of the catalog which one. */
export interface DraggedKind {
  readonly kind: string
  readonly table?: string
}

export function startDrag(transfer: DataTransfer | null, dragged: DraggedKind): void {
  if (transfer === null) return
  transfer.setData(TYPE, JSON.stringify(dragged))
  transfer.effectAllowed = 'copy'
}

/** Null where something else was dropped. */
export function readDrop(transfer: DataTransfer | null): DraggedKind | null {
  const text = transfer?.getData(TYPE) ?? ''
  if (text === '') return null
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || !('kind' in value)) return null
  const { kind } = value
  if (typeof kind !== 'string' || !ID_PATTERN.test(kind)) return null
  return 'table' in value && typeof value.table === 'string' ? { kind, table: value.table } : { kind }
}
