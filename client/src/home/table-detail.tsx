import { type CatalogTable, typeInWords } from '@flowforge/core/schema'
import { ChevronLeft, Plus } from 'lucide-preact'
import { useLocation } from 'preact-iso'
import { session } from '../api/session.ts'
import { countOf } from '../format/number.ts'
import { typeIcon } from '../format/type-icon.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { openNew } from './actions.ts'
import { tableWorkflow } from './templates.ts'

const FRESHNESS = { live: 'changes by itself', batch: 'loaded in batches', static: 'does not change' } as const

/** A table's description and columns. Columns that match the search are marked. */
export function TableDetail({ table, search }: { readonly table: CatalogTable; readonly search: string }) {
  const { route } = useLocation()
  const wanted = search.trim().toLowerCase()
  return (
    <section class="table-detail" aria-label={table.name}>
      <a class="table-back" href="/data">
        <Icon of={ChevronLeft} size="small" /> All tables
      </a>
      <header>
        <h2 class="cut">{table.name}</h2>
        <Badge tone={table.freshness === 'live' ? 'positive' : 'neutral'}>{FRESHNESS[table.freshness]}</Badge>
        {session.value?.role !== 'viewer' && (
          <Button variant="line" icon={Plus} onClick={() => void openNew(route, tableWorkflow(table))}>
            Use in a new workflow
          </Button>
        )}
      </header>
      <p class="table-about">
        {table.rowCount === null ? '' : `${countOf(table.rowCount, 'row')}, `}
        {countOf(table.columns.length, 'column')}
      </p>
      {table.description !== '' && <p class="table-description">{table.description}</p>}
      <table class="table-columns">
        <thead>
          <tr>
            <th>Column</th>
            <th>Type</th>
            <th>Description</th>
          </tr>
        </thead>
        <tbody>
          {table.columns.map((column) => (
            <tr key={column.name} data-found={wanted !== '' && column.name.toLowerCase().includes(wanted)}>
              <td>
                <Icon of={typeIcon(column.type)} size="small" />
                <span>{column.name}</span>
              </td>
              <td>
                {typeInWords(column.type)}
                {column.nullable && <small> or empty</small>}
              </td>
              <td>{column.description ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
