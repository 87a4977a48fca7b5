import { definitionOf, NODE_DEFINITIONS, type NodeKind } from '@flowforge/core/nodes'
import { CircleAlert, Ellipsis, TriangleAlert, X } from 'lucide-preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { nodeFace } from '../nodes/faces.ts'
import { editsOf } from '../nodes/panel.ts'
import { panelOf } from '../nodes/panels.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icon.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { nameOfNode } from './node-name.ts'
import './config-panel.css'
import { canvasMenu } from './context-menu.ts'
import { useEditor } from './editor-context.ts'
import { configOpen } from './panel-sizes.ts'
import { NothingSelected, SeveralSelected } from './selection-panel.tsx'

/** The settings of the selected node; a summary where none or several are selected. */
export function ConfigPanel() {
  const editor = useEditor()
  const id = editor.selection.single.value
  if (id !== null) return <NodePanel key={id} id={id} />
  return editor.selection.nodes.value.size > 1 ? <SeveralSelected /> : <NothingSelected />
}

function NodePanel({ id }: { readonly id: string }) {
  const editor = useEditor()
  const body = useRef<HTMLDivElement>(null)
  const node = editor.node(id)
  const state = editor.propagation.value.nodes.get(id)
  const running = editor.running.own.value !== null
  const readOnly = running || !editor.canEdit.value
  const edit = useMemo(() => editsOf(editor, id), [editor, id])
  useFieldFocus(id, body)
  if (node === undefined) return null
  const Panel = panelOf(node.type)
  const problems = editor.problemsOf(id)
  return (
    <>
      <PanelHead id={id} readOnly={readOnly} />
      <div class="config-body" ref={body} data-readonly={readOnly}>
        {running && <p class="config-note">You are running this version. Settings open again when it ends.</p>}
        {node.disabled && <p class="config-note">This node is off: rows pass through unchanged.</p>}
        <NodeProblems id={id} />
        {Panel === null || state?.config == null ? (
          <EmptyState title="These settings cannot be shown" icon={CircleAlert}>
            {problems[0]?.message ?? 'This version of FlowForge does not know this node.'} {problems[0]?.hint}
          </EmptyState>
        ) : (
          <Panel
            {...{ editor, node, problems, readOnly, edit }}
            config={state.config}
            input={Object.values(state.inputs)[0]?.[0] ?? null}
            output={state.schema}
          />
        )}
      </div>
      <NextStep id={id} readOnly={readOnly} />
    </>
  )
}

function PanelHead({ id, readOnly }: { readonly id: string; readonly readOnly: boolean }) {
  const editor = useEditor()
  const card = editor.cards.of(id).value
  const node = editor.node(id)
  const stated = node?.title ?? ''
  const [text, setText] = useState(stated)
  useEffect(() => setText(stated), [stated])
  if (card === null || node === undefined) return null
  const definition = definitionOf(node.type)
  const above = editor.propagation.value.structure.entering.get(id)?.[0]?.from.node
  const reads = above === undefined ? null : `reads ${nameOfNode(editor, above)}`
  return (
    <header class={`config-head category-${card.category}`}>
      <span class="category-icon is-large">
        <Icon of={nodeFace(node.type).icon} />
      </span>
      <div class="config-names">
        <input
          class="config-title"
          aria-label="Title of the node"
          value={text}
          placeholder={card.title}
          maxLength={200}
          readOnly={readOnly}
          onInput={(event) => setText(event.currentTarget.value)}
          onBlur={() => text.trim() !== stated && editor.rename(id, text)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur()
            if (event.key === 'Escape') setText(stated)
          }}
        />
        <div class="config-kind cut">
          {[definition?.title ?? node.type, reads].filter((part) => part !== null).join(', ')}
        </div>
      </div>
      <MenuButton
        icon={Ellipsis}
        label="Node menu"
        size="small"
        placement="bottom-end"
        entries={() => canvasMenu(editor, { clientX: 0, clientY: 0 })}
      />
      <IconButton
        icon={X}
        label="Close the settings"
        size="small"
        class="only-narrow"
        onClick={() => {
          configOpen.value = false
        }}
      />
    </header>
  )
}

/** Problems that belong to no field of the panel: ports, runs. Those of fields stand beside the fields. */
function NodeProblems({ id }: { readonly id: string }) {
  const editor = useEditor()
  const run = editor.runs.value.get(id)
  const current = run !== undefined && run.signature === editor.signatures.value.get(id) ? run.problems : []
  const loose = [...editor.problemsOf(id).filter((problem) => problem.place.field === undefined), ...current]
  if (loose.length === 0) return null
  return (
    <ul class="config-problems">
      {loose.map((problem, index) => (
        <li key={`${problem.code}/${index}`} data-severity={problem.severity}>
          <Icon of={problem.severity === 'error' ? CircleAlert : TriangleAlert} size="small" />
          <div>
            <p>{problem.message}</p>
            {problem.hint !== undefined && <p class="config-hint">{problem.hint}</p>}
          </div>
          {problem.fix !== undefined && (
            <Button size="small" variant="line" onClick={() => editor.applyFix(problem)}>
              {problem.fix.label}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}

const NEXT: readonly NodeKind[] = ['filter', 'sort', 'select', 'limit', 'table']

/** What people usually do next, one key away. */
function NextStep({ id, readOnly }: { readonly id: string; readonly readOnly: boolean }) {
  const editor = useEditor()
  const node = editor.node(id)
  if (node === undefined || editor.outputPorts(node.type).length === 0) return null
  const kinds = NEXT.filter((kind) => kind !== node.type)
  return (
    <footer class="config-next">
      <h3>Next step</h3>
      <div class="config-next-buttons">
        {kinds.slice(0, 4).map((kind) => {
          const { icon, keys } = nodeFace(kind)
          return (
            <Button
              key={kind}
              variant="line"
              icon={icon}
              disabled={readOnly}
              {...(keys === null ? {} : { keys })}
              onClick={() => editor.addAfter(id, { kind })}
            >
              {NODE_DEFINITIONS[kind].title}
            </Button>
          )
        })}
      </div>
    </footer>
  )
}

/** Brings the field that a problem is about into view, with the focus in it. */
function useFieldFocus(id: string, body: { readonly current: HTMLElement | null }): void {
  const { fieldFocus } = useEditor()
  const wanted = fieldFocus.value
  useEffect(() => {
    if (wanted === null || wanted.node !== id) return
    const fields = [...(body.current?.querySelectorAll<HTMLElement>('[data-field]') ?? [])]
    const exact = fields.find((field) => field.dataset.field === wanted.field)
    const around = fields.filter((field) => wanted.field.startsWith(`${field.dataset.field}/`)).at(-1)
    const found = exact ?? around
    found?.scrollIntoView({ block: 'center' })
    found?.querySelector<HTMLElement>('input,button,select,textarea')?.focus()
  }, [wanted, id, body])
}
