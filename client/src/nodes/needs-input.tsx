import { Cable } from 'lucide-preact'
import { EmptyState } from '../ui/empty-state.tsx'

/** A panel that needs columns, and none come in. */
export function NeedsInput({ what }: { readonly what: string }) {
  return (
    <section class="config-section">
      <EmptyState icon={Cable} title="Nothing comes in yet">
        Connect a node to the left side of this one; then {what}.
      </EmptyState>
    </section>
  )
}
