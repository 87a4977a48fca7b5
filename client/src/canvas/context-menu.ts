import { NODE_DEFINITIONS, type NodeKind } from '@flowforge/core/nodes'
import { ClipboardPaste, Copy, CopyPlus, Eye, Maximize, Play, Power, Sigma, Trash2, Workflow } from 'lucide-preact'
import { nodeFace } from '../nodes/faces.ts'
import type { MenuEntry } from '../ui/menu.tsx'
import { CARD_HEIGHT, CARD_WIDTH } from './card-size.ts'
import { copySelection, pasteClipboard } from './clipboard.ts'
import type { Editor } from './editor.ts'
import { previewOpen } from './panel-sizes.ts'

/** What can be done with the selection, or with the canvas where nothing is selected. */
export function canvasMenu(editor: Editor, at: { readonly clientX: number; readonly clientY: number }): MenuEntry[] {
  return editor.selection.nodes.peek().size > 0 ? selectionMenu(editor) : groundMenu(editor, at)
}

function selectionMenu(editor: Editor): MenuEntry[] {
  const locked = !editor.canEdit.peek()
  const nodes = [...editor.selection.nodes.peek()].flatMap((id) => editor.graph.peek().nodes.get(id) ?? [])
  const single = nodes.length === 1 ? nodes[0] : undefined
  const off = nodes.length > 0 && nodes.every((node) => node.disabled)
  return [
    ...(single === undefined
      ? []
      : ([
          {
            label: editor.outputPorts(single.type).length === 0 ? 'Run this output' : 'Run all outputs',
            icon: Play,
            keys: 'mod+enter',
            onSelect: () => editor.running.run(editor.outputPorts(single.type).length === 0 ? single.id : null),
          },
          {
            label: 'Preview',
            icon: Eye,
            keys: 'p',
            onSelect: () => {
              previewOpen.value = true
            },
          },
          { label: 'Count rows', icon: Sigma, onSelect: () => editor.counts.count(single.id) },
          'separator',
        ] satisfies MenuEntry[])),
    { label: 'Copy', icon: Copy, keys: 'mod+c', onSelect: () => void copySelection(editor) },
    { label: 'Duplicate', icon: CopyPlus, keys: 'mod+d', disabled: locked, onSelect: () => editor.duplicate() },
    {
      label: off ? 'Switch on' : 'Switch off',
      icon: Power,
      keys: 'd',
      disabled: locked,
      onSelect: () => editor.toggleDisabled(),
    },
    { label: 'Lay out', icon: Workflow, keys: 'l', disabled: locked, onSelect: () => editor.arrange() },
    'separator',
    {
      label: 'Delete',
      icon: Trash2,
      keys: 'delete',
      danger: true,
      disabled: locked,
      onSelect: () => editor.removeSelection(),
    },
  ]
}

function groundMenu(editor: Editor, at: { readonly clientX: number; readonly clientY: number }): MenuEntry[] {
  const locked = !editor.canEdit.peek()
  const { x, y } = editor.view.toCanvas({ x: at.clientX, y: at.clientY })
  const place = { x: x - CARD_WIDTH / 2, y: y - CARD_HEIGHT / 2 }
  return [
    { heading: 'Add here' },
    ...(Object.keys(NODE_DEFINITIONS) as NodeKind[]).map((kind) => ({
      label: NODE_DEFINITIONS[kind].title,
      icon: nodeFace(kind).icon,
      disabled: locked,
      onSelect: () => void editor.addAt({ kind }, place),
    })),
    'separator',
    {
      label: 'Paste',
      icon: ClipboardPaste,
      keys: 'mod+v',
      disabled: locked,
      onSelect: () => void pasteClipboard(editor),
    },
    { label: 'Lay out everything', icon: Workflow, keys: 'l', disabled: locked, onSelect: () => editor.arrange() },
    { label: 'Fit everything', icon: Maximize, keys: 'shift+1', onSelect: () => editor.view.fit() },
  ]
}
