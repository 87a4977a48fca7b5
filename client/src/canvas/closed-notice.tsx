import { toGraphJson } from '@flowforge/core/document'
import { CircleAlert } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { inWords } from '../api/index.ts'
import type { ClosingNotice } from '../document/index.ts'
import { openNew } from '../home/actions.ts'
import { restoreWorkflow } from '../home/workflows.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { toast } from '../ui/toast.tsx'
import { useEditor } from './editor-context.ts'

/** The server ended the connection for good: why, and the way on. What this device holds stays on screen. */
export function ClosedNotice({ goTo }: { readonly goTo: (address: string) => void }) {
  const { workflow } = useEditor()
  const notice = workflow.notice.value
  if (notice === null) return null
  return (
    <div class="closed-notice" role="alert">
      <Icon of={CircleAlert} size="small" />
      <p>
        <b>{notice.title}.</b> {notice.text}
      </p>
      <WayOn notice={notice} goTo={goTo} />
    </div>
  )
}

function WayOn({ notice, goTo }: { readonly notice: ClosingNotice; readonly goTo: (address: string) => void }) {
  const { workflow, graph } = useEditor()
  const [busy, setBusy] = useState(false)
  const restore = async (): Promise<void> => {
    setBusy(true)
    try {
      await restoreWorkflow(workflow.id)
      workflow.reconnect()
    } catch (error) {
      toast({ text: `The workflow was not restored. ${inWords(error)}`, tone: 'negative' })
    }
    setBusy(false)
  }
  switch (notice.action) {
    case 'restore':
      return (
        <Button variant="line" busy={busy} onClick={() => void restore()}>
          Restore
        </Button>
      )
    case 'copy':
      return graph.value.nodes.size === 0 ? (
        <Button variant="line" onClick={() => goTo('/')}>
          All workflows
        </Button>
      ) : (
        <Button variant="line" onClick={() => void openNew(goTo, toGraphJson(graph.peek()))}>
          Save as a copy
        </Button>
      )
    case 'reload':
      return (
        <Button variant="line" onClick={() => location.reload()}>
          Reload
        </Button>
      )
  }
}
