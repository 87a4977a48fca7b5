import type { CatalogTable } from '@flowforge/core/schema'
import { FileSpreadsheet } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { catalog } from '../api/catalog.ts'
import { reachable } from '../api/connection.ts'
import { formatCount } from '../format/number.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { Skeleton } from '../ui/progress.tsx'
import { openNew } from './actions.ts'
import { TemplateThumbnail } from './template-thumbnail.tsx'
import { availableTemplates, type Template, tableWorkflow } from './templates.ts'
import './gallery.css'

const FILES_SHOWN = 4

/** Workflows to start from: each opens with data in it. */
export function Gallery() {
  const known = catalog.value
  // Never seen, and nobody to ask: the list below says what to do.
  if (known === null && !reachable.value) return null
  const templates = known === null ? null : availableTemplates(known)
  const files = known?.tables.filter(isUserFile) ?? []
  return (
    <section>
      <div class="section-head">
        <h2>Start from</h2>
        <p class="desk">open with data in them</p>
        {known !== null && <a href="/data">All tables</a>}
      </div>
      <div class="gallery">
        {templates === null
          ? [0, 1, 2, 3].map((place) => (
              <div key={place} class="gallery-card" aria-hidden="true">
                <Waiting />
              </div>
            ))
          : templates.map((template) => <TemplateCard key={template.id} template={template} />)}
        {known !== null && <OwnFiles files={files} />}
      </div>
    </section>
  )
}

/** Tables made of the files in the folder given at start. */
const isUserFile = (table: CatalogTable): boolean => table.namespace === 'files'

function Waiting() {
  return (
    <>
      <div class="gallery-picture" />
      <div class="gallery-text">
        <Skeleton width="60%" />
        <Skeleton width="85%" height={10} />
      </div>
    </>
  )
}

function TemplateCard({ template }: { readonly template: Template }) {
  const { route } = useLocation()
  const [busy, setBusy] = useState(false)
  const { graph } = template
  return (
    <button
      type="button"
      class="gallery-card"
      disabled={busy}
      onClick={() => {
        setBusy(true)
        void openNew(route, graph).finally(() => setBusy(false))
      }}
    >
      <div class="gallery-picture">
        <TemplateThumbnail graph={graph} />
      </div>
      <div class="gallery-text">
        <b>{graph.name}</b>
        <span class="cut">{graph.description}</span>
      </div>
    </button>
  )
}

function OwnFiles({ files }: { readonly files: readonly CatalogTable[] }) {
  const { route } = useLocation()
  return (
    <div class="gallery-files">
      <p class="gallery-files-title">
        <Icon of={FileSpreadsheet} /> Your own files
      </p>
      {files.length === 0 ? (
        <>
          <p>CSV, JSON, Parquet and Arrow files become tables. Start FlowForge with a folder of them:</p>
          <code class="mono">npm start -- --data ./folder</code>
        </>
      ) : (
        files.slice(0, FILES_SHOWN).map((table) => (
          <Button key={table.id} onClick={() => void openNew(route, tableWorkflow(table))}>
            <span class="cut">{table.name}</span>
            <small>{table.rowCount === null ? '' : `${formatCount(table.rowCount)} rows`}</small>
          </Button>
        ))
      )}
      {files.length > FILES_SHOWN && <a href="/data?search=files">{files.length - FILES_SHOWN} more</a>}
    </div>
  )
}
