import { renameWorkflow } from '@flowforge/core/document'
import {
  ChevronLeft,
  CloudAlert,
  CloudCheck,
  CloudOff,
  Ellipsis,
  Eye,
  PanelBottom,
  PanelLeft,
  PanelRight,
  Play,
  Redo2,
  Square,
  Trash2,
  Undo2,
} from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { session } from '../api/index.ts'
import type { SaveStatus } from '../document/index.ts'
import { Logo } from '../shell/logo.tsx'
import { Avatar, AvatarStack } from '../ui/avatar.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Icon, type LucideIcon } from '../ui/icon.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { Spinner } from '../ui/progress.tsx'
import { tip } from '../ui/tooltip.tsx'
import { useEditor } from './editor-context.ts'
import { configOpen, paletteOpen, previewOpen } from './panel-sizes.ts'
import './top-bar.css'
import { workflowMenu } from './workflow-menu.ts'

/** Name, save status, people, undo and run. */
export function TopBar({ goTo }: { readonly goTo: (address: string) => void }) {
  const editor = useEditor()
  const { workflow } = editor
  return (
    <header class="top-bar">
      <a class="top-bar-home" href="/" aria-label="All workflows" {...tip('All workflows')}>
        <Icon of={ChevronLeft} size="small" class="top-bar-back" />
        <Logo />
      </a>
      <span class="top-bar-line" />
      <WorkflowName />
      <SaveState />
      <span class="top-bar-gap" />
      <People />
      <span class="top-bar-line is-wide" />
      <IconButton
        icon={Undo2}
        label="Undo"
        keys="mod+z"
        disabled={!workflow.canUndo.value || !editor.canEdit.value}
        onClick={() => workflow.undo()}
      />
      <IconButton
        icon={Redo2}
        label="Redo"
        keys="mod+shift+z"
        disabled={!workflow.canRedo.value || !editor.canEdit.value}
        onClick={() => workflow.redo()}
      />
      <span class="top-bar-line is-wide" />
      <PanelToggles />
      <RunButton />
      <MenuButton icon={Ellipsis} label="More" placement="bottom-end" entries={() => workflowMenu(editor, goTo)} />
    </header>
  )
}

function WorkflowName() {
  const editor = useEditor()
  const { name } = editor.graph.value
  const [text, setText] = useState(name)
  useEffect(() => setText(name), [name])
  const commit = (): void => {
    const next = text.trim()
    if (next === '' || next === name) setText(name)
    else renameWorkflow(editor.workflow.document, next)
  }
  return (
    <label class="top-bar-name" data-value={text || 'Untitled workflow'}>
      <input
        aria-label="Name of the workflow"
        value={text}
        placeholder="Untitled workflow"
        maxLength={200}
        size={1}
        readOnly={!editor.canEdit.value}
        onInput={(event) => setText(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
          if (event.key === 'Escape') {
            setText(name)
            requestAnimationFrame(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
          }
        }}
      />
    </label>
  )
}

const STATUS_ICONS: Readonly<Record<SaveStatus, LucideIcon | null>> = {
  connecting: null,
  saving: null,
  saved: CloudCheck,
  offline: CloudOff,
  trouble: CloudAlert,
  readonly: Eye,
  gone: Trash2,
}

/** Where the edits are, in words: only what is true at this moment. */
function SaveState() {
  const { workflow } = useEditor()
  const status = workflow.status.value
  const { label, detail } = workflow.statusWords.value
  const icon = STATUS_ICONS[status]
  return (
    <span class="save-state" role="status" data-status={status} {...tip(detail)}>
      {icon === null ? <Spinner size="small" /> : <Icon of={icon} size="small" />}
      <span>{label}</span>
    </span>
  )
}

function People() {
  const { workflow } = useEditor()
  const others = [...new Map(workflow.peers.value.map(({ id, name }) => [id, { id, name }])).values()]
  const self = session.value?.user
  const colleagues = others.filter(({ id }) => id !== self?.id)
  const sameUser = others.length > colleagues.length
  return (
    <span class="top-bar-people">
      {colleagues.length > 0 && <AvatarStack people={colleagues} />}
      {self !== undefined && (
        <Avatar person={sameUser ? { ...self, name: `${self.name}, in several tabs` } : self} self />
      )}
    </span>
  )
}

function PanelToggles() {
  return (
    <span class="top-bar-panels">
      <IconButton
        icon={PanelLeft}
        label="Node list"
        pressed={paletteOpen.value}
        onClick={() => {
          paletteOpen.value = !paletteOpen.value
        }}
      />
      <IconButton
        icon={PanelBottom}
        label="Preview"
        keys="p"
        pressed={previewOpen.value}
        onClick={() => {
          previewOpen.value = !previewOpen.value
        }}
      />
      <IconButton
        icon={PanelRight}
        label="Settings"
        pressed={configOpen.value}
        onClick={() => {
          configOpen.value = !configOpen.value
        }}
      />
    </span>
  )
}

function RunButton() {
  const editor = useEditor()
  if (editor.running.own.value !== null) {
    return (
      <Button variant="line" icon={Square} onClick={() => editor.running.cancel()}>
        Cancel run
      </Button>
    )
  }
  return (
    <Button
      variant="primary"
      icon={Play}
      keys="mod+enter"
      disabled={editor.workflow.status.value === 'readonly'}
      onClick={() => editor.running.run(null)}
    >
      Run
    </Button>
  )
}
