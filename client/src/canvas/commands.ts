import { NODE_DEFINITIONS, type NodeKind } from '@flowforge/core/nodes'
import { useEffect, useMemo } from 'preact/hooks'
import { nodeFace } from '../nodes/faces.ts'
import { isTyping, type Shortcut, useShortcuts } from '../ui/shortcuts.ts'
import { GRID } from './card-size.ts'
import { copySelection, pasteText } from './clipboard.ts'
import type { Editor } from './editor.ts'
import { PALETTE_SEARCH_ID } from './palette.tsx'
import { configOpen, paletteOpen, previewOpen } from './panel-sizes.ts'
import { enterSettings, isInSettings, isOnCard, leaveSettings } from './settings-focus.ts'

/** Every key of the canvas, listed under `?` and found in the palette. */
export function useCanvasCommands(editor: Editor): void {
  useShortcuts(useMemo(() => canvasShortcuts(editor), [editor]))
  useClipboardEvents(editor)
}

function canvasShortcuts(editor: Editor): readonly Shortcut[] {
  const canEdit = (): boolean => editor.canEdit.peek()
  const some = (): boolean => !editor.selection.isEmpty && onCanvas()
  const editSome = (): boolean => some() && canEdit()
  const group = 'Canvas'
  return [
    {
      keys: 'mod+enter',
      label: 'Run, or cancel the run',
      group,
      whileTyping: true,
      run: () => (editor.running.own.peek() === null ? editor.running.run(null) : editor.running.cancel()),
    },
    { keys: 'mod+z', label: 'Undo', group, when: canEdit, run: () => void editor.workflow.undo() },
    { keys: ['mod+shift+z', 'mod+y'], label: 'Redo', group, when: canEdit, run: () => void editor.workflow.redo() },
    { keys: '/', label: 'Add a node: search', group, run: focusPalette },
    ...(Object.keys(NODE_DEFINITIONS) as NodeKind[]).flatMap((kind): Shortcut[] => {
      const { keys } = nodeFace(kind)
      if (keys === null) return []
      const label = `Add ${NODE_DEFINITIONS[kind].title.toLowerCase()} after the selection`
      return [{ keys, label, group: 'Add', when: canEdit, run: () => void editor.addAfterSelection({ kind }) }]
    }),
    { keys: 'c', label: 'Connect the selected node to …', group, when: editSome, run: () => editor.offerTargets() },
    { keys: ['delete', 'backspace'], label: 'Delete', group, when: editSome, run: () => editor.removeSelection() },
    { keys: 'mod+a', label: 'Select all', group, when: onCanvas, run: () => editor.selectAll() },
    { keys: 'mod+c', label: 'Copy', group },
    { keys: 'mod+v', label: 'Paste', group },
    { keys: 'mod+d', label: 'Duplicate', group, when: canEdit, run: () => editor.duplicate() },
    { keys: 'd', label: 'Switch off and on', group, when: editSome, run: () => editor.toggleDisabled() },
    { keys: 'l', label: 'Lay out from left to right', group, when: canEdit, run: () => editor.arrange() },
    ...arrows(editor, editSome, group),
    { keys: 'alt+arrowright', label: 'Next node downstream', group, run: () => editor.step('downstream') },
    { keys: 'alt+arrowleft', label: 'Next node upstream', group, run: () => editor.step('upstream') },
    { keys: 'shift+1', label: 'Fit everything', group, run: () => editor.view.fit() },
    { keys: 'shift+2', label: 'Fit the selection', group, run: () => editor.view.fit(editor.selection.nodes.peek()) },
    { keys: ['plus', '='], label: 'Zoom in', group, run: () => editor.view.zoomBy(1.25) },
    { keys: '-', label: 'Zoom out', group, run: () => editor.view.zoomBy(0.8) },
    { keys: '0', label: 'Zoom to 100 %', group, run: () => editor.view.zoomTo(1) },
    { keys: 'p', label: 'Show or hide the preview', group, run: () => toggle(previewOpen) },
    { keys: '[', label: 'Show or hide the node list', group, run: () => toggle(paletteOpen) },
    { keys: ']', label: 'Show or hide the settings', group, run: () => toggle(configOpen) },
    { keys: 'escape', label: 'Step back', group, run: () => stepBack(editor) },
    { keys: 'enter', label: 'Go to the settings of the node', group, when: isOnCard, run: enterSettings },
    {
      keys: 'escape',
      label: 'Back from the settings to the node',
      group,
      whileTyping: true,
      when: isInSettings,
      run: () => leaveSettings(editor),
    },
  ]
}

const STEPS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}
const ARROWS = ['arrowleft', 'arrowright', 'arrowup', 'arrowdown'] as const

function arrows(editor: Editor, when: () => boolean, group: string): readonly Shortcut[] {
  const move = (event: KeyboardEvent, far: number): void => {
    const [x, y] = STEPS[event.key] ?? [0, 0]
    editor.nudge(x * GRID * far, y * GRID * far)
  }
  return [
    { keys: ARROWS, label: 'Move the selection', group, when, run: (event) => move(event, 1) },
    {
      keys: ARROWS.map((key) => `shift+${key}`),
      label: 'Move it five times as far',
      group,
      when,
      run: (event) => move(event, 5),
    },
  ]
}

function toggle(open: { value: boolean }): void {
  open.value = !open.value
}

/** Not while the focus is in a table, a list or a panel: arrows and Del mean something else there. */
function onCanvas(): boolean {
  const focus = document.activeElement
  return focus === null || focus === document.body || focus.closest('.canvas') !== null
}

function focusPalette(): void {
  paletteOpen.value = true
  requestAnimationFrame(() => document.getElementById(PALETTE_SEARCH_ID)?.focus())
}

/** Esc leaves one thing at a time: a drag of an edge, a refusal, the selection. */
function stepBack(editor: Editor): void {
  if (editor.nextOffer.peek() !== null) editor.nextOffer.value = null
  else if (editor.refusal.peek() !== null) editor.refusal.value = null
  else editor.selection.clear()
}

/** Copy, cut and paste through the browser's own events, which need no permission. */
function useClipboardEvents(editor: Editor): void {
  useEffect(() => {
    const elsewhere = (event: ClipboardEvent): boolean =>
      isTyping(event.target) || !onCanvas() || (getSelection()?.toString() ?? '') !== ''
    const onCopy = (event: ClipboardEvent): void => {
      if (elsewhere(event) || editor.selection.nodes.peek().size === 0) return
      event.preventDefault()
      void copySelection(editor, event.clipboardData)
      if (event.type === 'cut') editor.removeSelection()
    }
    const onPaste = (event: ClipboardEvent): void => {
      if (isTyping(event.target)) return
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (pasteText(editor, text)) event.preventDefault()
    }
    document.addEventListener('copy', onCopy)
    document.addEventListener('cut', onCopy)
    document.addEventListener('paste', onPaste)
    return () => {
      document.removeEventListener('copy', onCopy)
      document.removeEventListener('cut', onCopy)
      document.removeEventListener('paste', onPaste)
    }
  }, [editor])
}
