import { NODE_DEFINITIONS, type NodeCategory, type NodeKind } from '@flowforge/core/nodes'
import { Search } from 'lucide-preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import { formatCompact } from '../format/number.ts'
import { nodeFace } from '../nodes/faces.ts'
import { rank } from '../palette/rank.ts'
import { Icon } from '../ui/icon.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { tip } from '../ui/tooltip.tsx'
import type { Editor } from './editor.ts'
import { useEditor } from './editor-context.ts'
import './palette.css'
import { type DraggedKind, startDrag } from './palette-drag.ts'

export const PALETTE_SEARCH_ID = 'node-list-search'

interface Entry extends DraggedKind {
  readonly label: string
  readonly detail: string
  readonly hint: string
  readonly category: NodeCategory
  readonly keys: string | null
}

const CATEGORY_NAMES: Readonly<Record<NodeCategory, string>> = {
  input: 'Input',
  transform: 'Transform',
  combine: 'Combine',
  aggregate: 'Aggregate',
  output: 'Output',
}
const MOST_TABLES = 12

/** Every node type by category; searching finds tables too. Enter adds after the selection, dragging adds where dropped. */
export function Palette({ onAdded }: { readonly onAdded?: () => void }) {
  const editor = useEditor()
  const [search, setSearch] = useState('')
  const [active, setActive] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const found = useMemo(() => entriesFor(editor, search), [editor, search, editor.catalog.value])
  const locked = !editor.canEdit.value
  const add = (entry: Entry | undefined): void => {
    if (entry === undefined || locked) return
    editor.addAfterSelection(entry)
    setSearch('')
    field.current?.blur()
    onAdded?.()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by !== undefined) setActive((active + by + found.length) % Math.max(1, found.length))
    else if (event.key === 'Enter') add(found[active])
    else if (event.key === 'Escape') {
      setSearch('')
      field.current?.blur()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const searching = search !== ''
  return (
    <div class="node-list">
      <div class="node-list-search">
        <TextInput
          id={PALETTE_SEARCH_ID}
          ref={field}
          icon={Search}
          keys="/"
          placeholder="Add a node"
          aria-label="Add a node: search types and tables"
          class="is-quiet"
          value={search}
          onInput={(text) => {
            setSearch(text)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div class="node-list-items">
        {found.length === 0 && <p class="node-list-none">No node or table is called that.</p>}
        {found.map((entry, index) => (
          <PaletteEntry
            key={`${entry.kind}/${entry.table ?? ''}`}
            entry={entry}
            heading={index === 0 || found[index - 1]?.category !== entry.category ? headingOf(entry) : null}
            active={searching && index === active}
            locked={locked}
            onAdd={() => add(entry)}
          />
        ))}
      </div>
    </div>
  )
}

interface PaletteEntryProps {
  readonly entry: Entry
  readonly heading: string | null
  readonly active: boolean
  readonly locked: boolean
  readonly onAdd: () => void
}

function PaletteEntry({ entry, heading, active, locked, onAdd }: PaletteEntryProps) {
  return (
    <>
      {heading !== null && <h3 class="node-list-heading">{heading}</h3>}
      <button
        type="button"
        class={`node-list-entry category-${entry.category}`}
        data-active={active}
        disabled={locked}
        draggable={!locked}
        onDragStart={(event) => startDrag(event.dataTransfer, entry)}
        onClick={onAdd}
        {...tip(entry.hint)}
      >
        <Icon of={nodeFace(entry.kind).icon} />
        <span class="cut">{entry.label}</span>
        {entry.detail !== '' && <span class="node-list-detail">{entry.detail}</span>}
        {entry.keys !== null && entry.detail === '' && <Kbd keys={entry.keys} />}
      </button>
    </>
  )
}

const headingOf = (entry: Entry): string => CATEGORY_NAMES[entry.category]

/** All types, or what a search finds among types and tables, tables under Input. */
function entriesFor(editor: Editor, search: string): readonly Entry[] {
  const kinds = (Object.keys(NODE_DEFINITIONS) as NodeKind[]).map((kind): Entry => {
    const { title, description, category } = NODE_DEFINITIONS[kind]
    return { kind, label: title, detail: '', hint: description, category, keys: nodeFace(kind).keys }
  })
  if (search === '') return kinds
  const tables = (editor.catalog.peek()?.tables ?? []).map(
    (table): Entry => ({
      kind: 'source',
      table: table.id,
      label: table.name,
      detail: table.rowCount === null ? 'table' : formatCompact(table.rowCount),
      hint: table.description || `${table.columns.length} columns`,
      category: 'input',
      keys: null,
    }),
  )
  const words = (entry: Entry) => ({ label: entry.label, more: entry.hint })
  const best = [...rank(search, kinds, words), ...rank(search, tables, words).slice(0, MOST_TABLES)]
  const order = Object.keys(CATEGORY_NAMES)
  return best.sort((a, b) => order.indexOf(a.category) - order.indexOf(b.category))
}
