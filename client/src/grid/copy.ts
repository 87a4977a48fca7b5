import { plainCell } from '../format/cell.ts'
import { countOf } from '../format/number.ts'
import { toast } from '../ui/toast.tsx'
import type { GridColumn } from './columns.ts'
import { type blockOf, toTabbedText } from './cursor.ts'
import type { PageCache } from './page-cache.ts'

/** More than this would stall the page and most spreadsheets. */
const MOST_CELLS = 500_000

/** Copies a block of cells as tab-separated text; several rows come with the columns' names. */
export async function copyBlock(
  pages: PageCache,
  columns: readonly GridColumn[],
  block: ReturnType<typeof blockOf>,
): Promise<void> {
  const chosen = columns.slice(block.columnStart, block.columnEnd)
  const count = block.rowEnd - block.rowStart
  if (count * chosen.length > MOST_CELLS) {
    toast({ tone: 'warning', text: 'That is too much to copy at once. Select fewer rows, or export the result.' })
    return
  }
  const rows = await pages.rows(block.rowStart, block.rowEnd)
  const texts = rows.map((row) => chosen.map((column) => plainCell(row[column.index] ?? null)))
  const single = count === 1 && chosen.length === 1
  const withNames = count > 1 ? [chosen.map((column) => column.id), ...texts] : texts
  await copyText(toTabbedText(withNames), single ? 'Value' : countOf(count, 'row'))
}

/** Puts text on the clipboard and says so. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast({ tone: 'positive', text: `${what} copied.`, duration: 1800 })
  } catch {
    toast({ tone: 'warning', text: 'The browser does not let this page use the clipboard.' })
  }
}
