import type { Cell, ResultTable } from '@flowforge/core/protocol'
import { type ReadonlySignal, signal } from '@preact/signals'
import { fractionDigitsOf } from '../format/cell.ts'
import type { RowSource } from './row-source.ts'

export const PAGE_ROWS = 200
/** How many pages are held; the least recently drawn go first. */
const PAGES_HELD = 80

type Page =
  | { readonly state: 'loading'; readonly abort: AbortController }
  | { readonly state: 'loaded'; readonly table: ResultTable }
  | { readonly state: 'failed'; readonly error: unknown }

/**
 * The rows of a source, page by page, as a grid scrolls over them. `want` says what is in view: missing pages are asked
 * for, those under way that left the view are cancelled, those loaded stay for the way back.
 */
export class PageCache {
  readonly #source: RowSource
  readonly #pages = new Map<number, Page>()
  readonly #changes = signal(0)
  /** By column, over all rows seen so far: it only grows, so that times do not change their shape on the way back. */
  readonly #fractionDigits: number[] = []
  #closed = false

  constructor(source: RowSource) {
    this.#source = source
    if (source.table !== undefined) this.#measure(source.table)
  }

  get rowCount(): number {
    return this.#source.rowCount
  }

  /** Rises whenever a page arrives or fails. */
  get changes(): ReadonlySignal<number> {
    return this.#changes
  }

  /** A cell, or undefined while its page is on its way. */
  cell(row: number, column: number): Cell | undefined {
    const whole = this.#source.table
    if (whole !== undefined) return whole.data[column]?.[row]
    const page = this.#pages.get(Math.floor(row / PAGE_ROWS))
    return page?.state === 'loaded' ? page.table.data[column]?.[row % PAGE_ROWS] : undefined
  }

  /** How many digits of their seconds' fraction the times of a column need. */
  fractionDigits(column: number): number {
    return this.#fractionDigits[column] ?? 0
  }

  /** The error of the page that holds a row. */
  failure(row: number): unknown {
    const page = this.#pages.get(Math.floor(row / PAGE_ROWS))
    return page?.state === 'failed' ? page.error : undefined
  }

  /** Says which rows are in view (`end` excluded). */
  want(start: number, end: number): void {
    if (this.#closed || this.#source.table !== undefined || end <= start) return
    const first = Math.floor(start / PAGE_ROWS)
    const last = Math.floor((Math.min(end, this.rowCount) - 1) / PAGE_ROWS)
    for (const [index, page] of this.#pages) {
      if (page.state !== 'loading' || (index >= first - 1 && index <= last + 1)) continue
      page.abort.abort()
      this.#pages.delete(index)
    }
    for (let index = first; index <= last; index += 1) {
      const page = this.#pages.get(index)
      if (page === undefined) void this.#load(index)
      else {
        // Re-inserted, so that the map stays in the order of last use.
        this.#pages.delete(index)
        this.#pages.set(index, page)
      }
    }
    this.#evict(first, last)
  }

  /** Asks again for the pages that failed. */
  retry(): void {
    const failed = [...this.#pages].filter(([, page]) => page.state === 'failed').map(([index]) => index)
    for (const index of failed) void this.#load(index)
  }

  /** Rows for copying: loads what is missing. */
  async rows(start: number, end: number): Promise<readonly (readonly Cell[])[]> {
    const loading: Promise<void>[] = []
    for (let index = Math.floor(start / PAGE_ROWS); index * PAGE_ROWS < end && !this.#source.table; index += 1) {
      if (this.#pages.get(index)?.state !== 'loaded') loading.push(this.#load(index))
    }
    await Promise.all(loading)
    const columns = this.#source.table?.columns.length ?? this.#columnCount()
    return Array.from({ length: end - start }, (_unused, at) =>
      Array.from({ length: columns }, (_same, column) => this.cell(start + at, column) ?? null),
    )
  }

  close(): void {
    this.#closed = true
    for (const page of this.#pages.values()) if (page.state === 'loading') page.abort.abort()
    this.#pages.clear()
  }

  #columnCount(): number {
    for (const page of this.#pages.values()) if (page.state === 'loaded') return page.table.columns.length
    return 0
  }

  async #load(index: number): Promise<void> {
    const abort = new AbortController()
    const loading: Page = { state: 'loading', abort }
    this.#pages.set(index, loading)
    const offset = index * PAGE_ROWS
    let page: Page
    try {
      const table = await this.#source.rows(offset, Math.min(PAGE_ROWS, this.rowCount - offset), abort.signal)
      page = { state: 'loaded', table }
    } catch (error) {
      page = { state: 'failed', error }
    }
    // Cancelled or asked for anew meanwhile: this answer is nobody's.
    if (this.#closed || this.#pages.get(index) !== loading) return
    this.#pages.set(index, page)
    if (page.state === 'loaded') this.#measure(page.table)
    this.#changes.value += 1
  }

  #measure(table: ResultTable): void {
    table.columns.forEach(({ type }, index) => {
      if (type.kind !== 'datetime') return
      this.#fractionDigits[index] = Math.max(this.fractionDigits(index), fractionDigitsOf(table.data[index] ?? []))
    })
  }

  #evict(first: number, last: number): void {
    for (const [index, page] of this.#pages) {
      if (this.#pages.size <= PAGES_HELD) return
      if (page.state !== 'loading' && (index < first || index > last)) this.#pages.delete(index)
    }
  }
}
