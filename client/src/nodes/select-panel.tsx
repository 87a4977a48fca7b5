import type { ColumnChoice } from '@flowforge/core/nodes'
import { Checkbox } from '../ui/checkbox.tsx'
import { ColumnList } from './column-list.tsx'
import { NeedsInput } from './needs-input.tsx'
import type { PanelProps } from './panel.ts'

/** Which columns go on, in which order. */
export function SelectPanel({ editor, config, input, problems, readOnly, edit }: PanelProps<ColumnChoice>) {
  if (input === null) return <NeedsInput what="its columns can be chosen" />
  return (
    <>
      <section class="config-section" data-field="columns">
        <ColumnList {...{ editor, problems, readOnly, edit }} choice={config} schema={input} />
      </section>
      <section class="config-section" data-field="others">
        <Checkbox
          checked={config.others === 'keep'}
          disabled={readOnly}
          onChange={(keep) => edit.set('others', keep ? 'keep' : 'drop')}
        >
          Keep columns that are not listed or come later
        </Checkbox>
      </section>
    </>
  )
}
