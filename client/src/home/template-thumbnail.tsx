import type { GraphJson } from '@flowforge/core/graph'
import { nodeFace } from '../nodes/faces.ts'
import { Icon } from '../ui/icon.tsx'
import { nodesOf } from './templates.ts'

/** The nodes of a workflow in a row, as they will stand on the canvas. */
export function TemplateThumbnail({ graph }: { readonly graph: GraphJson }) {
  return (
    <div class="thumbnail" aria-hidden="true">
      {nodesOf(graph).map((node, index) => (
        <span key={`${node.kind}${index}`} class={`thumbnail-node category-${node.category}`}>
          <Icon of={nodeFace(node.kind).icon} size="small" />
        </span>
      ))}
    </div>
  )
}
