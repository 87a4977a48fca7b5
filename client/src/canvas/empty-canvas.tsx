import { Search } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { TablePicker } from '../nodes/table-picker.tsx'
import { Button } from '../ui/button.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { useEditor } from './editor-context.ts'
import { buildExample, exampleFor } from './example.ts'

/** Nothing is on the canvas: begin with a table, found right here, or with an example on the data at hand. */
export function EmptyCanvas() {
  const editor = useEditor()
  const { workflow } = editor
  if (workflow.absent.value) {
    return (
      <Nothing title="Not on this device yet">
        The server cannot be reached, and this workflow has not been opened here before. It shows by itself as soon as
        the server is back.
      </Nothing>
    )
  }
  // Where the server has ended the connection for good, its notice above says what to do instead.
  const shown = workflow.loaded.value && workflow.notice.value === null && editor.graph.value.nodes.size === 0
  return shown ? <Start /> : null
}

function Nothing({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div class="canvas-empty">
      <div class="canvas-empty-box">
        <h2>{title}</h2>
        <p>{children}</p>
      </div>
    </div>
  )
}

function Start() {
  const editor = useEditor()
  const [search, setSearch] = useState('')
  const catalog = editor.catalog.value
  const example = useMemo(() => (catalog === null ? null : exampleFor(catalog)), [catalog])
  if (!editor.canEdit.value) {
    return <Nothing title="Nothing here yet">Somebody who may edit this workflow has to add the first table.</Nothing>
  }
  return (
    <div class="canvas-empty">
      <div class="canvas-empty-box">
        <h2>Start with a table</h2>
        <TextInput
          size="large"
          icon={Search}
          placeholder="Search tables and columns"
          aria-label="Search tables and columns"
          value={search}
          onInput={setSearch}
        />
        <div class="canvas-empty-tables float">
          <TablePicker
            catalog={catalog}
            search={search}
            value={null}
            onChoose={(table) => editor.addAfter(null, { kind: 'source', table })}
          />
        </div>
        {example !== null && (
          <p>
            Or{' '}
            <Button variant="link" onClick={() => buildExample(editor, example)}>
              try an example
            </Button>
            : {example.words}
          </p>
        )}
      </div>
    </div>
  )
}
