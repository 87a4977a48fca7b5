import type { RunOutput } from '@flowforge/core/protocol'
import { Copy } from 'lucide-preact'
import { formatDuration } from '../format/number.ts'
import { storeName } from '../nodes/faces.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { toast } from '../ui/toast.tsx'
import { useEditor } from './editor-context.ts'
import { PREVIEW_ROWS } from './preview-data.tsx'
import { AnswerState } from './preview-state.tsx'
import { highlightSql } from './sql-highlight.ts'
import { useAnswer } from './use-answer.ts'

type Sql = NonNullable<RunOutput['sql']>

/** The statement that was sent for this node: the run's where it has run as it stands, otherwise the preview's. */
export function PreviewSql({ id }: { readonly id: string }) {
  const editor = useEditor()
  const run = editor.runs.value.get(id)
  const ran = run?.isOutput && run.signature === editor.signatures.value.get(id) ? run.sql : null
  const runnable = editor.propagation.value.nodes.get(id)?.runnable === true
  const asks = ran === null && runnable
  const view = useAnswer('preview', id, asks ? { kind: 'preview', limit: PREVIEW_ROWS } : null)
  const sql = ran ?? view.answer?.sql ?? null
  if (sql !== null) {
    const milliseconds = ran === null ? (view.answer?.milliseconds ?? null) : (run?.milliseconds ?? null)
    return <Statement sql={sql} milliseconds={milliseconds} of={ran === null ? 'Preview' : 'Last run'} />
  }
  if (view.answer === null || view.state === 'problem' || !runnable)
    return <AnswerState id={id} view={view} what="Rows" />
  return <EmptyState title="No SQL for this node">It was answered without asking a store.</EmptyState>
}

interface StatementProps {
  readonly sql: Sql
  readonly milliseconds: number | null
  readonly of: string
}

/** The text is shown as it was sent: the printer lays it out for people already. */
function Statement({ sql, milliseconds, of }: StatementProps) {
  const { text } = sql
  const parameters = Object.entries(sql.parameters)
  return (
    <div class="sql-view">
      <div class="sql-bar">
        <Badge>{storeName(sql.store)}</Badge>
        <span>{of}</span>
        {milliseconds !== null && <span>{formatDuration(milliseconds)}</span>}
        <span class="sql-gap" />
        <Button
          size="small"
          icon={Copy}
          onClick={() =>
            void navigator.clipboard.writeText(text).then(() => toast({ text: 'SQL copied.', tone: 'positive' }))
          }
        >
          Copy
        </Button>
      </div>
      <div class="sql-columns">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
        <pre class="sql-text" tabIndex={0}>
          {highlightSql(text).map(({ kind, text: part }, index) => (
            <span key={index} class={`sql-part-${kind}`}>
              {part}
            </span>
          ))}
        </pre>
        {parameters.length > 0 && (
          <dl class="sql-parameters">
            <dt>Values sent beside it</dt>
            {parameters.map(([name, value]) => (
              <dd key={name}>
                <span>{name}</span> <code>{JSON.stringify(value)}</code>
              </dd>
            ))}
          </dl>
        )}
      </div>
    </div>
  )
}
