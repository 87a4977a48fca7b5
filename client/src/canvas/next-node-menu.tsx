import type { Edge } from '@flowforge/core/graph'
import { NODE_DEFINITIONS, type NodeKind } from '@flowforge/core/nodes'
import { useMemo } from 'preact/hooks'
import { nodeFace } from '../nodes/faces.ts'
import { type Option, OptionList } from '../ui/combobox.tsx'
import { pointAnchor } from '../ui/floating.ts'
import { Popover } from '../ui/popover.tsx'
import { CARD_HEIGHT } from './card-size.ts'
import type { Editor, NextOffer } from './editor.ts'
import { useEditor } from './editor-context.ts'

/** Where an edge was dropped on empty ground: what to add there. After `C`: what to connect to. */
export function NextNodeMenu() {
  const editor = useEditor()
  const offer = editor.nextOffer.value
  return offer === null ? null : <OpenMenu offer={offer} />
}

function OpenMenu({ offer }: { readonly offer: NextOffer }) {
  const editor = useEditor()
  const anchor = useMemo(() => pointAnchor(offer.screen.x, offer.screen.y), [offer])
  const close = (): void => {
    editor.nextOffer.value = null
  }
  const label = offer.kind === 'add' ? 'Add a node here' : 'Connect to'
  return (
    <Popover anchor={anchor} onClose={close} label={label} class="ui-combobox-popover">
      {offer.kind === 'add' ? <AddList offer={offer} onDone={close} /> : <TargetList offer={offer} onDone={close} />}
    </Popover>
  )
}

interface ListProps {
  readonly offer: NextOffer
  readonly onDone: () => void
}

function AddList({ offer, onDone }: ListProps) {
  const editor = useEditor()
  const kinds = (Object.keys(NODE_DEFINITIONS) as NodeKind[]).filter((kind) => NODE_DEFINITIONS[kind].inputs.length > 0)
  const options = kinds.map((kind): Option<NodeKind> => {
    const { title, description } = NODE_DEFINITIONS[kind]
    return { value: kind, label: title, description, icon: nodeFace(kind).icon }
  })
  return (
    <OptionList
      label="Add a node here"
      value={null}
      options={options}
      searchable
      onChoose={({ value }) => {
        onDone()
        const { x, y } = editor.view.toCanvas(offer.screen)
        editor.addFrom(offer.from, { kind: value }, { x, y: y - CARD_HEIGHT / 2 })
      }}
    />
  )
}

function TargetList({ offer, onDone }: ListProps) {
  const editor = useEditor()
  return (
    <OptionList
      label="Connect to"
      value={null}
      options={targetsOf(editor, offer)}
      searchable
      empty="There is no other node with an input."
      onChoose={({ value }) => {
        onDone()
        editor.connect(value)
      }}
    />
  )
}

/** Every input port of the graph; those that refuse come last and say why. */
function targetsOf(editor: Editor, { from }: NextOffer): readonly Option<Edge>[] {
  const options = [...editor.graph.peek().nodes.values()].flatMap((node) =>
    editor.inputPorts(node.type).map((port): Option<Edge> => {
      const edge = { from, to: { node: node.id, port } }
      const reason = editor.refusalOf(edge)
      const card = editor.cards.of(node.id).peek()
      return {
        value: edge,
        label: card?.title ?? node.id,
        description: reason ?? card?.summary ?? '',
        icon: nodeFace(node.type).icon,
        disabled: reason !== null,
      }
    }),
  )
  return options
    .filter(({ value }) => value.to.node !== from.node)
    .sort((a, b) => Number(a.disabled) - Number(b.disabled))
}
