import { resultTableSchema } from '@flowforge/core/protocol'
import type { Column } from '@flowforge/core/schema'
import { RefreshCw } from 'lucide-preact'
import { createPortal } from 'preact/compat'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { call } from '../api/index.ts'
import { now } from '../format/clock.ts'
import { countOf, formatCount, formatDuration } from '../format/number.ts'
import { relativeTime } from '../format/time.ts'
import { DataGrid, type RowSource, type Sort, tableSource } from '../grid/index.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { ColumnSketch } from './column-sketch.tsx'
import { useEditor } from './editor-context.ts'
import { AnswerState } from './preview-state.tsx'
import type { NodeRun } from './runs.ts'
import { useTableArrangement } from './table-arrangement.ts'
import { type AnswerView, useAnswer } from './use-answer.ts'

export const PREVIEW_ROWS = 100
const SKETCH_HEIGHT = 26

/** The first rows of a node; of an output that has run, all of its result. */
export function PreviewData({ id, isOutput }: { readonly id: string; readonly isOutput: boolean }) {
  const editor = useEditor()
  const run = editor.runs.value.get(id)
  const current = run !== undefined && run.signature === editor.signatures.value.get(id)
  if (isOutput && run !== undefined && current && run.state === 'complete') return <FullResult id={id} run={run} />
  return <FirstRows id={id} isOutput={isOutput} />
}

function FirstRows({ id, isOutput }: { readonly id: string; readonly isOutput: boolean }) {
  const editor = useEditor()
  const runnable = editor.propagation.value.nodes.get(id)?.runnable === true
  const view = useAnswer('preview', id, runnable ? { kind: 'preview', limit: PREVIEW_ROWS } : null)
  const table = view.answer?.table
  const source = useMemo(() => (table === undefined ? null : tableSource(table)), [table])
  useRowCount(id, view)
  const arrangement = useTableArrangement(id)
  const state = <AnswerState id={id} view={view} what="Rows" />
  if (table === undefined || source === null || view.state === 'problem' || !runnable) return state
  return (
    <div class="preview-grid" data-stale={!view.isCurrent}>
      <Facts>
        <PreviewFacts id={id} view={view} isOutput={isOutput} />
      </Facts>
      <DataGrid
        label="First rows"
        schema={table.columns}
        source={source}
        under={(column: Column, index) => <ColumnSketch column={column} cells={table.data[index] ?? []} />}
        underHeight={SKETCH_HEIGHT}
        {...(arrangement === null ? {} : { arrangement })}
        empty="No rows come out of this node. Loosen a filter above it, or pick another table."
      />
    </div>
  )
}

/** Counts all rows once the first ones are there and the person has stayed; a short result is counted already. */
function useRowCount(id: string, { answer, isCurrent }: AnswerView): void {
  const { counts, signatures } = useEditor()
  const signature = signatures.value.get(id)
  useEffect(() => {
    if (answer === null || !isCurrent || signature === undefined) return
    if (answer.table.rowCount < PREVIEW_ROWS) {
      counts.remember(signature, answer.table.rowCount)
      return
    }
    const timer = setTimeout(() => counts.count(id), 500)
    return () => clearTimeout(timer)
  }, [counts, id, answer, isCurrent, signature])
  useEffect(() => () => counts.cancel(id), [counts, id])
}

interface FactsProps {
  readonly id: string
  readonly view: AnswerView
  readonly isOutput: boolean
}

function PreviewFacts({ id, view, isOutput }: FactsProps) {
  const editor = useEditor()
  const { answer } = view
  if (answer === null) return null
  const count = editor.counts.of(id).value
  const { rowCount, columns } = answer.table
  return (
    <>
      <span>
        {count === null || count.rows > rowCount ? `First ${formatCount(rowCount)} of ` : ''}
        <RowCount id={id} />
        {`, ${countOf(columns.length, 'column')}, ${formatDuration(answer.milliseconds)}, `}
        {view.state === 'asking' ? 'asking again' : relativeTime(answer.at, Math.max(now.value, answer.at))}
      </span>
      {isOutput && (
        <Button variant="link" onClick={() => editor.running.run(id)}>
          Run for all rows
        </Button>
      )}
      <IconButton
        icon={RefreshCw}
        label="Ask again"
        size="small"
        busy={view.state === 'asking'}
        onClick={view.refresh}
      />
    </>
  )
}

function RowCount({ id }: { readonly id: string }) {
  const { counts } = useEditor()
  const count = counts.of(id).value
  if (count !== null) return <b>{countOf(count.rows, 'row')}</b>
  if (counts.isCounting(id)) {
    return (
      <>
        … rows{' '}
        <Button variant="link" onClick={() => counts.cancel(id)}>
          Stop counting
        </Button>
      </>
    )
  }
  return (
    <Button variant="link" onClick={() => counts.count(id)}>
      Count rows
    </Button>
  )
}

/** All rows of a stored result, page by page; a press on a header asks for another order. */
function FullResult({ id, run }: { readonly id: string; readonly run: NodeRun }) {
  const editor = useEditor()
  const schema = editor.propagation.value.nodes.get(id)?.schema ?? []
  const [sort, setSort] = useState<Sort | null>(null)
  const { executionId, rowCount } = run
  const arrangement = useTableArrangement(id)
  const source = useMemo(() => executionSource(executionId, rowCount ?? 0, sort), [executionId, rowCount, sort])
  return (
    <div class="preview-grid">
      <Facts>
        <span>
          {run.truncated ? 'The first ' : ''}
          <b>{countOf(rowCount ?? 0, 'row')}</b>
          {`, ${countOf(schema.length, 'column')}, `}
          {run.milliseconds === null ? '' : `${formatDuration(run.milliseconds)}, `}
          {`run by ${run.by.name} ${relativeTime(run.at, Math.max(now.value, run.at))}`}
        </span>
      </Facts>
      <DataGrid
        label="Result"
        schema={schema}
        source={source}
        sort={sort}
        onSort={setSort}
        {...(arrangement === null ? {} : { arrangement })}
        empty="The run gave no rows."
      />
    </div>
  )
}

function executionSource(id: string, rowCount: number, sort: Sort | null): RowSource {
  return {
    rowCount,
    async rows(offset, limit, signal) {
      const order =
        sort === null ? {} : ({ sort: sort.column, descending: sort.descending ? 'true' : 'false' } as const)
      const page = await call('getExecutionRows', { parameters: { id }, query: { offset, limit, ...order }, signal })
      return resultTableSchema.parse(page.table)
    },
  }
}

/** What stands at the right of the tabs. */
function Facts({ children }: { readonly children: preact.ComponentChildren }) {
  const [place, setPlace] = useState<Element | null>(null)
  useEffect(() => setPlace(document.getElementById('preview-facts')), [])
  return place === null ? null : createPortal(children, place)
}
