import type { Problem } from '@flowforge/core/schema'
import { CircleAlert, CloudOff, Eye } from 'lucide-preact'
import { formatDuration } from '../format/number.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Skeleton, Spinner } from '../ui/progress.tsx'
import { useEditor } from './editor-context.ts'
import { useElapsed } from './elapsed.ts'
import type { AnswerView } from './use-answer.ts'

/** Why there is no answer to show, and what to do; null where there is one. */
export function AnswerState({
  id,
  view,
  what,
}: {
  readonly id: string
  readonly view: AnswerView
  readonly what: string
}) {
  const editor = useEditor()
  const state = editor.propagation.value.nodes.get(id)
  if (view.answer !== null && view.state !== 'problem') return null
  if (state !== undefined && !state.runnable) return <Blocked problems={editor.problemsOf(id)} />
  if (editor.workflow.status.value === 'readonly') {
    return (
      <EmptyState icon={Eye} title="You are viewing">
        Viewers see how a workflow is made, not its rows. Ask an admin for the role of an analyst to see them.
      </EmptyState>
    )
  }
  switch (view.state) {
    case 'problem':
      return <Failed problems={view.problems} onRetry={view.refresh} />
    case 'offline':
      return (
        <EmptyState icon={CloudOff} title="The server cannot be reached">
          {what} come from the server. They show by themselves when it is back.
        </EmptyState>
      )
    case 'cancelled':
      return (
        <EmptyState
          title="Stopped"
          actions={
            <Button variant="line" onClick={view.refresh}>
              Ask again
            </Button>
          }
        >
          {what} were not asked for to the end.
        </EmptyState>
      )
    default:
      return <Loading view={view} what={what} />
  }
}

function Loading({ view, what }: { readonly view: AnswerView; readonly what: string }) {
  const elapsed = useElapsed(view.since)
  return (
    <div class="preview-loading" aria-busy="true">
      {elapsed > 200 && (
        <p class="preview-busy">
          <Spinner size="small" /> Asking for {what.toLowerCase()}, {formatDuration(elapsed)}
          <Button variant="link" onClick={view.cancel}>
            Cancel
          </Button>
        </p>
      )}
      {Array.from({ length: 6 }, (_unused, row) => (
        <div class="preview-skeleton" key={row}>
          {[56, 120, 72, 96, 88, 64].map((width) => (
            <Skeleton key={width} width={width} height={10} />
          ))}
        </div>
      ))}
    </div>
  )
}

/** The node itself, or one above it, has to be mended first. */
function Blocked({ problems }: { readonly problems: readonly Problem[] }) {
  const editor = useEditor()
  const [first] = problems.filter(({ severity }) => severity === 'error')
  return (
    <EmptyState
      icon={CircleAlert}
      tone="warning"
      title={first?.message ?? 'A node above this one does not work yet'}
      actions={
        first !== undefined && first.fix !== undefined ? (
          <Button variant="line" onClick={() => editor.applyFix(first)}>
            {first.fix.label}
          </Button>
        ) : undefined
      }
    >
      {first?.hint ?? 'See what is wrong there first.'}
    </EmptyState>
  )
}

function Failed({ problems, onRetry }: { readonly problems: readonly Problem[]; readonly onRetry: () => void }) {
  const [first] = problems
  return (
    <EmptyState
      icon={CircleAlert}
      tone="negative"
      title={first?.message ?? 'The rows could not be fetched'}
      actions={
        <Button variant="line" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {first?.hint}
    </EmptyState>
  )
}
