import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { CARD_HEIGHT, CARD_WIDTH } from './card-size.ts'
import { type CategoryColours, categoryColours, onThemeChange } from './category-colours.ts'
import { useEditor } from './editor-context.ts'

/**
 * Many cards seen from far away, where each is a block of its category: painted, not laid out, so that panning over a
 * thousand of them stays smooth. Presses go to the pane below, which asks `nodeAt`.
 */
export function FarView() {
  const editor = useEditor()
  const canvas = useRef<HTMLCanvasElement>(null)
  const colours = useSignal<CategoryColours | null>(null)
  useEffect(() => onThemeChange(() => (colours.value = categoryColours(document.body))), [colours])

  useSignalEffect(() => {
    const { x, y, zoom } = editor.view.viewport.value
    const graph = editor.graph.value
    const selected = editor.selection.nodes.value
    const broken = editor.brokenNodes.value
    const paint = colours.value
    const element = canvas.current
    const context = element?.getContext('2d')
    if (!element || !context || paint === null) return
    const density = devicePixelRatio
    const width = Math.round(element.clientWidth * density)
    const height = Math.round(element.clientHeight * density)
    if (element.width !== width || element.height !== height) Object.assign(element, { width, height })
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, width, height)
    context.setTransform(zoom * density, 0, 0, zoom * density, x * density, y * density)
    context.strokeStyle = paint.edge
    context.lineWidth = 1.5 / zoom
    context.beginPath()
    for (const { from, to } of graph.edges) {
      const start = graph.nodes.get(from.node)?.position
      const end = graph.nodes.get(to.node)?.position
      if (start === undefined || end === undefined) continue
      context.moveTo(start.x + CARD_WIDTH, start.y + CARD_HEIGHT / 2)
      context.lineTo(end.x, end.y + CARD_HEIGHT / 2)
    }
    context.stroke()
    for (const { id, type, position } of graph.nodes.values()) {
      context.fillStyle = broken.has(id) ? paint.negative : paint[editor.categoryOf(type)]
      context.fillRect(position.x, position.y, CARD_WIDTH, CARD_HEIGHT)
      if (!selected.has(id)) continue
      context.strokeStyle = paint.accent
      context.lineWidth = 3 / zoom
      context.strokeRect(position.x - 2 / zoom, position.y - 2 / zoom, CARD_WIDTH + 4 / zoom, CARD_HEIGHT + 4 / zoom)
    }
  })
  return <canvas ref={canvas} class="far-view" />
}
