import type { Catalog, CatalogTable } from '@flowforge/core/schema'
import { CircleAlert, Database, RefreshCw, Search, SearchX } from 'lucide-preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { catalog, loadCatalog, refreshCatalog } from '../api/catalog.ts'
import { reachable } from '../api/connection.ts'
import { inWords } from '../api/error.ts'
import { formatCompact, formatCount } from '../format/number.ts'
import { rank } from '../palette/rank.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Skeleton } from '../ui/progress.tsx'
import { type Shortcut, useShortcuts } from '../ui/shortcuts.ts'
import { TextInput } from '../ui/text-input.tsx'
import { toast } from '../ui/toast.tsx'
import { Layout } from './layout.tsx'
import { sourceName } from './source-list.tsx'
import { TableDetail } from './table-detail.tsx'
import { usePageTitle } from './use-page-title.ts'
import './data-page.css'
import './page.css'

/** All tables that can be read: searched by name, description and column, with what is in each. */
export function DataPage() {
  const { query, route } = useLocation()
  usePageTitle('Data')
  const [search, setSearch] = useState(query.search ?? '')
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const shortcuts = useMemo<readonly Shortcut[]>(
    () => [{ keys: '/', label: 'Search tables', group: 'Data', run: () => field.current?.focus() }],
    [],
  )
  useShortcuts(shortcuts)
  const known = catalog.value
  const found = useMemo(() => (known === null ? [] : findTables(known, search)), [known, search])
  const chosen = found.find((table) => table.id === query.table) ?? found[0]
  const refresh = (): void => {
    setBusy(true)
    refreshCatalog()
      .then((next) => toast({ tone: 'positive', text: `${formatCount(next.tables.length)} tables found.` }))
      .catch((error: unknown) => toast({ tone: 'negative', text: `The tables were not looked up. ${inWords(error)}` }))
      .finally(() => setBusy(false))
  }
  return (
    <Layout>
      <div class="page-head">
        <h1>Data</h1>
        <Button variant="line" size="large" icon={RefreshCw} busy={busy} disabled={!reachable.value} onClick={refresh}>
          Look for changes
        </Button>
      </div>
      {known === null ? (
        <NotYet />
      ) : known.tables.length === 0 ? (
        <EmptyState icon={Database} title="No tables yet">
          Demo data may still be in the making; this page fills by itself. To use your own files, start FlowForge with{' '}
          <code class="mono">npm start -- --data ./folder</code>.
        </EmptyState>
      ) : (
        <div class="data" data-chosen={query.table !== undefined}>
          <div class="data-list">
            <TextInput
              ref={field}
              size="large"
              icon={Search}
              keys="/"
              placeholder="Search tables and columns"
              aria-label="Search tables and columns"
              value={search}
              onInput={setSearch}
            />
            {found.length === 0 && <EmptyState icon={SearchX} title={`No table matches “${search}”`} />}
            <TableNames
              tables={found}
              chosen={chosen?.id}
              onChoose={(id) => route(`/data?table=${encodeURIComponent(id)}`, true)}
            />
          </div>
          {chosen && <TableDetail key={chosen.id} table={chosen} search={search} />}
        </div>
      )}
    </Layout>
  )
}

function findTables(known: Catalog, search: string): readonly CatalogTable[] {
  if (search.trim() === '') return known.tables
  return rank(search, known.tables, (table) => ({
    label: table.name,
    more: `${table.namespace} ${table.description} ${table.columns.map((column) => column.name).join(' ')}`,
  }))
}

interface TableNamesProps {
  readonly tables: readonly CatalogTable[]
  readonly chosen: string | undefined
  readonly onChoose: (id: string) => void
}

function TableNames({ tables, chosen, onChoose }: TableNamesProps) {
  const groups = [...new Set(tables.map((table) => `${table.store}/${table.namespace}`))]
  return groups.map((group) => (
    <section key={group} class="data-group">
      <h2>
        {sourceName(group.split('/')[0] ?? '')} <span>{group.split('/')[1]}</span>
      </h2>
      {tables
        .filter((table) => `${table.store}/${table.namespace}` === group)
        .map((table) => (
          <button
            key={table.id}
            type="button"
            class="data-name"
            aria-current={table.id === chosen}
            onClick={() => onChoose(table.id)}
          >
            <span class="cut">{table.name}</span>
            <small>{table.rowCount === null ? '' : formatCompact(table.rowCount)}</small>
          </button>
        ))}
    </section>
  ))
}

function NotYet() {
  if (!reachable.value) {
    return (
      <EmptyState
        icon={CircleAlert}
        tone="warning"
        title="The tables are not known on this device yet"
        actions={
          <Button variant="line" onClick={() => void loadCatalog().catch(() => undefined)}>
            Try again
          </Button>
        }
      >
        Once they have been loaded with the server there, they can be browsed without it.
      </EmptyState>
    )
  }
  return (
    <div class="data" role="status" aria-busy="true" aria-label="Loading tables">
      <div class="data-list">
        {[150, 120, 170, 130, 140].map((width) => (
          <div key={width} class="data-name">
            <Skeleton width={width} />
          </div>
        ))}
      </div>
    </div>
  )
}
