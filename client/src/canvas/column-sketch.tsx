import type { Cell } from '@flowforge/core/protocol'
import { type Column, typeClass } from '@flowforge/core/schema'
import { useMemo } from 'preact/hooks'
import { formatShare } from '../format/number.ts'
import { tip } from '../ui/tooltip.tsx'
import { sketchOf } from './sketch.ts'

const HEIGHT = 16

/** How the values of a column are spread among the rows shown: bars, or how many have no value. */
export function ColumnSketch({ column, cells }: { readonly column: Column; readonly cells: readonly Cell[] }) {
  const sketch = useMemo(() => sketchOf(cells, typeClass(column.type)), [cells, column.type])
  if (sketch.rows === 0) return null
  const nulls = sketch.nulls / sketch.rows
  const words = `In these rows: ${sketch.words}${sketch.nulls > 0 ? `, ${formatShare(nulls)} NULL` : ''}`
  if (nulls > 0.05 || sketch.bars.length === 0) {
    return (
      <div class="sketch-nulls" {...tip(words)}>
        <span class="sketch-null-bar">
          <i style={{ width: `${nulls * 100}%` }} />
        </span>
        <span class="sketch-words cut">{sketch.nulls > 0 ? `${formatShare(nulls)} NULL` : sketch.words}</span>
      </div>
    )
  }
  const width = sketch.bars.length * 6 - 1
  return (
    <svg
      class="sketch-bars"
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      style={{ maxWidth: sketch.bars.length * 14 }}
      role="img"
      aria-label={words}
      {...tip(words)}
    >
      {sketch.bars.map((share, index) => (
        <rect
          key={index}
          x={index * 6}
          y={HEIGHT - Math.max(share > 0 ? 1 : 0, share * HEIGHT)}
          width={5}
          height={Math.max(share > 0 ? 1 : 0, share * HEIGHT)}
        />
      ))}
    </svg>
  )
}
