import type { Session } from '@flowforge/core/protocol'
import { useCallback, useEffect, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { catalog, inWords, loadCatalog, loadSession, session } from '../api/index.ts'
import { openWorkflow } from '../document/index.ts'
import { usePageTitle } from '../home/use-page-title.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Resizer } from '../ui/resizer.tsx'
import './canvas.css'
import { ClosedNotice } from './closed-notice.tsx'
import { useCanvasCommands } from './commands.ts'
import { ConfigPanel } from './config-panel.tsx'
import { Editor } from './editor.ts'
import { EditorContext, useEditor } from './editor-context.ts'
import { NextNodeMenu } from './next-node-menu.tsx'
import { Palette } from './palette.tsx'
import { usePaletteCommands } from './palette-commands.ts'
import { configOpen, configSize, paletteOpen, paletteSize, previewOpen, previewSize } from './panel-sizes.ts'
import { Preview } from './preview.tsx'
import { Surface } from './surface.tsx'
import { TopBar } from './top-bar.tsx'

/** One workflow on its canvas. */
export function CanvasPage({ id }: { readonly id: string }) {
  const [failure, setFailure] = useState<string | null>(null)
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    setFailure(null)
    loadSession().catch((error: unknown) => setFailure(inWords(error)))
    // Without the tables the canvas still opens; it says what is not known yet.
    loadCatalog().catch(() => undefined)
  }, [turn])
  const known = session.value
  if (known !== null) return <OpenCanvas key={`${id}/${known.user.id}/${known.role}`} id={id} session={known} />
  if (failure === null) return <div class="canvas-page" aria-busy="true" />
  return (
    <EmptyState
      title="This page could not be opened"
      tone="negative"
      actions={<Button onClick={() => setTurn(turn + 1)}>Try again</Button>}
    >
      {failure}
    </EmptyState>
  )
}

function OpenCanvas({ id, session: known }: { readonly id: string; readonly session: Session }) {
  const [editor, setEditor] = useState<Editor | null>(null)
  useEffect(() => {
    const workflow = openWorkflow(id, known)
    const opened = new Editor(workflow, catalog)
    setEditor(opened)
    return () => {
      opened.close()
      workflow.close()
    }
    // The same person, confirmed by the server after the remembered session, needs no second opening.
  }, [id, known.user.id, known.role])
  return editor === null ? null : (
    <EditorContext.Provider value={editor}>
      <CanvasLayout />
    </EditorContext.Provider>
  )
}

/** Bar on top; palette, canvas over preview, config. On narrow screens the sides are sheets over the canvas. */
function CanvasLayout() {
  const editor = useEditor()
  useCanvasCommands(editor)
  const { route } = useLocation()
  const goTo = useCallback((address: string) => route(address), [route])
  usePaletteCommands(editor, goTo)
  usePageTitle(editor.graph.value.name || 'Untitled workflow')
  return (
    <div class="canvas-page">
      <TopBar goTo={goTo} />
      <ClosedNotice goTo={goTo} />
      <div class="canvas-body">
        {paletteOpen.value && (
          <>
            <aside
              class="side-panel is-left"
              aria-label="Nodes"
              style={{ '--panel-width': `${paletteSize.size.value}px` }}
            >
              <Palette />
            </aside>
            <Resizer label="Width of the node list" panel={paletteSize} side="left" />
          </>
        )}
        <main class="canvas-middle">
          <Surface />
          {previewOpen.value && (
            <>
              <Resizer label="Height of the preview" panel={previewSize} side="bottom" />
              <section class="preview" aria-label="Preview" style={{ height: previewSize.size.value }}>
                <Preview />
              </section>
            </>
          )}
        </main>
        {configOpen.value && (
          <>
            <Resizer label="Width of the settings" panel={configSize} side="right" />
            <aside
              class="side-panel is-right"
              aria-label="Settings"
              style={{ '--panel-width': `${configSize.size.value}px` }}
            >
              <ConfigPanel />
            </aside>
          </>
        )}
      </div>
      <NextNodeMenu />
    </div>
  )
}
