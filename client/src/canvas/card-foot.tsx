import { now } from '../format/clock.ts'
import { countOf, formatDuration } from '../format/number.ts'
import { ageInWords } from '../format/time.ts'
import { tip } from '../ui/tooltip.tsx'
import type { CardView } from './card-view.ts'
import { useEditor } from './editor-context.ts'
import { useElapsed } from './elapsed.ts'

/** The last line of a card: what the last run gave, or what is wrong and the way out. */
export function CardFoot({ card }: { readonly card: CardView }) {
  return (
    <div class="node-card-foot nodrag">
      <FootWords card={card} />
    </div>
  )
}

function FootWords({ card }: { readonly card: CardView }) {
  const editor = useEditor()
  switch (card.state) {
    case 'error':
    case 'warning':
      return <ProblemWords card={card} />
    case 'disabled':
      return <span>Off, rows pass through</span>
    case 'queued':
      return <span>Waiting to run</span>
    case 'running':
      return <RunningWords since={card.ranAt} />
    case 'stale':
      return (
        <>
          <span class="cut">{staleWords(card)}</span>
          <button type="button" class="is-accent" onClick={() => editor.running.run(card.hasOutput ? null : card.id)}>
            Run
          </button>
        </>
      )
    default:
      return <Figures card={card} />
  }
}

function ProblemWords({ card }: { readonly card: CardView }) {
  const editor = useEditor()
  const { problem } = card
  if (problem === null) return <Figures card={card} />
  const fix = problem.fix
  const words = problem.hint === undefined ? problem.message : `${problem.message} ${problem.hint}`
  return (
    <>
      <span class="cut" {...tip(words)}>
        {problem.message}
      </span>
      {fix !== undefined && editor.canEdit.value && (
        <button type="button" onClick={() => editor.applyFix(problem)}>
          {fix.label}
        </button>
      )}
    </>
  )
}

function RunningWords({ since }: { readonly since: number | null }) {
  const elapsed = useElapsed(since)
  return <span class="is-accent">{elapsed < 1000 ? 'Running' : `Running ${formatDuration(elapsed)}`}</span>
}

function Figures({ card }: { readonly card: CardView }) {
  const { rows, columns, milliseconds } = card
  if (columns === null && rows === null) return <span>Not run yet</span>
  return (
    <>
      {rows !== null && <span>{rowWords(card, rows)}</span>}
      {columns !== null && <span>{countOf(columns, 'column')}</span>}
      {milliseconds !== null && (
        <span {...tip('Time of the statement this node is part of')}>{formatDuration(milliseconds)}</span>
      )}
      {milliseconds === null && card.state === 'fresh' && rows === null && <span>Not run yet</span>}
    </>
  )
}

/** A result that was cut at the cap held more rows than are known. */
function rowWords({ rowsCapped }: CardView, rows: number): string {
  return rowsCapped ? `over ${countOf(rows, 'row')}` : countOf(rows, 'row')
}

function staleWords(card: CardView): string {
  if (card.rows === null || card.ranAt === null) return 'Changed since the last run'
  return `${rowWords(card, card.rows)}, ${ageInWords(now.value - card.ranAt)}`
}
