import type { Graph, Position } from '@flowforge/core/graph'
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { ReactFlowInstance, Viewport } from '@xyflow/react'
import { type Box, boundsOf } from './bounds.ts'
import { CARD_HEIGHT, CARD_WIDTH } from './card-size.ts'
import { type Detail, detailAt } from './detail.ts'
import type { FlowEdge, FlowNode } from './flow.ts'

/** From this many nodes on, blocks are painted instead of laid out (far-view.tsx). */
const PAINT_FROM = 150
const SLOW = 180
const MARGIN = 0.12
/** Frames below this width in CSS pixels don't shrink cards below this zoom to fit them all. */
const NARROW = 560
const LEAST_READABLE = 0.7

type Flow = Pick<
  ReactFlowInstance<FlowNode, FlowEdge>,
  'setViewport' | 'setCenter' | 'fitBounds' | 'zoomTo' | 'getViewport' | 'screenToFlowPosition'
>

/** What part of the canvas is on screen, and ways to go elsewhere. Inert until the surface attaches itself. */
export class View {
  readonly viewport: Signal<Viewport> = signal({ x: 0, y: 0, zoom: 1 })
  readonly detail: ReadonlySignal<Detail> = computed(() => detailAt(this.viewport.value.zoom))
  readonly isFar: ReadonlySignal<boolean>
  /** The visible part in canvas units; null before the surface is there. */
  readonly visibleBox: ReadonlySignal<Box | null>
  readonly #graph: ReadonlySignal<Graph>
  readonly #size = signal({ width: 0, height: 0 })
  #flow: Flow | null = null

  constructor(graph: ReadonlySignal<Graph>) {
    this.#graph = graph
    this.isFar = computed(() => this.detail.value === 'block' && graph.value.nodes.size >= PAINT_FROM)
    this.visibleBox = computed(() => {
      const { x, y, zoom } = this.viewport.value
      const { width, height } = this.#size.value
      return width === 0 ? null : { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom }
    })
  }

  /** The surface lends its camera while it is on screen; call the result when it leaves. */
  attach(flow: Flow, element: HTMLElement): () => void {
    this.#flow = flow
    const watch = new ResizeObserver(() => {
      this.#size.value = { width: element.clientWidth, height: element.clientHeight }
    })
    watch.observe(element)
    return () => {
      watch.disconnect()
      this.#flow = null
    }
  }

  moved(viewport: Viewport): void {
    this.viewport.value = viewport
  }

  /** Everything on screen, or only these nodes; never larger than life. */
  fit(only?: Iterable<string>, duration = SLOW): void {
    const { nodes } = this.#graph.value
    const chosen = only === undefined ? [...nodes.keys()] : [...only]
    const box = boundsOf(chosen.flatMap((id) => nodes.get(id)?.position ?? []))
    const { width, height } = this.#size.value
    if (box === null || width === 0) return
    const whole = Math.min(1, (width * (1 - MARGIN)) / box.width, (height * (1 - MARGIN)) / box.height)
    // On a phone all of it would be too small to read: its beginning shows instead.
    const zoom = width < NARROW ? Math.max(whole, LEAST_READABLE) : whole
    const x = zoom === whole ? width / 2 - (box.x + box.width / 2) * zoom : (width * MARGIN) / 2 - box.x * zoom
    const y = height / 2 - (box.y + box.height / 2) * zoom
    void this.#flow?.setViewport({ x, y, zoom: Math.max(0.05, zoom) }, { duration: calm(duration) })
  }

  /** Brings a node into the middle if no part of its card can be seen; leaves the zoom unless it is too far to read. */
  show(node: string): void {
    const position = this.#graph.value.nodes.get(node)?.position
    const box = this.visibleBox.value
    if (position === undefined || box === null) return
    const inside =
      position.x >= box.x &&
      position.y >= box.y &&
      position.x + CARD_WIDTH <= box.x + box.width &&
      position.y + CARD_HEIGHT <= box.y + box.height
    if (!inside) this.centreOn({ x: position.x + CARD_WIDTH / 2, y: position.y + CARD_HEIGHT / 2 }, SLOW)
  }

  centreOn({ x, y }: Position, duration = 0): void {
    void this.#flow?.setCenter(x, y, { zoom: this.viewport.value.zoom, duration: calm(duration) })
  }

  zoomBy(factor: number): void {
    this.zoomTo(this.viewport.value.zoom * factor)
  }

  zoomTo(zoom: number): void {
    void this.#flow?.zoomTo(zoom, { duration: calm(120) })
  }

  /** The point of the canvas under a point of the screen. */
  toCanvas(point: Position): Position {
    return this.#flow?.screenToFlowPosition(point, { snapToGrid: false }) ?? point
  }

  /** The middle of what is visible. */
  get centre(): Position {
    const box = this.visibleBox.value
    return box === null ? { x: 0, y: 0 } : { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }
}

/** Jumps where motion is not wanted. */
function calm(duration: number): number {
  return globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ? 0 : duration
}
