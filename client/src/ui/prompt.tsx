import { useState } from 'preact/hooks'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Field } from './field.tsx'
import { TextInput } from './text-input.tsx'

interface PromptProps {
  readonly title: string
  readonly label: string
  readonly hint?: string
  readonly value: string
  /** The verb of the main button. */
  readonly action: string
  readonly maxLength: number
  /** Rejects with an Error whose message says why not; the dialog then stays open and shows it. */
  readonly onSave: (value: string) => Promise<unknown>
  readonly onClose: () => void
}

/** Asks for one line of text. */
export function Prompt({ title, label, hint, value, action, maxLength, onSave, onClose }: PromptProps) {
  const [text, setText] = useState(value)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const trimmed = text.trim()
  const save = (): void => {
    if (trimmed === '' || busy) return
    setBusy(true)
    onSave(trimmed).then(onClose, (error: unknown) => {
      setBusy(false)
      setProblem(error instanceof Error ? error.message : 'That did not work.')
    })
  }
  return (
    <Dialog
      open
      title={title}
      size="small"
      onClose={onClose}
      footer={
        <>
          <Button variant="line" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" busy={busy} disabled={trimmed === ''} onClick={save}>
            {action}
          </Button>
        </>
      }
    >
      <Field label={label} {...(hint === undefined ? {} : { hint })} {...(problem === null ? {} : { problem })}>
        <TextInput
          autofocus
          size="large"
          maxLength={maxLength}
          value={text}
          onInput={setText}
          onFocus={() => setProblem(null)}
          onKeyDown={(event) => event.key === 'Enter' && save()}
        />
      </Field>
    </Dialog>
  )
}
