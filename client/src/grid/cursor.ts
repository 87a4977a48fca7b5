/** The active cell and the block selected from it, as pure functions: rows and columns by their position on screen. */
export interface CellAt {
  readonly row: number
  readonly column: number
}

export interface Selection {
  /** Where the selection began, and the active cell at its other end. */
  readonly from: CellAt
  readonly to: CellAt
}

export interface Extent {
  readonly rows: number
  readonly columns: number
  /** Rows in view, for Page Up and Page Down. */
  readonly page: number
}

interface Press {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

/** The selection after a key, or null where the key does not move. ⇧ keeps where it began; Ctrl goes to the ends. */
export function moveBy(selection: Selection | null, press: Press, extent: Extent): Selection | null {
  if (extent.rows === 0 || extent.columns === 0) return null
  const at = selection?.to ?? { row: 0, column: 0 }
  const far = press.ctrlKey || press.metaKey
  const target = targetOf(press.key, far, at, extent)
  if (target === null) return null
  if (selection === null && press.key.startsWith('Arrow')) return { from: at, to: at }
  const to = clamp(target, extent)
  return { from: press.shiftKey && selection !== null ? selection.from : to, to }
}

function targetOf(key: string, far: boolean, at: CellAt, extent: Extent): CellAt | null {
  switch (key) {
    case 'ArrowUp':
      return { ...at, row: far ? 0 : at.row - 1 }
    case 'ArrowDown':
      return { ...at, row: far ? extent.rows - 1 : at.row + 1 }
    case 'ArrowLeft':
      return { ...at, column: far ? 0 : at.column - 1 }
    case 'ArrowRight':
      return { ...at, column: far ? extent.columns - 1 : at.column + 1 }
    case 'PageUp':
      return { ...at, row: at.row - extent.page }
    case 'PageDown':
      return { ...at, row: at.row + extent.page }
    case 'Home':
      return { row: far ? 0 : at.row, column: 0 }
    case 'End':
      return { row: far ? extent.rows - 1 : at.row, column: extent.columns - 1 }
    default:
      return null
  }
}

function clamp(at: CellAt, extent: Extent): CellAt {
  return {
    row: Math.max(0, Math.min(extent.rows - 1, at.row)),
    column: Math.max(0, Math.min(extent.columns - 1, at.column)),
  }
}

/** The block between both ends; `end` sides are excluded. */
export function blockOf({ from, to }: Selection) {
  return {
    rowStart: Math.min(from.row, to.row),
    rowEnd: Math.max(from.row, to.row) + 1,
    columnStart: Math.min(from.column, to.column),
    columnEnd: Math.max(from.column, to.column) + 1,
  }
}

/** Tab-separated text, as spreadsheets take it. */
export function toTabbedText(rows: readonly (readonly string[])[]): string {
  const field = (text: string): string => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return rows.map((row) => row.map(field).join('\t')).join('\n')
}
