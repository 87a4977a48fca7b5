import type { Cell } from '@flowforge/core/protocol'
import { type Column, typeInWords } from '@flowforge/core/schema'
import type { Signal } from '@preact/signals'
import { Copy } from 'lucide-preact'
import { plainCell } from '../format/cell.ts'
import { Button } from '../ui/button.tsx'
import type { Anchor } from '../ui/floating.ts'
import { Popover } from '../ui/popover.tsx'
import { copyText } from './copy.ts'

export interface ShownCell {
  readonly anchor: Anchor
  readonly column: Column
  readonly cell: Cell
}

/** The whole value of one cell. */
export function CellPopover({ shown }: { readonly shown: Signal<ShownCell | null> }) {
  const current = shown.value
  const close = (): void => {
    shown.value = null
  }
  return (
    <Popover anchor={current?.anchor ?? null} onClose={close} label="Value" class="grid-value">
      {current && (
        <>
          <p class="grid-value-name">
            {current.column.name}, {typeInWords(current.column.type)}
          </p>
          <pre class="mono">{current.cell === null ? 'NULL' : plainCell(current.cell)}</pre>
          <Button icon={Copy} variant="line" onClick={() => void copyText(plainCell(current.cell), 'Value')}>
            Copy
          </Button>
        </>
      )}
    </Popover>
  )
}
