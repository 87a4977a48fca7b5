import { definitionOf } from '@flowforge/core/nodes'
import { signal } from '@preact/signals'
import { PanelBottomClose } from 'lucide-preact'
import { Badge } from '../ui/badge.tsx'
import { IconButton } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Tabs, tabPanelId } from '../ui/tabs.tsx'
import { useEditor } from './editor-context.ts'
import { previewOpen } from './panel-sizes.ts'
import './preview.css'
import { PreviewData } from './preview-data.tsx'
import { PreviewProblems } from './preview-problems.tsx'
import { PreviewProfile } from './preview-profile.tsx'
import { PreviewSql } from './preview-sql.tsx'

type PreviewTab = 'data' | 'profile' | 'sql' | 'problems'

/** Which tab is in front; a click on a problem count brings up the problems. */
const previewTab = signal<PreviewTab>('data')

/** Under the canvas: rows, profile and SQL of the selected node, and the problems of the whole workflow. */
export function Preview() {
  const editor = useEditor()
  const id = editor.selection.single.value
  const node = id === null ? undefined : editor.node(id)
  const tab = previewTab.value
  const problems = editor.allProblems.value
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.length - errors
  const badge = (
    <>
      {errors > 0 && <Badge tone="negative">{errors}</Badge>}
      {warnings > 0 && <Badge tone="warning">{warnings}</Badge>}
    </>
  )
  return (
    <>
      <Tabs<PreviewTab>
        label="About the selected node"
        value={tab}
        tabs={[
          { value: 'data', label: 'Data' },
          { value: 'profile', label: 'Profile' },
          { value: 'sql', label: 'SQL' },
          { value: 'problems', label: 'Problems', badge },
        ]}
        onChange={(next) => {
          previewTab.value = next
        }}
        aside={
          <>
            <span id="preview-facts" class="preview-facts" />
            <IconButton
              icon={PanelBottomClose}
              label="Hide the preview"
              keys="p"
              size="small"
              onClick={() => {
                previewOpen.value = false
              }}
            />
          </>
        }
      />
      <div class="preview-body" role="tabpanel" id={tabPanelId(tab)} aria-label={tab}>
        {tab === 'problems' ? (
          <PreviewProblems problems={problems} />
        ) : node === undefined ? (
          <EmptyState title={editor.graph.value.nodes.size === 0 ? 'No rows yet' : 'Select a node to see its rows'}>
            {editor.graph.value.nodes.size === 0
              ? 'Add a data source to the canvas: its first rows show here.'
              : 'The first 100 rows of any node show here, before anything is run.'}
          </EmptyState>
        ) : tab === 'data' ? (
          <PreviewData key={node.id} id={node.id} isOutput={definitionOf(node.type)?.terminal === true} />
        ) : tab === 'profile' ? (
          <PreviewProfile key={node.id} id={node.id} />
        ) : (
          <PreviewSql key={node.id} id={node.id} />
        )}
      </div>
    </>
  )
}
