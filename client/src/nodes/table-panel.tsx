import { columnItemId } from '@flowforge/core/nodes'
import { typeInWords } from '@flowforge/core/schema'
import { Play } from 'lucide-preact'
import { typeIcon } from '../format/type-icon.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { Icon } from '../ui/icon.tsx'
import { NeedsInput } from './needs-input.tsx'
import type { PanelProps } from './panel.ts'
import './panels.css'

interface TableConfig {
  readonly columns: readonly { readonly id: string; readonly name: string; readonly hidden: boolean }[]
}

/** Which columns the table shows; hidden ones are still in the result. */
export function TablePanel({ editor, node, config, input, readOnly, edit }: PanelProps<TableConfig>) {
  if (input === null) return <NeedsInput what="its rows show here as a table" />
  const hidden = new Set(config.columns.filter((column) => column.hidden).map((column) => column.name))
  const setHidden = (name: string, hide: boolean): void =>
    edit.setItem('columns', columnItemId(name), { name, hidden: hide })
  return (
    <>
      <section class="config-section">
        <Button variant="line" icon={Play} disabled={readOnly} onClick={() => editor.running.run(node.id)}>
          Run this table
        </Button>
        <p class="config-hint">The first 100 rows show below at once; a run fetches all of them.</p>
      </section>
      <section class="config-section" data-field="columns">
        <h3>
          <span>
            Columns shown <span class="panel-count">{`${input.length - hidden.size} of ${input.length}`}</span>
          </span>
          <Button
            variant="link"
            disabled={readOnly || hidden.size === 0}
            onClick={() =>
              edit.remove(
                'columns',
                config.columns.filter((column) => column.hidden).map(({ id }) => id),
              )
            }
          >
            All
          </Button>
        </h3>
        <ul class="column-list" aria-label="Columns shown">
          {input.map((column) => (
            <li key={column.name} class="column-line is-fixed">
              <Checkbox
                checked={!hidden.has(column.name)}
                disabled={readOnly}
                onChange={(shown) => setHidden(column.name, !shown)}
              >
                <span class="column-name">
                  <Icon of={typeIcon(column.type)} size="tiny" />
                  <span class="cut">{column.name}</span>
                </span>
              </Checkbox>
              <span class="column-type">{typeInWords(column.type)}</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}
