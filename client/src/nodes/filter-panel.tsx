import { type FilterConfig, ROOT_GROUP } from '@flowforge/core/nodes'
import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { type AnswerView, useAnswer } from '../canvas/use-answer.ts'
import { countOf, formatCount, formatShare } from '../format/number.ts'
import { Button } from '../ui/button.tsx'
import { Spinner } from '../ui/progress.tsx'
import './filter-panel.css'
import { FilterGroupView } from './filter-group.tsx'
import { type FilterView, type Matches, readMatches } from './filter-view.ts'
import { NeedsInput } from './needs-input.tsx'
import type { PanelProps } from './panel.ts'
import './panels.css'

/** Which rows to keep, as sentences, with how many rows each of them keeps. */
export function FilterPanel(props: PanelProps<FilterConfig>) {
  const { editor, node, config, input } = props
  const state = editor.propagation.value.nodes.get(node.id)
  const above = state?.sources.rows?.[0] ?? null
  const aboveRuns = above !== null && editor.propagation.value.nodes.get(above)?.runnable === true
  const asks = aboveRuns && state?.runnable === true && !node.disabled
  const matches = useAnswer('matches', node.id, asks ? { kind: 'matches' } : null)
  const counts = useMemo(() => readMatches(matches.answer?.table ?? null), [matches.answer])
  const active = useSignal<string | null>(null)
  if (input === null) return <NeedsInput what="its rows can be filtered" />
  const view: FilterView = { ...props, schema: input, above: aboveRuns ? above : null, counts, active }
  return (
    <>
      <section class="config-section filter-conditions" data-field="conditions">
        <FilterGroupView view={view} group={ROOT_GROUP} match={config.match} depth={0} />
      </section>
      {asks && config.conditions.length > 0 && <Kept matches={matches} counts={counts} />}
    </>
  )
}

function Kept({ matches, counts }: { readonly matches: AnswerView; readonly counts: Matches | null }) {
  const [problem] = matches.problems
  if (matches.state === 'problem' && problem !== undefined) {
    return (
      <section class="config-section">
        <p class="panel-problem">
          {problem.message} {problem.hint}{' '}
          <Button variant="link" onClick={matches.refresh}>
            Count again
          </Button>
        </p>
      </section>
    )
  }
  if (matches.state === 'offline') {
    return (
      <section class="config-section">
        <p class="config-hint">Rows are counted again when the server is back.</p>
      </section>
    )
  }
  const share = counts === null || counts.total === 0 ? 0 : counts.kept / counts.total
  return (
    <section class="config-section" aria-live="polite" data-stale={!matches.isCurrent}>
      <div class="filter-kept">
        {counts === null ? (
          <span class="panel-quiet">Counting rows</span>
        ) : (
          <>
            <b>{formatCount(counts.kept)}</b>
            <span>of {countOf(counts.total, 'row')} kept</span>
          </>
        )}
        <span class="panel-gap" />
        {matches.state === 'asking' ? (
          <>
            <Spinner size="small" />
            <Button variant="link" onClick={matches.cancel}>
              Stop
            </Button>
          </>
        ) : (
          counts !== null && <span class="filter-share">{formatShare(share)}</span>
        )}
      </div>
      <div class="filter-meter">
        <i style={{ width: `${share * 100}%` }} />
      </div>
    </section>
  )
}
