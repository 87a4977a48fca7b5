import * as edits from '@flowforge/core/document'
import type { GraphNode } from '@flowforge/core/graph'
import type { Json, JsonObject, Problem, Schema } from '@flowforge/core/schema'
import type { Editor } from '../canvas/editor.ts'

/** What the panel of a node is given. `Config` is what the node's definition reads. */
export interface PanelProps<Config> {
  readonly editor: Editor
  readonly node: GraphNode
  readonly config: Config
  /** The columns that come in; null where nothing is connected or what is does not work. */
  readonly input: Schema | null
  readonly output: Schema | null
  readonly problems: readonly Problem[]
  readonly readOnly: boolean
  readonly edit: NodeEdits
}

/** The first problem at a field of the config, or inside it. */
export function problemAt(problems: readonly Problem[], field: string): Problem | undefined {
  return problems.find(({ place }) => place.field === field || place.field?.startsWith(`${field}/`) === true)
}

type Place = Parameters<typeof edits.moveListItem>[4]

/** Changes to one node's config. Calls with the same gesture in a row are one step of undo. */
export interface NodeEdits {
  set(field: string, value: Json | undefined, gesture?: string): void
  add(list: string, item: JsonObject & { readonly id: string }, place?: Place): void
  setItem(list: string, item: string, fields: JsonObject, gesture?: string): void
  move(list: string, item: string, place: Place): void
  remove(list: string, items: readonly string[]): void
  /** Items of several lists, as one step of undo. */
  removeAll(items: readonly (readonly [list: string, items: readonly string[]])[]): void
  replace(list: string, items: readonly (JsonObject & { readonly id: string })[]): void
  /** Ends a gesture. */
  seal(): void
}

export function editsOf(editor: Editor, node: string): NodeEdits {
  const { document } = editor.workflow
  const named = (gesture: string | undefined) => (gesture === undefined ? {} : { gesture: `${node}:${gesture}` })
  return {
    set: (field, value, gesture) => void edits.setConfig(document, node, field, value, named(gesture)),
    add: (list, item, place) => void edits.addListItem(document, node, list, item, place),
    setItem: (list, item, fields, gesture) =>
      void edits.setListItem(document, node, list, item, fields, named(gesture)),
    move: (list, item, place) => void edits.moveListItem(document, node, list, item, place),
    remove: (list, items) => void edits.removeListItems(document, node, list, items),
    removeAll: (items) => {
      editor.workflow.sealUndo()
      const gesture = `${node}:removeAll`
      for (const [list, gone] of items) edits.removeListItems(document, node, list, gone, { gesture })
      editor.workflow.sealUndo()
    },
    replace: (list, items) => void edits.setList(document, node, list, items),
    seal: () => editor.workflow.sealUndo(),
  }
}
