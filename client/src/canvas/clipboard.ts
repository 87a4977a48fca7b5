import { type Fragment, fragmentOf, fromGraphJson, paste, toGraphJson } from '@flowforge/core/document'
import { EMPTY_GRAPH, graphJsonSchema, type Position } from '@flowforge/core/graph'
import { portTakesMany } from '@flowforge/core/nodes'
import { toast } from '../ui/toast.tsx'
import { boundsOf } from './bounds.ts'
import { GRID } from './card-size.ts'
import type { Editor } from './editor.ts'
import { overlaps, snap } from './layout.ts'
import { newId } from './new-id.ts'

/** What copy writes: readable Graph JSON, which any workflow, and any text editor, takes. */
export function fragmentToText(fragment: Fragment): string {
  return JSON.stringify(toGraphJson({ ...EMPTY_GRAPH, nodes: fragment.nodes, edges: [...fragment.edges] }), null, 2)
}

/** The nodes in a text; null where it is no Graph JSON or holds none. */
export function textToFragment(text: string): Fragment | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  const parsed = graphJsonSchema.safeParse(json)
  if (!parsed.success) return null
  const { graph, problems } = fromGraphJson(parsed.data)
  return problems.length > 0 || graph.nodes.size === 0 ? null : graph
}

/** How far to move the fragment so that it lies around `centre` without covering a card. */
export function pasteOffset(fragment: Fragment, taken: Iterable<Position>, centre: Position): Position {
  const box = boundsOf([...fragment.nodes.values()].map((node) => node.position))
  if (box === null) return { x: 0, y: 0 }
  const offset = { x: snap(centre.x - box.x - box.width / 2), y: snap(centre.y - box.y - box.height / 2) }
  const places = [...taken]
  const covers = ({ x, y }: Position): boolean =>
    [...fragment.nodes.values()].some(({ position }) =>
      places.some((other) => overlaps(other, { x: position.x + x, y: position.y + y })),
    )
  while (covers(offset)) offset.y += GRID
  return offset
}

/** Puts the selected nodes on the clipboard: the one of a copy event, otherwise the system's. */
export async function copySelection(editor: Editor, transfer: DataTransfer | null = null): Promise<void> {
  const chosen = editor.selection.nodes.peek()
  if (chosen.size === 0) return
  const text = fragmentToText(fragmentOf(editor.graph.peek(), chosen))
  if (transfer === null) await navigator.clipboard.writeText(text)
  else transfer.setData('text/plain', text)
}

/** Pastes what is on the clipboard; the browser may ask for permission. */
export async function pasteClipboard(editor: Editor): Promise<void> {
  try {
    pasteText(editor, await navigator.clipboard.readText())
  } catch {
    toast({ text: 'The browser did not let FlowForge read the clipboard. Press Ctrl V instead.', tone: 'warning' })
  }
}

/** Adds the nodes a text holds; false where it holds none. */
export function pasteText(editor: Editor, text: string): boolean {
  const fragment = textToFragment(text)
  if (fragment === null || !editor.canEdit.peek()) return false
  const taken = [...editor.graph.peek().nodes.values()].map((node) => node.position)
  const offset = pasteOffset(fragment, taken, editor.view.centre)
  const { ids } = paste(editor.workflow.document, fragment, { newId, offset, takesMany: portTakesMany })
  editor.select(ids.values())
  return true
}
