import { Handle, type NodeProps, Position } from '@xyflow/react'
import { Check, CircleAlert, Clock, LoaderCircle, RefreshCw, TriangleAlert } from 'lucide-preact'
import { memo } from 'preact/compat'
import { nodeFace } from '../nodes/faces.ts'
import { Icon, type LucideIcon } from '../ui/icon.tsx'
import { tip } from '../ui/tooltip.tsx'
import './card.css'
import { CardFoot } from './card-foot.tsx'
import { CARD_HEIGHT, portOffset } from './card-size.ts'
import type { CardState, CardView } from './card-view.ts'
import { useEditor } from './editor-context.ts'
import type { FlowNode } from './flow.ts'

interface StateMark {
  readonly icon: LucideIcon
  readonly label: string
  readonly tone?: 'accent' | 'warning' | 'negative'
  readonly spins?: boolean
}

const MARKS: Record<CardState, StateMark | null> = {
  fresh: null,
  disabled: null,
  queued: { icon: Clock, label: 'Waiting to run' },
  running: { icon: LoaderCircle, label: 'Running', tone: 'accent', spins: true },
  done: { icon: Check, label: 'Done' },
  stale: { icon: RefreshCw, label: 'Changed since the last run' },
  warning: { icon: TriangleAlert, label: 'Warning', tone: 'warning' },
  error: { icon: CircleAlert, label: 'Error', tone: 'negative' },
}

/** One node on the canvas. What it shows comes from the editor by id; React Flow only says where it stands. */
export const NodeCard = memo(function NodeCard({ id }: NodeProps<FlowNode>) {
  const editor = useEditor()
  const card = editor.cards.of(id).value
  const holder = editor.holderOf(id)
  const detail = editor.view.detail.value
  if (card === null) return null
  const verdict = editor.connecting.value?.verdicts.get(id)
  return (
    <article
      class={`node-card category-${card.category} ${verdict?.stepsBack === true ? 'steps-back' : ''}`}
      data-state={card.state}
      data-kind={card.kind}
      aria-label={`${card.title}: ${card.summary}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a card is selected, moved and connected by keys
      tabIndex={0}
      onPointerDown={() => {
        editor.pointerDown = true
      }}
      onFocus={(event) => {
        // A press selects by itself, and with Shift adds; only the keyboard's way here selects alone.
        if (event.target === event.currentTarget && !editor.pointerDown) editor.select([id])
        editor.pointerDown = false
      }}
      {...(holder === null ? {} : { 'data-held': '', style: { '--person': holder.colour } })}
    >
      {detail !== 'block' && <CardHead card={card} withState={detail === 'card'} />}
      {detail === 'card' && (
        <>
          <div class={`node-card-summary cut ${card.configured ? '' : 'is-empty'}`} {...tip(card.summary)}>
            {card.summary}
          </div>
          {card.state === 'running' && <div class="node-card-progress" />}
          <CardFoot card={card} />
        </>
      )}
      <Ports card={card} />
      {holder !== null && detail !== 'block' && <span class="node-card-who">{holder.name}</span>}
    </article>
  )
})

function CardHead({ card, withState }: { readonly card: CardView; readonly withState: boolean }) {
  const mark = withState ? MARKS[card.state] : null
  return (
    <div class="node-card-head">
      <span class="category-icon">
        <Icon of={nodeFace(card.kind).icon} size="small" />
      </span>
      <span class="node-card-title cut">{card.title}</span>
      {mark !== null && (
        <span
          class={`node-card-state ${mark.tone === undefined ? '' : `is-${mark.tone}`}`}
          role="img"
          aria-label={mark.label}
          {...tip(mark.label)}
        >
          <Icon of={mark.icon} size="small" {...(mark.spins === true ? { class: 'node-card-spin' } : {})} />
        </span>
      )}
    </div>
  )
}

function Ports({ card }: { readonly card: CardView }) {
  const editor = useEditor()
  const connecting = editor.connecting.value
  const verdict = connecting?.verdicts.get(card.id)
  const looks = (port: string, connected: boolean): string => {
    const reason = verdict?.ports.get(port)
    if (connecting !== null && reason !== undefined) return reason === null ? 'is-open' : 'is-refused'
    return connected ? 'is-full' : ''
  }
  return (
    <>
      {card.inputs.map((port, index) => (
        <Handle
          key={port.name}
          type="target"
          position={Position.Left}
          id={port.name}
          className={`port ${looks(port.name, port.connected)}`}
          style={{ top: portOffset(index, card.inputs.length) }}
          aria-label={`${port.label}, input of ${card.title}`}
        >
          <span class="port-name is-left">{verdict?.ports.get(port.name) ?? port.label}</span>
        </Handle>
      ))}
      {card.hasOutput && (
        <Handle
          type="source"
          position={Position.Right}
          id="out"
          className={`port ${looks('out', card.outputConnected)}`}
          style={{ top: CARD_HEIGHT / 2 }}
          aria-label={`Output of ${card.title}`}
        >
          <span class="port-name is-right">{verdict?.ports.get('out') ?? 'Rows'}</span>
        </Handle>
      )}
    </>
  )
}
