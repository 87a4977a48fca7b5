import type { Schema } from '@flowforge/core/schema'
import { describe, expect, it } from 'vitest'
import { columnModel } from './columns.ts'

const SCHEMA: Schema = [
  { name: 'at', type: { kind: 'datetime', precision: 3, zone: null }, nullable: false },
  { name: 'symbol', type: { kind: 'text' }, nullable: false },
  { name: 'n', type: { kind: 'integer', bits: 64, signed: true }, nullable: true },
]
const names = (model: ReturnType<typeof columnModel>): readonly string[] => model.visible().map(({ id }) => id)

describe('columnModel', () => {
  it('hides and shows columns, and says so', () => {
    const model = columnModel(SCHEMA, [])
    const before = model.turn.value
    model.setVisible('symbol', false)
    expect([names(model), model.isVisible('symbol'), model.turn.value > before]).toEqual([['at', 'n'], false, true])
    expect(model.visible()[1]?.index).toBe(2)
    model.showAll()
    expect(names(model)).toEqual(['at', 'symbol', 'n'])
  })

  it('keeps widths between a least and a most', () => {
    const model = columnModel(SCHEMA, [])
    for (const [asked, given] of [
      [1, 56],
      [200.4, 200],
      [99_999, 1200],
    ] as const) {
      model.setWidth('n', asked)
      expect(model.visible()[2]?.width).toBe(given)
    }
  })

  it('fits the first widths to the rows, and to the type where there are none', () => {
    const widths = (rows: (string | null)[][]): readonly number[] =>
      columnModel(SCHEMA, rows)
        .visible()
        .map(({ width }) => width)
    const [time, text] = widths([])
    expect(time).toBeGreaterThan(170)
    expect(widths([['2026-11-18T09:30:00.123Z', 'AAPL', null]])[1]).toBeLessThan(text ?? 0)
    expect(widths([[null, 'x'.repeat(500), null]])[1]).toBe(320)
  })
})
