import type { WorkflowSummary } from '@flowforge/core/protocol'
import { CloudOff, Copy, Download, Ellipsis, Pencil, SquareArrowOutUpRight, Trash2, Workflow } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { QueuedWorkflow } from '../api/queue.ts'
import { session } from '../api/session.ts'
import { now } from '../format/clock.ts'
import { countOf } from '../format/number.ts'
import { absoluteTime, relativeTime } from '../format/time.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Badge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { MenuButton, type MenuEntry, useContextMenu } from '../ui/menu.tsx'
import { Prompt } from '../ui/prompt.tsx'
import { tip } from '../ui/tooltip.tsx'
import { canvasAddress, duplicate, exportWorkflow, removeWithUndo } from './actions.ts'
import { renameWorkflow } from './workflows.ts'

/** One workflow of the list. */
export function WorkflowRow({ workflow }: { readonly workflow: WorkflowSummary }) {
  const { route } = useLocation()
  const { open, menu } = useContextMenu()
  const [renaming, setRenaming] = useState(false)
  const { id, name } = workflow
  const changedAt = Date.parse(workflow.updatedAt)
  const changedBy = workflow.updatedBy ?? workflow.createdBy
  const mayEdit = session.value?.role !== 'viewer'
  const entries = (): readonly MenuEntry[] => [
    { label: 'Open', icon: SquareArrowOutUpRight, onSelect: () => route(canvasAddress(id)) },
    ...(mayEdit
      ? [
          { label: 'Rename', icon: Pencil, onSelect: () => setRenaming(true) },
          { label: 'Duplicate', icon: Copy, onSelect: () => void duplicate(id, name) },
        ]
      : []),
    { label: 'Export as JSON', icon: Download, onSelect: () => void exportWorkflow(id, name) },
    ...(mayEdit
      ? [
          'separator' as const,
          { label: 'Delete', icon: Trash2, danger: true, onSelect: () => void removeWithUndo(id, name) },
        ]
      : []),
  ]
  return (
    <li
      class="workflow-row"
      onContextMenu={(event) => {
        event.preventDefault()
        open(event, name, entries())
      }}
    >
      <Icon of={Workflow} size="small" />
      <a class="workflow-link" href={canvasAddress(id)}>
        <span class="cut">{name === '' ? 'Untitled workflow' : name}</span>
      </a>
      <span class="workflow-nodes">{countOf(workflow.nodeCount, 'node')}</span>
      <span class="workflow-about cut">{workflow.description}</span>
      <Avatar person={changedBy} size="small" self={changedBy.id === session.value?.user.id} />
      <time class="workflow-time" dateTime={workflow.updatedAt} {...tip(absoluteTime(changedAt))}>
        {relativeTime(changedAt, now.value)}
      </time>
      <MenuButton icon={Ellipsis} label={`More for ${name}`} size="small" entries={entries} placement="bottom-end" />
      {menu}
      {renaming && (
        <Prompt
          title="Rename workflow"
          label="Name"
          action="Rename"
          maxLength={200}
          value={name}
          onSave={(next) => renameWorkflow(id, next)}
          onClose={() => setRenaming(false)}
        />
      )}
    </li>
  )
}

/** A workflow made offline, until the server knows it. */
export function QueuedRow({ queued }: { readonly queued: QueuedWorkflow }) {
  return (
    <li class="workflow-row">
      <Icon of={Workflow} size="small" />
      <a class="workflow-link" href={canvasAddress(queued.id)}>
        <span class="cut">{queued.name}</span>
      </a>
      <span class="workflow-nodes">{countOf(queued.nodeCount, 'node')}</span>
      <span class="workflow-about">
        <Badge icon={CloudOff}>Only on this device yet</Badge>
      </span>
      <span />
      <time class="workflow-time" dateTime={new Date(queued.at).toISOString()}>
        {relativeTime(queued.at, now.value)}
      </time>
      <MenuButton
        icon={Ellipsis}
        label={`More for ${queued.name}`}
        size="small"
        placement="bottom-end"
        entries={[
          {
            label: 'Delete',
            icon: Trash2,
            danger: true,
            onSelect: () => void removeWithUndo(queued.id, queued.name),
          },
        ]}
      />
    </li>
  )
}
