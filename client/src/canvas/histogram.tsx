import type { ResultTable } from '@flowforge/core/protocol'
import { type Column, typeClass } from '@flowforge/core/schema'
import { countOf, formatCompact, formatFloat } from '../format/number.ts'
import { readBuckets } from './profile.ts'

const WIDTH = 288
const AXIS = 18

interface HistogramProps {
  readonly table: ResultTable
  readonly column: Column
  readonly height?: number
  /** Bars in this range are the ones kept: drawn in the accent. Ends are places on the axis. */
  readonly kept?: readonly [low: number, high: number] | null
  /** Where a threshold stands. */
  readonly marks?: readonly number[]
  /** Given, a press on the chart says where. */
  readonly onPick?: (place: number) => void
}

/** How the values of one number or time column are spread. */
export function Histogram({ table, column, height = 36, kept = null, marks = [], onPick }: HistogramProps) {
  const buckets = readBuckets(table)
  const low = Math.min(...buckets.map((bucket) => bucket.low))
  const high = Math.max(...buckets.map((bucket) => bucket.high))
  const tallest = Math.max(1, ...buckets.map((bucket) => bucket.rows))
  if (buckets.length === 0) return <p class="config-hint">No values to draw.</p>
  const span = high - low || 1
  const x = (place: number): number => Math.min(WIDTH, Math.max(0, ((place - low) / span) * WIDTH))
  const isKept = (middle: number): boolean => kept !== null && middle >= kept[0] && middle <= kept[1]
  const label = axisLabel(column, span)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above it takes the same value from the keyboard
    <svg
      class="histogram"
      viewBox={`0 0 ${WIDTH} ${height + AXIS}`}
      role="img"
      aria-label={`${column.name} from ${label(low)} to ${label(high)}`}
      data-pickable={onPick !== undefined}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect()
        onPick?.(low + ((event.clientX - box.left) / box.width) * span)
      }}
    >
      {buckets.map((bucket) => {
        const left = x(bucket.low)
        const width = Math.max(1.5, x(bucket.high) - left - 1.5)
        const tall = bucket.rows === 0 ? 0 : Math.max(1, Math.sqrt(bucket.rows / tallest) * (height - 4))
        return (
          <rect
            key={bucket.low}
            class={isKept((bucket.low + bucket.high) / 2) ? 'is-kept' : ''}
            x={left}
            y={height - tall}
            width={width}
            height={tall}
          >
            <title>{`${label(bucket.low)} to ${label(bucket.high)}: ${countOf(bucket.rows, 'row')}`}</title>
          </rect>
        )
      })}
      <line class="histogram-axis" x1={0} x2={WIDTH} y1={height + 0.5} y2={height + 0.5} />
      {marks.filter(Number.isFinite).map((mark) => (
        <g key={mark} class="histogram-mark">
          <line x1={x(mark)} x2={x(mark)} y1={0} y2={height + 4} />
          <circle cx={x(mark)} cy={3} r={3} />
        </g>
      ))}
      <text x={0} y={height + 14}>
        {label(low)}
      </text>
      <text x={WIDTH / 2} y={height + 14} text-anchor="middle">
        {label(low + span / 2)}
      </text>
      <text x={WIDTH} y={height + 14} text-anchor="end">
        {label(high)}
      </text>
    </svg>
  )
}

const DAY = 86_400_000

function axisLabel(column: Column, span: number): (place: number) => string {
  const kind = typeClass(column.type)
  if (kind === 'date' || (kind === 'datetime' && span > 2 * DAY)) return (at) => new Date(at).toISOString().slice(0, 10)
  if (kind === 'datetime') return (at) => new Date(at).toISOString().slice(11, 16)
  return (place) =>
    Math.abs(place) >= 10_000 ? formatCompact(place) : formatFloat(Number(place.toPrecision(span < 10 ? 3 : 4)))
}
