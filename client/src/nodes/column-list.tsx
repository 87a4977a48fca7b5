import { type ChosenColumn, type ColumnChoice, chosenColumns } from '@flowforge/core/nodes'
import { type Problem, type Schema, typeInWords } from '@flowforge/core/schema'
import { GripVertical, Search } from 'lucide-preact'
import { useMemo, useState } from 'preact/hooks'
import type { Editor } from '../canvas/editor.ts'
import { typeIcon } from '../format/type-icon.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { Icon } from '../ui/icon.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { tip } from '../ui/tooltip.tsx'
import type { NodeEdits } from './panel.ts'
import './panels.css'
import { moved, useReorder } from './reorder.ts'

interface ColumnListProps {
  readonly editor: Editor
  readonly choice: ColumnChoice
  readonly schema: Schema
  readonly problems: readonly Problem[]
  readonly readOnly: boolean
  readonly edit: NodeEdits
}

const SEARCH_FROM = 9

/** The columns of a table with a tick each, in an order that dragging or Alt and arrows change. */
export function ColumnList({ editor, choice, schema, problems, readOnly, edit }: ColumnListProps) {
  const [search, setSearch] = useState('')
  const columns = useMemo(() => chosenColumns(choice, schema), [choice, schema])
  const text = search.trim().toLowerCase()
  const shown = text === '' ? columns : columns.filter(({ column }) => column.name.toLowerCase().includes(text))
  const kept = columns.filter(({ included }) => included).length
  const reorder = useReorder(shown.length, readOnly || text !== '', (from, to) => {
    edit.replace('columns', moved(columns, from, to).map(itemOf))
  })
  const lost = problems.filter(({ code }) => code === 'column_missing')
  return (
    <>
      <h3>
        <span>
          Columns <span class="panel-count">{`${kept} of ${columns.length}`}</span>
        </span>
        <span class="panel-links">
          <Button
            variant="link"
            disabled={readOnly || kept === columns.length}
            onClick={() => keepAll(edit, choice, true)}
          >
            All
          </Button>
          <Button variant="link" disabled={readOnly || kept === 0} onClick={() => keepAll(edit, choice, false)}>
            None
          </Button>
        </span>
      </h3>
      {problems.some(({ code }) => code === 'no_columns') && (
        <p class="panel-problem">No column is kept. Tick at least one.</p>
      )}
      {lost.map((problem) => (
        <p class="panel-problem" key={problem.place.field} data-field={problem.place.field}>
          {problem.message}{' '}
          {problem.fix !== undefined && (
            <Button variant="link" disabled={readOnly} onClick={() => editor.applyFix(problem)}>
              {problem.fix.label}
            </Button>
          )}{' '}
          <Button variant="link" disabled={readOnly} onClick={() => edit.remove('columns', [itemIdOf(problem)])}>
            Forget it
          </Button>
        </p>
      ))}
      {columns.length >= SEARCH_FROM && (
        <div class="column-search">
          <TextInput
            icon={Search}
            placeholder="Find a column"
            aria-label="Find a column"
            value={search}
            onInput={setSearch}
          />
        </div>
      )}
      <ul class="column-list" aria-label="Columns">
        {shown.map((chosen, index) => (
          <li key={chosen.column.name} class="column-line" {...reorder.line(index)}>
            <span class="column-grip" aria-hidden="true" {...reorder.handle(index)}>
              <Icon of={GripVertical} size="tiny" />
            </span>
            <Checkbox
              checked={chosen.included}
              disabled={readOnly}
              onChange={(included) => toggle(edit, choice, columns, chosen, included)}
            >
              <span class="column-name" {...(chosen.column.description ? tip(chosen.column.description) : {})}>
                <Icon of={typeIcon(chosen.column.type)} size="tiny" />
                <span class="cut">{chosen.column.name}</span>
              </span>
            </Checkbox>
            <span class="column-type">{typeInWords(chosen.column.type)}</span>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p class="config-hint">No column is called that.</p>}
    </>
  )
}

const itemOf = ({ itemId, column, included }: ChosenColumn) => ({ id: itemId, name: column.name, included })
const itemIdOf = (problem: Problem): string => problem.place.field?.split('/')[1] ?? ''

/** Ticks or unticks one column where it stands: before the next one that is listed too. */
function toggle(
  edit: NodeEdits,
  choice: ColumnChoice,
  columns: readonly ChosenColumn[],
  chosen: ChosenColumn,
  included: boolean,
): void {
  const listed = new Set(choice.columns.map(({ id }) => id))
  if (listed.has(chosen.itemId)) {
    edit.setItem('columns', chosen.itemId, { included })
    return
  }
  const after = columns.slice(columns.indexOf(chosen) + 1).find(({ itemId }) => listed.has(itemId))
  edit.add('columns', { ...itemOf(chosen), included }, { before: after?.itemId ?? null })
}

/** All or none, whatever columns come later; an order somebody made stays. */
function keepAll(edit: NodeEdits, choice: ColumnChoice, included: boolean): void {
  edit.seal()
  edit.set('others', included ? 'keep' : 'drop', 'keepAll')
  for (const { id } of choice.columns) edit.setItem('columns', id, { included }, 'keepAll')
  edit.seal()
}
