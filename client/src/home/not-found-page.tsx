import { Compass } from 'lucide-preact'
import { EmptyState } from '../ui/empty-state.tsx'
import { Layout } from './layout.tsx'
import { usePageTitle } from './use-page-title.ts'

/** An address that leads nowhere. */
export function NotFoundPage() {
  usePageTitle('Not found')
  return (
    <Layout>
      <EmptyState icon={Compass} title="There is nothing at this address">
        It may have been mistyped. <a href="/">Go to the start page</a>, or press Ctrl K to search.
      </EmptyState>
    </Layout>
  )
}
