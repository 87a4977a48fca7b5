import { type Column, findColumn, type Schema, typeClass } from '@flowforge/core/schema'
import { GripVertical, Plus, X } from 'lucide-preact'
import { newId } from '../canvas/new-id.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Combobox } from '../ui/combobox.tsx'
import { Icon } from '../ui/icon.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { columnOptions, isOrderedColumn } from './column-options.ts'
import { NeedsInput } from './needs-input.tsx'
import { type PanelProps, problemAt } from './panel.ts'
import './panels.css'
import { moved, useReorder } from './reorder.ts'

interface SortKeyConfig {
  readonly id: string
  readonly column: string
  readonly direction: 'ascending' | 'descending'
  readonly nulls: 'first' | 'last'
}

type SortProps = PanelProps<{ readonly keys: readonly SortKeyConfig[] }>

/** By which columns rows are put in order, the most important first. */
export function SortPanel(props: SortProps) {
  const { config, input, readOnly, edit } = props
  const { keys } = config
  const reorder = useReorder(keys.length, readOnly, (from, to) => {
    const next = moved(keys, from, to)
    const item = next[to]
    if (item !== undefined) edit.move('keys', item.id, { before: next[to + 1]?.id ?? null })
  })
  if (input === null) return <NeedsInput what="its rows can be put in order" />
  const add = (column: string): void => edit.add('keys', { id: newId(), column })
  return (
    <section class="config-section" data-field="keys">
      <p class="panel-sentence">{keys.length === 0 ? 'Put rows in order by' : 'Put rows in order'}</p>
      <ol class="sort-keys">
        {keys.map((key, index) => (
          <li key={key.id} class="sort-key" data-field={`keys/${key.id}`} {...reorder.line(index)}>
            <span class="column-grip" aria-hidden="true" {...reorder.handle(index)}>
              <Icon of={GripVertical} size="tiny" />
            </span>
            <SortKeyLine {...props} schema={input} sortKey={key} first={index === 0} />
          </li>
        ))}
      </ol>
      <AddKey schema={input} keys={keys} disabled={readOnly} onAdd={add} />
      {keys.length > 1 && <p class="config-hint">Drag to change the priority, or press Alt and an arrow.</p>}
    </section>
  )
}

interface SortKeyLineProps extends SortProps {
  readonly schema: Schema
  readonly sortKey: SortKeyConfig
  readonly first: boolean
}

function SortKeyLine({ editor, schema, sortKey: key, first, problems, readOnly, edit }: SortKeyLineProps) {
  const problem = problemAt(problems, `keys/${key.id}`)
  const words = directionWords(findColumn(schema, key.column))
  const set = (fields: Partial<SortKeyConfig>): void => edit.setItem('keys', key.id, fields)
  return (
    <div class="sort-key-body">
      <div class="panel-sentence">
        <span class="panel-quiet">{first ? 'by' : 'then by'}</span>
        <Combobox
          label="Column to sort by"
          look="pill"
          value={key.column}
          searchable
          options={columnOptions(schema, isOrderedColumn)}
          placeholder={key.column || 'Column'}
          bad={problem?.severity === 'error'}
          disabled={readOnly}
          onChange={(column) => set({ column })}
        />
        <span class="panel-gap" />
        <IconButton
          icon={X}
          label="Remove"
          size="small"
          disabled={readOnly}
          onClick={() => edit.remove('keys', [key.id])}
        />
      </div>
      <div class="panel-sentence">
        <Segmented<SortKeyConfig['direction']>
          label="Direction"
          value={key.direction}
          options={[
            { value: 'ascending', label: words[0] },
            { value: 'descending', label: words[1] },
          ]}
          disabled={readOnly}
          onChange={(direction) => set({ direction })}
        />
      </div>
      <div class="panel-sentence is-small">
        <span class="panel-quiet">rows without a value</span>
        <Combobox<'first' | 'last'>
          label="Rows without a value"
          look="pill"
          value={key.nulls}
          options={[
            { value: 'last', label: 'last' },
            { value: 'first', label: 'first' },
          ]}
          disabled={readOnly}
          onChange={(nulls) => set({ nulls })}
        />
      </div>
      {problem !== undefined && (
        <p class="panel-problem" data-severity={problem.severity}>
          {problem.message}{' '}
          {problem.fix !== undefined && (
            <Button variant="link" disabled={readOnly} onClick={() => editor.applyFix(problem)}>
              {problem.fix.label}
            </Button>
          )}
        </p>
      )}
    </div>
  )
}

/** Both directions as people say them of such values. */
function directionWords(column: Column | undefined): readonly [ascending: string, descending: string] {
  switch (column === undefined ? null : typeClass(column.type)) {
    case 'number':
      return ['Smallest first', 'Largest first']
    case 'date':
    case 'datetime':
      return ['Earliest first', 'Latest first']
    case 'text':
      return ['A to Z', 'Z to A']
    default:
      return ['Ascending', 'Descending']
  }
}

interface AddKeyProps {
  readonly schema: Schema
  readonly keys: readonly SortKeyConfig[]
  readonly disabled: boolean
  readonly onAdd: (column: string) => void
}

function AddKey({ schema, keys, disabled, onAdd }: AddKeyProps) {
  const used = new Set(keys.map((key) => key.column))
  const options = columnOptions(schema, isOrderedColumn).filter(({ value }) => !used.has(value))
  return (
    <div class="panel-add">
      <Combobox
        label="Add a column to sort by"
        look="pill"
        value={null}
        options={options}
        searchable
        disabled={disabled}
        onChange={onAdd}
      >
        <Icon of={Plus} size="small" />
        <span>{keys.length === 0 ? 'Choose a column' : 'Add a column'}</span>
      </Combobox>
    </div>
  )
}
