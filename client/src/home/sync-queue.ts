import { effect } from '@preact/signals'
import { reachable } from '../api/connection.ts'
import { queuedWorkflows, recallQueue } from '../api/queue.ts'
import { session } from '../api/session.ts'
import { loadWorkflows } from './workflows.ts'

/** Long enough for a large document; what is not saved by then goes when it is next opened. */
const GIVE_UP_AFTER = 60_000

/** Creates on the server what was made offline, and sends its content, whenever the server is there. Call once. */
export function sendQueuedWorkflows(): () => void {
  void recallQueue()
  let busy = false
  return effect(() => {
    const own = session.value
    if (!reachable.value || own === null || busy) return
    const mine = queuedWorkflows.value.filter((item) => item.userId === own.user.id)
    if (mine.length === 0) return
    busy = true
    void (async () => {
      for (const { id } of mine) await sendContent(id)
      busy = false
      await loadWorkflows().catch(() => undefined)
    })()
  })
}

/** Opens the workflow unseen, which creates it, until its replica is saved. */
async function sendContent(id: string): Promise<void> {
  const own = session.value
  if (own === null) return
  const { openWorkflow } = await import('../document/open-workflow.ts')
  const workflow = openWorkflow(id, own)
  const settled = new Promise<void>((resolve) => {
    setTimeout(resolve, GIVE_UP_AFTER)
    workflow.status.subscribe((status) => {
      if (status === 'saved' || status === 'gone' || status === 'readonly') resolve()
    })
  })
  await settled
  workflow.close()
}
