import * as edits from '@flowforge/core/document'
import { type Edge, type GraphNode, OUTPUT_PORT, type PortAddress, type Position } from '@flowforge/core/graph'
import { definitionOf, initialConfig, type NodeCategory, type NodeKind, portTakesMany } from '@flowforge/core/nodes'
import { canConnect } from '@flowforge/core/propagate'
import type { Catalog, Json, Problem } from '@flowforge/core/schema'
import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { OpenWorkflow, Peer } from '../document/index.ts'
import { toast } from '../ui/toast.tsx'
import { Cards } from './cards.ts'
import type { Connecting } from './connection-state.ts'
import { EditorState } from './editor-state.ts'
import { edgeId, edgeOfId } from './flow.ts'
import { FlowState } from './flow-state.ts'
import { layOut, placeFor } from './layout.ts'
import { newId } from './new-id.ts'
import type { DraggedKind } from './palette-drag.ts'
import { RunControl } from './run-control.ts'
import { Selection } from './selection.ts'
import { View } from './view.ts'

/** A list at a point of the screen: nodes to add after an output, or standing ones to connect it to. */
export interface NextOffer {
  readonly kind: 'add' | 'connect'
  readonly from: PortAddress
  readonly screen: Position
}

/** Where a person is led: a node, and the field of its config that a problem is about. */
export interface FieldFocus {
  readonly node: string
  readonly field: string
  readonly turn: number
}

/**
 * One person's editing of one workflow: what is selected, seen, dragged and connected, and every change the canvas can
 * make. Changes go to the document as named edits; the screen follows from the document alone.
 */
export class Editor extends EditorState {
  readonly selection = new Selection()
  readonly view: View
  readonly cards: Cards
  readonly flow: FlowState
  readonly running: RunControl
  readonly canEdit: ReadonlySignal<boolean>
  readonly connecting: Signal<Connecting | null> = signal(null)
  readonly refusal: Signal<string | null> = signal(null)
  readonly nextOffer: Signal<NextOffer | null> = signal(null)
  readonly fieldFocus: Signal<FieldFocus | null> = signal(null)
  /** Nodes whose card says Error. */
  readonly brokenNodes: ReadonlySignal<ReadonlySet<string>> = computed(
    () => new Set(this.allProblems.value.filter(isError).map((problem) => problem.place.node ?? '')),
  )
  /** A press is under way, so a focus that follows is the mouse's doing. */
  pointerDown = false
  readonly #holders: ReadonlySignal<ReadonlyMap<string, Peer>>
  readonly #stops: (() => void)[] = []

  constructor(workflow: OpenWorkflow, catalog: ReadonlySignal<Catalog | null>) {
    super(workflow, catalog)
    this.view = new View(workflow.graph)
    this.cards = new Cards(this)
    this.canEdit = workflow.canEdit
    this.#holders = computed(() => {
      const holders = new Map<string, Peer>()
      for (const peer of workflow.peers.value) for (const node of peer.selection) holders.set(node, peer)
      return holders
    })
    this.flow = new FlowState(this, this.selection, this.brokenNodes)
    this.running = new RunControl(this)
    this.#stops.push(
      this.#showSelection(),
      () => this.flow.close(),
      () => this.running.close(),
    )
  }

  override close(): void {
    for (const stop of this.#stops) stop()
    super.close()
  }

  #showSelection(): () => void {
    return effect(() => this.workflow.show({ selection: [...this.selection.nodes.value] }))
  }

  /** The colleague who has this node selected; null for nobody. */
  holderOf(id: string): Peer | null {
    return this.#holders.value.get(id) ?? null
  }

  // Adding ------------------------------------------------------------------------------------------------------------

  /** Adds a node where it was dropped. */
  addAt(dragged: DraggedKind, position: Position): string | null {
    return this.#add(dragged, placeFor(this.graph.peek(), null, position), null)
  }

  /** Adds a node after the selected one and connects it; without a selection, in the middle of what is seen. */
  addAfterSelection(dragged: DraggedKind): string | null {
    const selected = this.selection.single.peek()
    return this.addAfter(selected, dragged)
  }

  /** Adds a node after `before`, connected where the two fit. */
  addAfter(before: string | null, dragged: DraggedKind): string | null {
    const node = before === null ? undefined : this.graph.peek().nodes.get(before)
    const follows =
      node !== undefined && this.outputPorts(node.type).length > 0 && this.inputPorts(dragged.kind).length > 0
    const from = follows ? { node: node.id, port: OUTPUT_PORT } : null
    const { x, y } = this.view.centre
    const place = placeFor(this.graph.peek(), node?.position ?? null, { x: x - 108, y: y - 41 })
    return this.#add(dragged, place, from)
  }

  #add({ kind, table }: DraggedKind, position: Position, from: PortAddress | null): string | null {
    const definition = definitionOf(kind)
    if (!this.canEdit.peek() || definition === undefined) return null
    const id = newId()
    const gesture = `add:${id}`
    const config = { ...initialConfig(kind as NodeKind), ...(table === undefined ? {} : { table }) }
    const { document } = this.workflow
    batch(() => {
      edits.addNode(document, { id, type: kind, position, config }, { gesture })
      const [port] = definition.inputs
      if (from !== null && port !== undefined) {
        edits.connect(document, { from, to: { node: id, port: port.name } }, port.many, { gesture })
      }
      this.workflow.sealUndo()
      this.selection.only([id])
    })
    this.#lead(id)
    return id
  }

  /** Brings a card into view and the keyboard's focus to it, once it is drawn: that may take a few frames. */
  #lead(id: string, frames = 8): void {
    requestAnimationFrame(() => {
      const card = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${id}"] .node-card`)
      if (card === null && frames > 0) {
        this.#lead(id, frames - 1)
        return
      }
      this.view.show(id)
      card?.focus({ preventScroll: true })
    })
  }

  // Connecting --------------------------------------------------------------------------------------------------------

  inputPorts(type: string): readonly string[] {
    return (definitionOf(type)?.inputs ?? []).map((port) => port.name)
  }

  outputPorts(type: string): readonly string[] {
    const definition = definitionOf(type)
    return definition === undefined || definition.terminal ? [] : [OUTPUT_PORT]
  }

  /** Why an edge may not be made, or null. A taken input is no reason: the new edge replaces the old one. */
  refusalOf({ from, to }: Edge): string | null {
    const verdict = canConnect(this.graph.peek(), from, to, this.propagation.peek())
    return verdict.ok || verdict.code === 'occupied' ? null : verdict.reason
  }

  connect(edge: Edge): boolean {
    const reason = this.refusalOf(edge)
    if (reason !== null) {
      this.refuse(reason)
      return false
    }
    const target = this.graph.peek().nodes.get(edge.to.node)
    edits.connect(this.workflow.document, edge, portTakesMany(target?.type ?? '', edge.to.port))
    this.refusal.value = null
    return true
  }

  /** An edge was dropped on empty ground: what could stand there? */
  offerNext(from: PortAddress, point: { readonly clientX: number; readonly clientY: number }): void {
    this.nextOffer.value = { kind: 'add', from, screen: { x: point.clientX, y: point.clientY } }
  }

  /** The keyboard's way to connect: a list of what the selected node could feed. */
  offerTargets(): void {
    const id = this.selection.single.peek()
    const node = id === null ? undefined : this.graph.peek().nodes.get(id)
    if (node === undefined) return
    if (this.outputPorts(node.type).length === 0) {
      this.refuse('This node ends the flow: it has no output.')
      return
    }
    const card = document.querySelector(`.react-flow__node[data-id="${node.id}"]`)?.getBoundingClientRect()
    const screen = { x: card?.right ?? innerWidth / 2, y: card?.top ?? innerHeight / 2 }
    this.nextOffer.value = { kind: 'connect', from: { node: node.id, port: OUTPUT_PORT }, screen }
  }

  /** Adds a node where an edge was dropped, connected to it. */
  addFrom(from: PortAddress, dragged: DraggedKind, position: Position): string | null {
    return this.#add(dragged, placeFor(this.graph.peek(), null, position), from)
  }

  /** Says for a while why a connection was refused. */
  refuse(reason: string): void {
    this.refusal.value = reason
  }

  // Changing the selection --------------------------------------------------------------------------------------------

  select(nodes: Iterable<string>): void {
    this.selection.only(nodes)
  }

  selectAll(): void {
    this.selection.only(this.graph.peek().nodes.keys(), this.graph.peek().edges.map(edgeId))
  }

  removeSelection(): void {
    if (!this.canEdit.peek() || this.selection.isEmpty) return
    const graph = this.graph.peek()
    const nodes = this.selection.nodes.peek()
    const cut = [...this.selection.edges.peek()].flatMap((id) => edgeOfId(graph, id) ?? [])
    const gesture = `remove:${newId()}`
    batch(() => {
      const lone = cut.filter((edge) => !nodes.has(edge.from.node) && !nodes.has(edge.to.node))
      if (lone.length > 0) edits.disconnect(this.workflow.document, lone, { gesture })
      if (nodes.size > 0) edits.removeNodes(this.workflow.document, nodes, { gesture })
    })
    this.workflow.sealUndo()
    const words = nodes.size === 0 ? null : nodes.size === 1 ? 'Node deleted.' : `${nodes.size} nodes deleted.`
    if (words !== null) toast({ text: words, action: { label: 'Undo', onSelect: () => this.workflow.undo() } })
  }

  toggleDisabled(): void {
    const nodes = [...this.selection.nodes.peek()].flatMap((id) => this.graph.peek().nodes.get(id) ?? [])
    if (!this.canEdit.peek() || nodes.length === 0) return
    const disable = nodes.some((node) => !node.disabled)
    edits.setDisabled(
      this.workflow.document,
      nodes.map((node) => node.id),
      disable,
    )
  }

  /** Moves the selected nodes by so many steps of the grid; presses in a row are one step of undo. */
  nudge(dx: number, dy: number): void {
    const positions = new Map<string, Position>()
    for (const id of this.selection.nodes.peek()) {
      const position = this.graph.peek().nodes.get(id)?.position
      if (position !== undefined) positions.set(id, { x: position.x + dx, y: position.y + dy })
    }
    if (this.canEdit.peek() && positions.size > 0) {
      edits.moveNodes(this.workflow.document, positions, { gesture: `nudge:${[...positions.keys()].join()}` })
    }
  }

  /** Lays out the selection, or everything. */
  arrange(): void {
    const chosen = this.selection.nodes.peek()
    const positions = layOut(this.graph.peek(), chosen.size > 1 ? chosen : new Set())
    if (!this.canEdit.peek() || positions.size === 0) return
    edits.moveNodes(this.workflow.document, positions)
    requestAnimationFrame(() => this.view.fit())
  }

  duplicate(): void {
    const chosen = this.selection.nodes.peek()
    if (!this.canEdit.peek() || chosen.size === 0) return
    const offset = { x: 40, y: 120 }
    const options = { newId, offset, takesMany: portTakesMany }
    const { ids } = edits.duplicateNodes(this.workflow.document, this.graph.peek(), chosen, options)
    this.selection.only(ids.values())
  }

  /** The selected node's neighbour along the edges or beside it: -1 upstream, 1 downstream. */
  step(direction: 'upstream' | 'downstream'): void {
    const current = this.selection.single.peek()
    const graph = this.graph.peek()
    const first = graph.nodes.keys().next().value
    if (current === null) {
      if (first !== undefined) this.select([first])
      return
    }
    const edge = graph.edges.find((one) => (direction === 'upstream' ? one.to : one.from).node === current)
    const next = edge === undefined ? null : direction === 'upstream' ? edge.from.node : edge.to.node
    if (next === null) return
    this.select([next])
    this.#lead(next)
  }

  // One node ----------------------------------------------------------------------------------------------------------

  node(id: string): GraphNode | undefined {
    return this.graph.value.nodes.get(id)
  }

  rename(id: string, title: string): void {
    edits.setTitle(this.workflow.document, id, title.trim(), { gesture: `title:${id}` })
  }

  /** Applies the way out that a problem offers. */
  applyFix(problem: Problem): void {
    const { node } = problem.place
    if (node === undefined || problem.fix === undefined || !this.canEdit.peek()) return
    this.setField(node, problem.fix.field, problem.fix.value)
  }

  /** Writes a field of a node's config by its path: `limit`, or `conditions/<item>/value` inside a list. */
  setField(node: string, path: string, value: Json): void {
    const [field = '', item, inner] = path.split('/')
    if (item === undefined || inner === undefined) edits.setConfig(this.workflow.document, node, field, value)
    else edits.setListItem(this.workflow.document, node, field, item, { [inner]: value })
  }

  /** Selects the node a problem is on and brings its field into view. */
  goTo({ place }: Problem): void {
    if (place.node === undefined) return
    this.select([place.node])
    this.view.show(place.node)
    if (place.field === undefined) return
    this.fieldFocus.value = { node: place.node, field: place.field, turn: (this.fieldFocus.peek()?.turn ?? 0) + 1 }
  }

  categoryOf(type: string): NodeCategory {
    return definitionOf(type)?.category ?? 'transform'
  }
}

const isError = (problem: Problem): boolean => problem.severity === 'error'
