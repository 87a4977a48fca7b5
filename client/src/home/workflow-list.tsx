import type { WorkflowSummary } from '@flowforge/core/protocol'
import { CircleAlert, CloudOff, SearchX, Workflow } from 'lucide-preact'
import { useLocation } from 'preact-iso'
import { reachable } from '../api/connection.ts'
import { inWords } from '../api/error.ts'
import { queuedWorkflows } from '../api/queue.ts'
import { session } from '../api/session.ts'
import { rank } from '../palette/rank.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Skeleton } from '../ui/progress.tsx'
import { openNew } from './actions.ts'
import { QueuedRow, WorkflowRow } from './workflow-row.tsx'
import { listFailure, loadWorkflows, workflows } from './workflows.ts'
import './workflow-list.css'

interface WorkflowListProps {
  /** Shows no more than this many. */
  readonly most?: number
  readonly search?: string
}

/** Workflows, newest change first, with everything that can be done to one from outside. */
export function WorkflowList({ most = Number.POSITIVE_INFINITY, search = '' }: WorkflowListProps) {
  const known = workflows.value
  const queued = queuedWorkflows.value.filter((item) => item.userId === session.value?.user.id)
  if (known === null && queued.length === 0) return listFailure.value === null ? <Waiting /> : <Failed />
  const found = search.trim() === '' ? (known ?? []) : rank(search, known ?? [], describe)
  if (found.length + queued.length === 0 && search === '') return <FirstRun />
  if (found.length === 0 && search !== '') {
    return (
      <EmptyState icon={SearchX} title={`No workflow matches “${search}”`}>
        Try fewer letters, or look under Recently deleted.
      </EmptyState>
    )
  }
  return (
    <ul class="workflow-list">
      {search === '' && queued.map((item) => <QueuedRow key={item.id} queued={item} />)}
      {found.slice(0, most).map((item) => (
        <WorkflowRow key={item.id} workflow={item} />
      ))}
    </ul>
  )
}

const describe = (item: WorkflowSummary) => ({
  label: item.name,
  more: `${item.description} ${item.createdBy.name} ${item.updatedBy?.name ?? ''}`,
})

function Waiting() {
  return (
    <ul class="workflow-list" aria-busy="true" aria-label="Loading workflows">
      {[180, 140, 210, 120].map((width) => (
        <li key={width} class="workflow-row">
          <Skeleton width={14} height={14} />
          <Skeleton width={width} />
        </li>
      ))}
    </ul>
  )
}

function Failed() {
  const away = !reachable.value
  return (
    <EmptyState
      icon={away ? CloudOff : CircleAlert}
      tone={away ? 'warning' : 'negative'}
      title={away ? 'Your workflows are not on this device yet' : 'The workflows could not be listed'}
      actions={
        <Button variant="line" onClick={() => void loadWorkflows().catch(() => undefined)}>
          Try again
        </Button>
      }
    >
      {away
        ? 'Once this page has been open with the server there, you can list, open and edit them without it.'
        : inWords(listFailure.value)}
    </EmptyState>
  )
}

function FirstRun() {
  const { route } = useLocation()
  const mayCreate = session.value?.role !== 'viewer'
  return (
    <EmptyState
      icon={Workflow}
      title="No workflows yet"
      actions={
        mayCreate && (
          <Button variant="line" onClick={() => void openNew(route)}>
            New workflow
          </Button>
        )
      }
    >
      {mayCreate
        ? 'Open one under “Start from” to see a canvas with data in it, start an empty one, or drop a workflow file here.'
        : 'When a colleague makes one, it shows up here.'}
    </EmptyState>
  )
}
