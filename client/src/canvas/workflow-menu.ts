import { toGraphJson } from '@flowforge/core/document'
import { graphJsonSchema } from '@flowforge/core/graph'
import { CopyPlus, Download, Keyboard, Link, Monitor, Moon, Sun, Upload } from 'lucide-preact'
import { call, inWords } from '../api/index.ts'
import { type Theme, theme } from '../shell/theme.ts'
import type { MenuEntry } from '../ui/menu.tsx'
import { toast } from '../ui/toast.tsx'
import type { Editor } from './editor.ts'

const THEME_ENTRIES: readonly { readonly value: Theme; readonly label: string; readonly icon: typeof Sun }[] = [
  { value: 'system', label: 'Theme of the system', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
]

/** What can be done with the workflow as a whole. */
export function workflowMenu(editor: Editor): MenuEntry[] {
  return [
    { label: 'Copy link', icon: Link, onSelect: () => void copyLink() },
    { label: 'Duplicate', icon: CopyPlus, onSelect: () => void duplicateWorkflow(editor) },
    { label: 'Export as JSON', icon: Download, onSelect: () => exportWorkflow(editor) },
    { label: 'Import JSON as a new workflow', icon: Upload, onSelect: () => importWorkflow() },
    'separator',
    ...THEME_ENTRIES.map(({ value, label }) => ({
      label,
      checked: theme.value === value,
      onSelect: () => {
        theme.value = value
      },
    })),
    'separator',
    { label: 'Keyboard shortcuts', icon: Keyboard, keys: '?', onSelect: () => pressKey('?') },
  ]
}

async function copyLink(): Promise<void> {
  await navigator.clipboard.writeText(location.href)
  toast({ text: 'Link copied.', tone: 'positive' })
}

export async function duplicateWorkflow(editor: Editor): Promise<void> {
  try {
    const copy = await call('duplicateWorkflow', { parameters: { id: editor.workflow.id } })
    location.assign(`/canvas/${copy.id}`)
  } catch (error) {
    toast({ text: `Not duplicated. ${inWords(error)}`, tone: 'negative' })
  }
}

/** Saves the graph as a readable file. */
export function exportWorkflow(editor: Editor): void {
  const graph = editor.graph.peek()
  const text = `${JSON.stringify(toGraphJson(graph), null, 2)}\n`
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  link.download = `${graph.name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'workflow'}.json`
  link.click()
  URL.revokeObjectURL(link.href)
}

/** Opens a file and makes a new workflow of it. */
export function importWorkflow(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = 'application/json,.json'
  input.addEventListener('change', () => {
    const [file] = input.files ?? []
    if (file !== undefined) void importFile(file)
  })
  input.click()
}

async function importFile(file: File): Promise<void> {
  try {
    const parsed = graphJsonSchema.safeParse(JSON.parse(await file.text()))
    if (!parsed.success) throw new Error('It is not a workflow exported from FlowForge.')
    const created = await call('createWorkflow', { body: { graph: parsed.data } })
    location.assign(`/canvas/${created.id}`)
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'The file is not JSON.' : inWords(error)
    toast({ text: `“${file.name}” was not imported. ${reason}`, tone: 'negative' })
  }
}

/** Shortcuts are handled where they are registered; a menu line for one presses its key. */
function pressKey(key: string): void {
  document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
}
