import { toGraphJson } from '@flowforge/core/document'
import { CopyPlus, Download, Keyboard, Link, Upload } from 'lucide-preact'
import { copyText } from '../grid/copy.ts'
import { duplicate, importAndOpen } from '../home/actions.ts'
import { download } from '../home/transfer.ts'
import { THEMES, type Theme, theme } from '../shell/theme.ts'
import type { MenuAction, MenuEntry } from '../ui/menu.tsx'
import type { Editor } from './editor.ts'

type GoTo = (address: string) => void

const THEME_NAMES: Readonly<Record<Theme, string>> = { system: 'Theme of the system', light: 'Light', dark: 'Dark' }

/** What can be done with the workflow as a whole. */
export function workflowMenu(editor: Editor, goTo: GoTo): MenuEntry[] {
  return [
    ...workflowActions(editor, goTo),
    'separator',
    ...THEMES.map((value) => ({
      label: THEME_NAMES[value],
      checked: theme.value === value,
      onSelect: () => {
        theme.value = value
      },
    })),
    'separator',
    { label: 'Keyboard shortcuts', icon: Keyboard, keys: '?', onSelect: () => pressKey('?') },
  ]
}

export function workflowActions(editor: Editor, goTo: GoTo): MenuAction[] {
  const { id } = editor.workflow
  const graph = (): ReturnType<typeof toGraphJson> => toGraphJson(editor.graph.peek())
  return [
    { label: 'Copy link', icon: Link, onSelect: () => void copyText(location.href, 'Link') },
    { label: 'Duplicate workflow', icon: CopyPlus, onSelect: () => void duplicate(id, editor.graph.peek().name) },
    { label: 'Export as JSON', icon: Download, onSelect: () => download(graph()) },
    { label: 'Import JSON as a new workflow', icon: Upload, onSelect: () => void importAndOpen(goTo) },
  ]
}

/** Shortcuts are handled where they are registered; a menu line for one presses its key. */
function pressKey(key: string): void {
  document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
}
