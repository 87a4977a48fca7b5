import { columnItemId } from '@flowforge/core/nodes'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Arrangement } from '../grid/index.ts'
import { editsOf } from '../nodes/panel.ts'
import { useEditor } from './editor-context.ts'

interface TableColumn {
  readonly name: string
  readonly hidden: boolean
  readonly width: number | null
}

/** A drag of a column's edge is written once it rests. */
const REST = 250

/** Hidden columns and widths of a Table node, which everybody shares; null for other nodes and for readers. */
export function useTableArrangement(id: string): Arrangement | null {
  const editor = useEditor()
  const node = editor.node(id)
  const config = editor.propagation.value.nodes.get(id)?.config
  const applies = node?.type === 'table' && config !== null && config !== undefined && editor.canEdit.value
  const waiting = useRef(new Map<string, ReturnType<typeof setTimeout>>())
  useEffect(() => {
    const timers = waiting.current
    return () => {
      for (const timer of timers.values()) clearTimeout(timer)
    }
  }, [])
  return useMemo(() => {
    if (!applies) return null
    const { columns } = config as { readonly columns: readonly TableColumn[] }
    const edit = editsOf(editor, id)
    return {
      hidden: new Set(columns.filter(({ hidden }) => hidden).map(({ name }) => name)),
      widths: new Map(columns.flatMap(({ name, width }) => (width === null ? [] : [[name, width] as const]))),
      onHidden: (names, hidden) => {
        for (const name of names) edit.setItem('columns', columnItemId(name), { name, hidden }, 'hidden')
      },
      onWidth: (name, width) => {
        clearTimeout(waiting.current.get(name))
        const write = (): void => edit.setItem('columns', columnItemId(name), { name, width }, `width/${name}`)
        waiting.current.set(name, setTimeout(write, REST))
      },
    }
  }, [applies, config, editor, id])
}
