import type { GraphJson } from '@flowforge/core/graph'
import type { NodeKind } from '@flowforge/core/nodes'
import { ArrowDownUp, Columns3, Filter, ListEnd, type LucideIcon, Table2, TableProperties } from 'lucide-preact'
import { Icon } from '../ui/icon.tsx'
import { nodesOf } from './templates.ts'

const ICONS: Record<NodeKind, LucideIcon> = {
  source: Table2,
  filter: Filter,
  select: Columns3,
  sort: ArrowDownUp,
  limit: ListEnd,
  table: TableProperties,
}

/** The nodes of a workflow in a row, as they will stand on the canvas. */
export function TemplateThumbnail({ graph }: { readonly graph: GraphJson }) {
  return (
    <div class="thumbnail" aria-hidden="true">
      {nodesOf(graph).map((node, index) => (
        <span key={`${node.kind}${index}`} class={`thumbnail-node category-${node.category}`}>
          <Icon of={ICONS[node.kind as NodeKind]} size="small" />
        </span>
      ))}
    </div>
  )
}
