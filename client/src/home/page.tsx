import { Plus, Upload } from 'lucide-preact'
import { useLocation } from 'preact-iso'
import { session } from '../api/session.ts'
import { Button } from '../ui/button.tsx'
import { importAndOpen, openNew } from './actions.ts'
import { Gallery } from './gallery.tsx'
import { Layout } from './layout.tsx'
import { usePageTitle } from './use-page-title.ts'
import { WorkflowList } from './workflow-list.tsx'
import { workflows } from './workflows.ts'
import './page.css'

const RECENT = 8

/** The start page: templates with data in them, and what was worked on last. */
export function HomePage() {
  const { route } = useLocation()
  usePageTitle('Home')
  const count = workflows.value?.length ?? 0
  const mayCreate = session.value?.role !== 'viewer'
  return (
    <Layout>
      <div class="page-head">
        <h1>Start</h1>
        {mayCreate && (
          <>
            <Button variant="line" size="large" icon={Upload} class="desk" onClick={() => void importAndOpen(route)}>
              Import
            </Button>
            <Button variant="primary" size="large" icon={Plus} keys="n" onClick={() => void openNew(route)}>
              New workflow
            </Button>
          </>
        )}
      </div>
      <div class="home-parts">
        {mayCreate && <Gallery />}
        <section class="home-recent">
          <div class="section-head">
            <h2>Workflows</h2>
            {count > RECENT && <a href="/workflows">All {count}</a>}
          </div>
          <WorkflowList most={RECENT} />
        </section>
      </div>
    </Layout>
  )
}
