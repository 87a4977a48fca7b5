import { setDescription } from '@flowforge/core/document'
import { CopyPlus, Power, Trash2, Workflow } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { countOf } from '../format/number.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { useEditor } from './editor-context.ts'

/** Several nodes are selected: what can be done with all of them. */
export function SeveralSelected() {
  const editor = useEditor()
  const locked = !editor.canEdit.value
  return (
    <div class="config-body">
      <section class="config-section">
        <h3>{countOf(editor.selection.nodes.value.size, 'node')} selected</h3>
        <div class="config-stack">
          <Button variant="line" icon={Workflow} keys="l" disabled={locked} onClick={() => editor.arrange()}>
            Lay out
          </Button>
          <Button variant="line" icon={CopyPlus} keys="mod+d" disabled={locked} onClick={() => editor.duplicate()}>
            Duplicate
          </Button>
          <Button variant="line" icon={Power} keys="d" disabled={locked} onClick={() => editor.toggleDisabled()}>
            Switch off or on
          </Button>
          <Button variant="line" icon={Trash2} keys="delete" disabled={locked} onClick={() => editor.removeSelection()}>
            Delete
          </Button>
        </div>
      </section>
    </div>
  )
}

const HINTS: readonly (readonly [keys: string, words: string])[] = [
  ['/', 'Add a node or a table'],
  ['c', 'Connect the selected node'],
  ['mod+enter', 'Run all outputs'],
  ['mod+k', 'Find any command'],
  ['?', 'All shortcuts'],
]

/** Nothing is selected: the workflow itself, and where to begin. */
export function NothingSelected() {
  const editor = useEditor()
  const { description, nodes } = editor.graph.value
  const [text, setText] = useState(description)
  useEffect(() => setText(description), [description])
  const errors = editor.brokenNodes.value.size
  return (
    <div class="config-body">
      <section class="config-section">
        <Field label="What this workflow is for">
          <textarea
            class="config-text"
            aria-label="What this workflow is for"
            rows={4}
            maxLength={10_000}
            value={text}
            placeholder="One sentence helps whoever opens it next"
            readOnly={!editor.canEdit.value}
            onInput={(event) => setText(event.currentTarget.value)}
            onBlur={() => text !== description && setDescription(editor.workflow.document, text)}
          />
        </Field>
        <p class="config-hint">
          {countOf(nodes.size, 'node')}
          {errors > 0 ? `, ${errors} of them with errors` : ''}
        </p>
      </section>
      <section class="config-section">
        <h3>Keys</h3>
        <dl class="config-keys">
          {HINTS.map(([keys, words]) => (
            <div key={keys}>
              <dt>{words}</dt>
              <dd>
                <Kbd keys={keys} />
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  )
}
