import { operatorsFor, ROOT_GROUP } from '@flowforge/core/nodes'
import { Plus, X } from 'lucide-preact'
import { newId } from '../canvas/new-id.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Combobox } from '../ui/combobox.tsx'
import { Icon } from '../ui/icon.tsx'
import { columnOptions } from './column-options.ts'
import { FilterConditionView } from './filter-condition.tsx'
import { type FilterView, firstOperator } from './filter-view.ts'

interface FilterGroupProps {
  readonly view: FilterView
  readonly group: string
  readonly match: 'all' | 'any'
  readonly depth: number
}

const DEEPEST = 3

/** `Keep rows where all of these hold`, the conditions, and the groups inside. */
export function FilterGroupView({ view, group, match, depth }: FilterGroupProps) {
  const { config, readOnly, edit } = view
  const root = group === ROOT_GROUP
  const conditions = config.conditions.filter((condition) => condition.parent === group)
  const inner = depth < DEEPEST ? config.groups.filter((other) => other.parent === group) : []
  const setMatch = (next: 'all' | 'any'): void =>
    root ? edit.set('match', next) : edit.setItem('groups', group, { match: next })
  return (
    <div class={root ? 'filter-root' : 'filter-group'} data-field={root ? 'match' : `groups/${group}`}>
      <div class="panel-sentence">
        <span>{root ? 'Keep rows where' : match === 'all' ? 'and where' : 'and where'}</span>
        <Combobox
          label="How many of the conditions"
          look="pill"
          value={match}
          options={[
            { value: 'all', label: 'all' },
            { value: 'any', label: 'any' },
          ]}
          disabled={readOnly}
          onChange={setMatch}
        />
        <span>of these hold</span>
        <span class="panel-gap" />
        {root ? (
          <span class="filter-rows">{conditions.length > 0 ? 'rows' : ''}</span>
        ) : (
          <IconButton
            icon={X}
            label="Remove the group"
            size="small"
            disabled={readOnly}
            onClick={() => removeGroup(view, group)}
          />
        )}
      </div>
      <div class="filter-list">
        {conditions.map((condition) => (
          <FilterConditionView key={condition.id} view={view} condition={condition} />
        ))}
        {inner.map((other) => (
          <FilterGroupView key={other.id} view={view} group={other.id} match={other.match} depth={depth + 1} />
        ))}
      </div>
      <AddButtons view={view} group={group} depth={depth} />
    </div>
  )
}

function AddButtons({
  view,
  group,
  depth,
}: {
  readonly view: FilterView
  readonly group: string
  readonly depth: number
}) {
  const { schema, readOnly, edit, active } = view
  const options = columnOptions(schema, (column) => operatorsFor(column.type).length > 0)
  return (
    <div class="panel-add">
      <span class="filter-add">
        <Combobox
          label="Add condition"
          look="pill"
          value={null}
          options={options}
          searchable
          disabled={readOnly}
          onChange={(column) => {
            const id = newId()
            edit.add('conditions', { id, parent: group, column, operator: firstOperator(schema, column) })
            active.value = id
            requestAnimationFrame(() => focusCondition(id))
          }}
        >
          <Icon of={Plus} size="small" />
          <span>Add condition</span>
        </Combobox>
      </span>
      {depth < DEEPEST - 1 && (
        <Button
          size="small"
          disabled={readOnly}
          onClick={() => edit.add('groups', { id: newId(), parent: group, match: depth === 0 ? 'any' : 'all' })}
        >
          Add group
        </Button>
      )}
    </div>
  )
}

/** A condition that was just added goes on from its comparison; the value is one Tab further. */
function focusCondition(id: string): void {
  const line = document.querySelector(`[data-field="${CSS.escape(`conditions/${id}`)}"]`)
  line?.querySelector<HTMLElement>('[aria-label="How to compare"]')?.focus()
}

/** The group with all that is in it, as one step of undo. */
function removeGroup({ config, edit }: FilterView, group: string): void {
  const gone = [group]
  for (let i = 0; i < gone.length; i += 1) {
    for (const other of config.groups) if (other.parent === gone[i] && !gone.includes(other.id)) gone.push(other.id)
  }
  const conditions = config.conditions.filter(({ parent }) => gone.includes(parent)).map(({ id }) => id)
  edit.removeAll([
    ['conditions', conditions],
    ['groups', gone],
  ])
}
