import type { NodeKind } from '@flowforge/core/nodes'
import type { ComponentType } from 'preact'
import { FilterPanel } from './filter-panel.tsx'
import { LimitPanel } from './limit-panel.tsx'
import type { PanelProps } from './panel.ts'
import { SelectPanel } from './select-panel.tsx'
import { SortPanel } from './sort-panel.tsx'
import { SourcePanel } from './source-panel.tsx'
import { TablePanel } from './table-panel.tsx'

/** A panel together with its node's own config type, which the definition of the same kind has read. */
// biome-ignore lint/complexity/noUselessTypeConstraint: says that the config's type is the panel's own
function panel<Config extends unknown>(
  component: ComponentType<PanelProps<Config>>,
): ComponentType<PanelProps<unknown>> {
  return component as ComponentType<PanelProps<unknown>>
}

const PANELS: Readonly<Record<NodeKind, ComponentType<PanelProps<unknown>>>> = {
  source: panel(SourcePanel),
  filter: panel(FilterPanel),
  select: panel(SelectPanel),
  sort: panel(SortPanel),
  limit: panel(LimitPanel),
  table: panel(TablePanel),
}

export function panelOf(type: string): ComponentType<PanelProps<unknown>> | null {
  return Object.hasOwn(PANELS, type) ? PANELS[type as NodeKind] : null
}
