import { type Catalog, type CatalogTable, typeInWords } from '@flowforge/core/schema'
import { Table2 } from 'lucide-preact'
import { useMemo } from 'preact/hooks'
import { countOf, formatCompact } from '../format/number.ts'
import { rank } from '../palette/rank.ts'
import { Icon } from '../ui/icon.tsx'
import { Skeleton } from '../ui/progress.tsx'
import { storeName } from './faces.ts'
import './table-picker.css'

interface TablePickerProps {
  readonly catalog: Catalog | null
  readonly search: string
  readonly value: string | null
  readonly disabled?: boolean
  readonly onChoose: (table: string) => void
}

/** The tables of the catalog by store, found by name, description or column. */
export function TablePicker({ catalog, search, value, disabled = false, onChoose }: TablePickerProps) {
  const found = useMemo(() => (catalog === null ? [] : findTables(catalog, search)), [catalog, search])
  if (catalog === null) {
    return (
      <div class="table-picker" aria-busy="true">
        {[160, 120, 190].map((width) => (
          <div class="table-picker-line" key={width}>
            <Skeleton width={width} />
          </div>
        ))}
      </div>
    )
  }
  if (found.length === 0) {
    return (
      <p class="table-picker-none">
        {catalog.tables.length === 0
          ? 'No table can be read yet. Ask whoever runs the server to connect one.'
          : 'No table is called that.'}
      </p>
    )
  }
  return (
    <div class="table-picker">
      {found.map(({ table, column }, index) => (
        <div key={table.id}>
          {placeOf(table) !== placeOf(found[index - 1]?.table) && <h3 class="table-picker-store">{placeOf(table)}</h3>}
          <button
            type="button"
            class="table-picker-line"
            aria-pressed={table.id === value}
            disabled={disabled}
            onClick={() => onChoose(table.id)}
          >
            <Icon of={Table2} size="small" />
            <span class="table-picker-words">
              <span class="table-picker-name cut">{table.name}</span>
              <span class="table-picker-detail cut">
                {column === null ? table.description || countOf(table.columns.length, 'column') : `has ${column}`}
              </span>
            </span>
            {table.rowCount !== null && <span class="table-picker-rows">{formatCompact(table.rowCount)}</span>}
          </button>
        </div>
      ))}
    </div>
  )
}

const placeOf = (table: CatalogTable | undefined): string =>
  table === undefined ? '' : `${storeName(table.store)}, ${table.namespace}`

export interface FoundTable {
  readonly table: CatalogTable
  /** The column that made it found, with its type; null where its own name or description did. */
  readonly column: string | null
}

/** Tables that match by name or description, then those that have such a column; by store and namespace. */
export function findTables(catalog: Catalog, search: string): readonly FoundTable[] {
  const text = search.trim()
  const byName = rank(text, catalog.tables, (table) => ({ label: table.name, more: table.description }))
  const direct = text === '' ? catalog.tables : byName
  const found: FoundTable[] = direct.map((table) => ({ table, column: null }))
  if (text !== '') {
    const seen = new Set(direct)
    const needle = text.toLowerCase()
    for (const table of catalog.tables) {
      const column = seen.has(table) ? undefined : table.columns.find(({ name }) => name.toLowerCase().includes(needle))
      if (column !== undefined) found.push({ table, column: `${column.name} (${typeInWords(column.type)})` })
    }
    return found
  }
  return found.sort((a, b) => compare(placeOf(a.table), placeOf(b.table)) || compare(a.table.name, b.table.name))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
