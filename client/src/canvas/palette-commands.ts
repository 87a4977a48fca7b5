import { NODE_DEFINITIONS, type NodeKind } from '@flowforge/core/nodes'
import { Maximize, Play, Table2, Workflow } from 'lucide-preact'
import { useCallback } from 'preact/hooks'
import { nodeFace } from '../nodes/faces.ts'
import { type Command, useCommands } from '../palette/commands.ts'
import type { Editor } from './editor.ts'
import { workflowActions } from './workflow-menu.ts'

/** What the command palette finds while a canvas is open: nodes and tables to add, nodes to go to, things to do. */
export function usePaletteCommands(editor: Editor, goTo: (address: string) => void): void {
  useCommands(useCallback(() => canvasCommands(editor, goTo), [editor, goTo]))
}

function canvasCommands(editor: Editor, goTo: (address: string) => void): readonly Command[] {
  const adds = editor.canEdit.peek() ? [...nodesToAdd(editor), ...tablesToAdd(editor)] : []
  return [...adds, ...nodesToGoTo(editor), ...thingsToDo(editor, goTo)]
}

function nodesToAdd(editor: Editor): readonly Command[] {
  const selected = editor.selection.single.peek()
  const card = selected === null ? null : editor.cards.of(selected).peek()
  const title = card?.hasOutput === true ? card.title : null
  return (Object.keys(NODE_DEFINITIONS) as NodeKind[]).map((kind) => {
    const definition = NODE_DEFINITIONS[kind]
    const { icon, keys } = nodeFace(kind)
    return {
      id: `add/${kind}`,
      group: 'Add a node',
      label: definition.title,
      detail: title !== null && definition.inputs.length > 0 ? `after ${title}` : definition.description,
      category: definition.category,
      icon,
      ...(keys === null ? {} : { keys }),
      run: () => void editor.addAfterSelection({ kind }),
    }
  })
}

function tablesToAdd(editor: Editor): readonly Command[] {
  return (editor.catalog.peek()?.tables ?? []).map((table) => ({
    id: `add-table/${table.id}`,
    group: 'Add a table',
    label: table.name,
    detail: table.description,
    icon: Table2,
    category: 'input',
    keywords: table.columns.map((column) => column.name).join(' '),
    run: () => void editor.addAt({ kind: 'source', table: table.id }, editor.view.centre),
  }))
}

function nodesToGoTo(editor: Editor): readonly Command[] {
  return [...editor.graph.peek().nodes.values()].flatMap((node): Command[] => {
    const card = editor.cards.of(node.id).peek()
    if (card === null) return []
    return [
      {
        id: `go/${node.id}`,
        group: 'Go to',
        label: card.title,
        detail: card.summary,
        icon: nodeFace(node.type).icon,
        category: card.category,
        run: () => {
          editor.select([node.id])
          editor.view.show(node.id)
        },
      },
    ]
  })
}

function thingsToDo(editor: Editor, goTo: (address: string) => void): readonly Command[] {
  return [
    { id: 'do/run', group: 'Do', label: 'Run', icon: Play, keys: 'mod+enter', run: () => editor.running.run(null) },
    { id: 'do/layout', group: 'Do', label: 'Lay out', icon: Workflow, keys: 'l', run: () => editor.arrange() },
    {
      id: 'do/fit',
      group: 'Do',
      label: 'Fit everything',
      icon: Maximize,
      keys: 'shift+1',
      run: () => editor.view.fit(),
    },
    ...workflowActions(editor, goTo).map((action) => ({
      id: `do/${action.label}`,
      group: 'Do',
      label: action.label,
      ...(action.icon === undefined ? {} : { icon: action.icon }),
      run: action.onSelect,
    })),
  ]
}
