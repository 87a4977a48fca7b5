import { useEffect, useState } from 'preact/hooks'
import { type AnswerView, useAnswer } from '../canvas/use-answer.ts'
import { plainCell } from '../format/cell.ts'

interface FrequentValue {
  readonly text: string
  readonly rows: number
}

interface FrequentValues {
  readonly values: readonly FrequentValue[]
  readonly view: AnswerView
}

const PAUSE = 200

/** The most frequent values of a column that contain `search`; asks nothing while the column is null. */
export function useFrequentValues(node: string | null, column: string | null, search: string): FrequentValues {
  const [settled, setSettled] = useState(search)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(search.slice(0, 200)), PAUSE)
    return () => clearTimeout(timer)
  }, [search])
  const asks = node !== null && column !== null
  const view = useAnswer('values', node, asks ? { kind: 'values', column, search: settled, limit: 50 } : null)
  const table = view.answer?.table
  const values = (table?.data[0] ?? []).flatMap((cell, index): FrequentValue[] =>
    cell === null ? [] : [{ text: plainCell(cell), rows: Number(table?.data[1]?.[index] ?? 0) }],
  )
  return { values, view }
}
