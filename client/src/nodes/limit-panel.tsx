import { formatCount } from '../format/number.ts'
import { NumberInput } from '../ui/number-input.tsx'
import { type PanelProps, problemAt } from './panel.ts'
import './panels.css'

const COMMON = [10, 100, 1000, 10_000] as const

/** How many rows to keep. */
export function LimitPanel({ config, problems, readOnly, edit }: PanelProps<{ readonly count: number }>) {
  const problem = problemAt(problems, 'count')
  return (
    <section class="config-section" data-field="count">
      <p class="panel-sentence">
        Keep the first
        <span class="limit-count">
          <NumberInput
            aria-label="Rows to keep"
            size="small"
            value={config.count}
            min={1}
            integer
            disabled={readOnly}
            onChange={(count) => count !== null && edit.set('count', count, 'count')}
          />
        </span>
        {config.count === 1 ? 'row' : 'rows'}
      </p>
      {problem !== undefined && <p class="panel-problem">{problem.message}</p>}
      <div class="panel-chips">
        {COMMON.map((count) => (
          <button
            key={count}
            type="button"
            class="panel-chip"
            aria-pressed={config.count === count}
            disabled={readOnly}
            onClick={() => edit.set('count', count)}
          >
            {formatCount(count)}
          </button>
        ))}
      </div>
      <p class="config-hint">After a Sort these are the top rows. Without one, any rows may come.</p>
    </section>
  )
}
