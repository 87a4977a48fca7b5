import type { ColumnChoice } from '@flowforge/core/nodes'
import { findTable } from '@flowforge/core/schema'
import { RefreshCw, Search } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { inWords, refreshCatalog } from '../api/index.ts'
import { countOf } from '../format/number.ts'
import { Badge } from '../ui/badge.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { NumberInput } from '../ui/number-input.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { toast } from '../ui/toast.tsx'
import { ColumnList } from './column-list.tsx'
import { storeName } from './faces.ts'
import { type PanelProps, problemAt } from './panel.ts'
import { TablePicker } from './table-picker.tsx'

type SourceConfig = ColumnChoice & { readonly table: string; readonly limit: number | null }

/** Which table to read, which of its columns, and how many rows at most. */
export function SourcePanel(props: PanelProps<SourceConfig>) {
  const { editor, config, problems, readOnly, edit } = props
  const [changing, setChanging] = useState(false)
  const catalog = editor.catalog.value
  const table = catalog === null ? undefined : findTable(catalog, config.table)
  const choosing = config.table === '' || changing || (catalog !== null && table === undefined)
  const tableProblem = catalog === null ? undefined : problemAt(problems, 'table')
  return (
    <>
      <section class="config-section" data-field="table">
        {choosing ? (
          <ChooseTable
            {...props}
            problem={tableProblem?.code === 'table_not_chosen' ? undefined : tableProblem?.message}
            onChosen={() => setChanging(false)}
          />
        ) : (
          <>
            <h3>
              {table?.name ?? config.table}
              <Button variant="link" disabled={readOnly} onClick={() => setChanging(true)}>
                Change
              </Button>
            </h3>
            {table !== undefined && (
              <>
                {table.description !== '' && <p class="source-description">{table.description}</p>}
                <p class="config-hint">
                  {storeName(table.store)}, {table.namespace}
                  {table.rowCount === null ? '' : `, about ${countOf(table.rowCount, 'row')}`}{' '}
                  {table.freshness === 'live' && <Badge tone="positive">live</Badge>}
                </p>
              </>
            )}
          </>
        )}
      </section>
      {table !== undefined && !choosing && (
        <>
          <section class="config-section" data-field="columns">
            <ColumnList {...{ editor, problems, readOnly, edit }} choice={config} schema={table.columns} />
          </section>
          <section class="config-section" data-field="limit">
            <Field
              label="Read at most"
              hint="Rows, in whatever order the store has them. Empty reads all."
              {...withProblem(problemAt(problems, 'limit')?.message)}
            >
              <NumberInput
                value={config.limit}
                min={1}
                integer
                placeholder="all rows"
                disabled={readOnly}
                onChange={(limit) => edit.set('limit', limit, 'limit')}
              />
            </Field>
          </section>
        </>
      )}
    </>
  )
}

const withProblem = (problem: string | undefined) => (problem === undefined ? {} : { problem })

interface ChooseTableProps extends PanelProps<SourceConfig> {
  readonly problem: string | undefined
  readonly onChosen: () => void
}

function ChooseTable({ editor, config, readOnly, edit, problem, onChosen }: ChooseTableProps) {
  const [search, setSearch] = useState('')
  const [busy, setBusy] = useState(false)
  const refresh = async (): Promise<void> => {
    setBusy(true)
    try {
      await refreshCatalog()
    } catch (error) {
      toast({ text: `The list of tables was not renewed. ${inWords(error)}`, tone: 'negative' })
    }
    setBusy(false)
  }
  return (
    <>
      <Field
        label="Table"
        aside={
          <IconButton
            icon={RefreshCw}
            label="Look for new tables"
            size="small"
            busy={busy}
            onClick={() => void refresh()}
          />
        }
        {...withProblem(problem)}
      >
        <TextInput
          icon={Search}
          placeholder="Search tables and columns"
          value={search}
          disabled={readOnly}
          onInput={setSearch}
          onKeyDown={(event) => event.key === 'Escape' && config.table !== '' && onChosen()}
        />
      </Field>
      <div class="source-tables">
        <TablePicker
          catalog={editor.catalog.value}
          search={search}
          value={config.table}
          disabled={readOnly}
          onChoose={(table) => {
            edit.set('table', table)
            onChosen()
          }}
        />
      </div>
    </>
  )
}
