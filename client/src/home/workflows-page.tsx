import { Plus, RotateCcw, Search, Upload } from 'lucide-preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { inWords } from '../api/error.ts'
import { session } from '../api/session.ts'
import { now } from '../format/clock.ts'
import { relativeTime } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { type Shortcut, useShortcuts } from '../ui/shortcuts.ts'
import { Tabs, tabId, tabPanelId } from '../ui/tabs.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { bringBack, importAndOpen, openNew } from './actions.ts'
import { Layout } from './layout.tsx'
import { usePageTitle } from './use-page-title.ts'
import { WorkflowList } from './workflow-list.tsx'
import { deletedWorkflows, loadDeleted } from './workflows.ts'
import './workflow-list.css'
import './page.css'

/** All workflows with search, and those that were deleted. */
export function WorkflowsPage() {
  const { route } = useLocation()
  usePageTitle('Workflows')
  const [tab, setTab] = useState<'all' | 'deleted'>('all')
  const [search, setSearch] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const shortcuts = useMemo<readonly Shortcut[]>(
    () => [{ keys: '/', label: 'Search workflows', group: 'Workflows', run: () => field.current?.focus() }],
    [],
  )
  useShortcuts(shortcuts)
  const mayCreate = session.value?.role !== 'viewer'
  return (
    <Layout>
      <div class="page-head">
        <h1>Workflows</h1>
        {mayCreate && (
          <>
            <Button variant="line" size="large" icon={Upload} class="desk" onClick={() => void importAndOpen(route)}>
              Import
            </Button>
            <Button variant="primary" size="large" icon={Plus} keys="n" onClick={() => void openNew(route)}>
              New workflow
            </Button>
          </>
        )}
      </div>
      <div class="workflows-bar">
        <TextInput
          ref={field}
          size="large"
          icon={Search}
          keys="/"
          placeholder="Search by name, description or person"
          aria-label="Search workflows"
          value={search}
          onInput={setSearch}
          onKeyDown={(event) => event.key === 'Escape' && setSearch('')}
        />
      </div>
      <Tabs
        label="Which workflows"
        value={tab}
        onChange={setTab}
        tabs={[
          { value: 'all', label: 'All' },
          { value: 'deleted', label: 'Recently deleted' },
        ]}
      />
      <div role="tabpanel" id={tabPanelId(tab)} aria-labelledby={tabId(tab)}>
        {tab === 'all' ? <WorkflowList search={search} /> : <DeletedList search={search} />}
      </div>
    </Layout>
  )
}

function DeletedList({ search }: { readonly search: string }) {
  const [failure, setFailure] = useState<unknown>(null)
  useEffect(() => {
    loadDeleted().then(() => setFailure(null), setFailure)
  }, [])
  const known = deletedWorkflows.value
  if (failure !== null) {
    return (
      <EmptyState tone="negative" title="The deleted workflows could not be listed">
        {inWords(failure)}
      </EmptyState>
    )
  }
  const found = known?.filter((item) => item.name.toLowerCase().includes(search.trim().toLowerCase())) ?? []
  if (known !== null && found.length === 0) {
    return (
      <EmptyState title="Nothing here">What you delete stays here and can be restored with all its edits.</EmptyState>
    )
  }
  return (
    <ul class="workflow-list">
      {found.map((item) => (
        <li key={item.id} class="deleted-row">
          <span class="cut">{item.name}</span>
          <time dateTime={item.deletedAt ?? ''}>
            {item.deletedAt === null ? '' : `deleted ${relativeTime(Date.parse(item.deletedAt), now.value)}`}
          </time>
          <Button icon={RotateCcw} variant="line" onClick={() => void bringBack(item.id, item.name)}>
            Restore
          </Button>
        </li>
      ))}
    </ul>
  )
}
