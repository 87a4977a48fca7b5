import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { boundsOf, fitInto, union } from './bounds.ts'
import { CARD_HEIGHT, CARD_WIDTH } from './card-size.ts'
import { type CategoryColours, categoryColours, onThemeChange } from './category-colours.ts'
import { useEditor } from './editor-context.ts'

const WIDTH = 136
const HEIGHT = 84
const MARGIN = 10

/** The whole graph in small, bottom right; press or drag to go there. Drawn on a canvas: thousands of nodes cost one paint. */
export function Minimap() {
  const editor = useEditor()
  const canvas = useRef<HTMLCanvasElement>(null)
  const colours = useSignal<CategoryColours | null>(null)
  useEffect(() => onThemeChange(() => (colours.value = categoryColours(document.body))), [colours])
  const toGraph = useRef<(x: number, y: number) => { x: number; y: number }>((x, y) => ({ x, y }))
  const hidden = editor.graph.value.nodes.size < 2

  useSignalEffect(() => {
    const nodes = [...editor.graph.value.nodes.values()]
    const selected = editor.selection.nodes.value
    const view = editor.view.visibleBox.value
    const paint = colours.value
    const context = canvas.current?.getContext('2d')
    const cards = boundsOf(nodes.map((node) => node.position))
    if (!context || paint === null || cards === null) return
    const density = devicePixelRatio
    const { scale, x, y } = fitInto(view === null ? cards : union(cards, view), WIDTH, HEIGHT, MARGIN)
    toGraph.current = (left, top) => ({ x: (left - x) / scale, y: (top - y) / scale })
    context.setTransform(density, 0, 0, density, 0, 0)
    context.clearRect(0, 0, WIDTH, HEIGHT)
    context.setTransform(scale * density, 0, 0, scale * density, x * density, y * density)
    for (const node of nodes) {
      context.fillStyle = selected.has(node.id) ? paint.accent : paint[editor.categoryOf(node.type)]
      context.globalAlpha = 0.72
      context.beginPath()
      context.roundRect(node.position.x, node.position.y, CARD_WIDTH, CARD_HEIGHT, 2 / scale)
      context.fill()
    }
    if (view === null) return
    context.globalAlpha = 0.5
    context.strokeStyle = paint.ground
    context.lineWidth = 1 / scale
    context.strokeRect(view.x, view.y, view.width, view.height)
    context.globalAlpha = 1
  })

  const go = (event: PointerEvent & { currentTarget: HTMLCanvasElement }): void => {
    const box = event.currentTarget.getBoundingClientRect()
    editor.view.centreOn(toGraph.current(event.clientX - box.left, event.clientY - box.top))
  }
  const density = globalThis.devicePixelRatio ?? 1
  return (
    <div class="canvas-map float" hidden={hidden}>
      <canvas
        ref={canvas}
        width={WIDTH * density}
        height={HEIGHT * density}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          go(event)
        }}
        onPointerMove={(event) => event.buttons === 1 && go(event)}
      />
    </div>
  )
}
