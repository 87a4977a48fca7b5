import { CloudOff } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { catalogConfirmedAt, loadCatalog } from '../api/catalog.ts'
import { now } from '../format/clock.ts'
import { ageInWords } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { loadWorkflows } from './workflows.ts'

/** Shown while the server is away: what still works, and how old what one sees is. */
export function OfflineNote() {
  const [busy, setBusy] = useState(false)
  const at = catalogConfirmedAt.value
  const again = (): void => {
    setBusy(true)
    void Promise.allSettled([loadWorkflows(), loadCatalog()]).then(() => setBusy(false))
  }
  return (
    <div class="offline-note" role="status">
      <Icon of={CloudOff} size="small" />
      <p>
        <b>The server can’t be reached.</b> You can go on: edits are kept on this device and merge when it is back.
        {at !== null && ` What you see is ${ageInWords(now.value - at)}.`}
      </p>
      <Button variant="line" busy={busy} onClick={again}>
        Try now
      </Button>
    </div>
  )
}
