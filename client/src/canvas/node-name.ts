import type { Editor } from './editor.ts'

/** A node as its card calls it. */
export function nameOfNode(editor: Editor, id: string): string {
  return editor.cards.of(id).value?.title ?? id
}
