import { Maximize, Minus, Plus, Workflow } from 'lucide-preact'
import { IconButton } from '../ui/button.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { useEditor } from './editor-context.ts'

/** Zoom, fit and layout, bottom left. */
export function CanvasTools() {
  const editor = useEditor()
  return (
    <div class="canvas-tools float" role="toolbar" aria-label="View">
      <IconButton icon={Minus} label="Zoom out" keys="-" size="small" onClick={() => editor.view.zoomBy(1 / 1.25)} />
      <MenuButton
        label="Zoom level"
        size="small"
        class="zoom-level"
        placement="top-start"
        entries={[
          { label: 'Fit everything', keys: 'shift+1', onSelect: () => editor.view.fit() },
          {
            label: 'Fit the selection',
            keys: 'shift+2',
            onSelect: () => editor.view.fit(editor.selection.nodes.peek()),
          },
          'separator',
          ...[0.5, 1, 1.5].map((zoom) => ({ label: `${zoom * 100} %`, onSelect: () => editor.view.zoomTo(zoom) })),
        ]}
      >
        {Math.round(editor.view.viewport.value.zoom * 100)} %
      </MenuButton>
      <IconButton icon={Plus} label="Zoom in" keys="plus" size="small" onClick={() => editor.view.zoomBy(1.25)} />
      <IconButton
        icon={Maximize}
        label="Fit everything"
        keys="shift+1"
        size="small"
        onClick={() => editor.view.fit()}
      />
      <IconButton
        icon={Workflow}
        label="Lay out from left to right"
        keys="l"
        size="small"
        disabled={!editor.canEdit.value}
        onClick={() => editor.arrange()}
      />
    </div>
  )
}
