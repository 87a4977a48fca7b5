import { CircleAlert } from 'lucide-preact'
import { useEffect } from 'preact/hooks'
import { formatDuration } from '../format/number.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icon.tsx'
import { useEditor } from './editor-context.ts'
import { useElapsed } from './elapsed.ts'
import { isGoing } from './runs.ts'

const REFUSAL_SHOWN = 5000

/** One line at the top of the canvas: why a connection was refused, or that a colleague runs the workflow. */
export function CanvasBanner() {
  const editor = useEditor()
  const refusal = editor.refusal.value
  useEffect(() => {
    if (refusal === null) return
    const timer = setTimeout(() => {
      editor.refusal.value = null
    }, REFUSAL_SHOWN)
    return () => clearTimeout(timer)
  }, [editor, refusal])
  if (refusal !== null) {
    return (
      <div class="canvas-banner is-refusal float" role="alert">
        <Icon of={CircleAlert} size="small" />
        <span>Not connected. {refusal}</span>
      </div>
    )
  }
  return <ColleagueRun />
}

function ColleagueRun() {
  const editor = useEditor()
  const status = editor.workflow.runStatus.value
  const going = status !== null && isGoing(status.state) && !editor.running.isOwn(status.requestId)
  const elapsed = useElapsed(going ? editor.running.startedAt.value : null)
  if (!going) return null
  const done = status.outputs.filter((output) => !isGoing(output.state)).length
  return (
    <div class="canvas-banner float" role="status" style={{ paddingRight: 12 }}>
      <Avatar person={status.by} size="small" />
      <span>
        <b style={{ fontWeight: 'var(--weight-head)' }}>{status.by.name}</b> runs this workflow
      </span>
      <span class="banner-detail">
        {done} of {status.outputs.length} outputs, {formatDuration(elapsed)}
      </span>
    </div>
  )
}
