import { MousePointer2 } from 'lucide-preact'
import { useEditor } from './editor-context.ts'

/** Where colleagues point just now. */
export function PeerCursors() {
  const editor = useEditor()
  const { x, y, zoom } = editor.view.viewport.value
  return (
    <div class="canvas-cursors" aria-hidden="true">
      {editor.workflow.peers.value.map(
        ({ clientId, name, colour, cursor }) =>
          cursor !== null && (
            <div
              key={clientId}
              class="peer-cursor"
              style={{
                '--person': colour,
                transform: `translate(${cursor.x * zoom + x}px, ${cursor.y * zoom + y}px)`,
              }}
            >
              <MousePointer2 size={16} fill="currentColor" strokeWidth={1} />
              <span>{name}</span>
            </div>
          ),
      )}
    </div>
  )
}
