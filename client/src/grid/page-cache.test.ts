import type { ResultTable } from '@flowforge/core/protocol'
import { describe, expect, it } from 'vitest'
import { PAGE_ROWS, PageCache } from './page-cache.ts'
import { type RowSource, tableSource } from './row-source.ts'

const COLUMNS = [{ name: 'n', type: { kind: 'integer', bits: 32, signed: true }, nullable: false }] as const

interface Asked {
  readonly offset: number
  readonly limit: number
  readonly signal: AbortSignal
  readonly answer: () => void
  readonly fail: (error: Error) => void
}

/** A source that answers when told to. */
function heldSource(rowCount: number): { source: RowSource; asked: Asked[] } {
  const asked: Asked[] = []
  const rows = (offset: number, limit: number, signal: AbortSignal): Promise<ResultTable> =>
    new Promise((resolve, reject) => {
      const data = [Array.from({ length: limit }, (_unused, row) => offset + row)]
      const answer = (): void => resolve({ columns: COLUMNS, rowCount: limit, data })
      signal.addEventListener('abort', () => reject(signal.reason))
      asked.push({ offset, limit, signal, answer, fail: reject })
    })
  return { source: { rowCount, rows }, asked }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

describe('PageCache', () => {
  it('asks for the pages in view once, and for no row beyond the end', async () => {
    const { source, asked } = heldSource(PAGE_ROWS + 30)
    const pages = new PageCache(source)
    pages.want(PAGE_ROWS - 10, PAGE_ROWS + 500)
    pages.want(PAGE_ROWS - 10, PAGE_ROWS + 500)
    expect(asked.map(({ offset, limit }) => [offset, limit])).toEqual([
      [0, PAGE_ROWS],
      [PAGE_ROWS, 30],
    ])
    expect(pages.cell(PAGE_ROWS + 2, 0)).toBeUndefined()
    const before = pages.changes.value
    asked[1]?.answer()
    await settled()
    expect(pages.cell(PAGE_ROWS + 2, 0)).toBe(PAGE_ROWS + 2)
    expect(pages.changes.value).toBe(before + 1)
  })

  it('cancels what left the view and asks again when it comes back', async () => {
    const { source, asked } = heldSource(PAGE_ROWS * 100)
    const pages = new PageCache(source)
    pages.want(0, 20)
    pages.want(PAGE_ROWS * 50, PAGE_ROWS * 50 + 20)
    expect(asked[0]?.signal.aborted).toBe(true)
    pages.want(0, 20)
    expect(asked.map(({ offset }) => offset / PAGE_ROWS)).toEqual([0, 50, 0])
    asked[2]?.answer()
    await settled()
    expect(pages.cell(0, 0)).toBe(0)
    expect(pages.failure(0)).toBeUndefined()
  })

  it('keeps a failure until it is retried', async () => {
    const { source, asked } = heldSource(50)
    const pages = new PageCache(source)
    pages.want(0, 50)
    asked[0]?.fail(new Error('gone'))
    await settled()
    expect(pages.failure(3)).toEqual(new Error('gone'))
    pages.want(0, 50)
    expect(asked).toHaveLength(1)
    pages.retry()
    asked[1]?.answer()
    await settled()
    expect(pages.failure(3)).toBeUndefined()
    expect(pages.cell(3, 0)).toBe(3)
  })

  it('forgets the pages that were looked at longest ago', async () => {
    const { source, asked } = heldSource(PAGE_ROWS * 200)
    const pages = new PageCache(source)
    for (let page = 0; page < 100; page += 1) {
      pages.want(page * PAGE_ROWS, page * PAGE_ROWS + 10)
      asked.at(-1)?.answer()
      await settled()
    }
    expect(pages.cell(0, 0)).toBeUndefined()
    expect(pages.cell(99 * PAGE_ROWS, 0)).toBe(99 * PAGE_ROWS)
  })

  it('reads a table that is here without asking', () => {
    const pages = new PageCache(tableSource({ columns: COLUMNS, rowCount: 2, data: [[7, 8]] }))
    pages.want(0, 2)
    expect([pages.cell(1, 0), pages.rowCount]).toEqual([8, 2])
  })
})
