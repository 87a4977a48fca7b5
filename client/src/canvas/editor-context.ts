import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Editor } from './editor.ts'

export const EditorContext = createContext<Editor | null>(null)

/** The editor of the canvas page around. */
export function useEditor(): Editor {
  const editor = useContext(EditorContext)
  if (editor === null) throw new Error('Only parts of the canvas page have an editor.')
  return editor
}
