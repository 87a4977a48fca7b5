import type { ComponentChildren } from 'preact'
import { Icon, type LucideIcon } from './icon.tsx'
import './empty-state.css'

interface EmptyStateProps {
  readonly icon?: LucideIcon
  readonly tone?: 'neutral' | 'warning' | 'negative'
  readonly title: string
  /** Why it is so, and what to do next. */
  readonly children?: ComponentChildren
  /** The first step, as buttons. */
  readonly actions?: ComponentChildren
}

/** What stands where nothing is (yet), could be loaded, or is left. */
export function EmptyState({ icon, tone = 'neutral', title, children, actions }: EmptyStateProps) {
  return (
    <div class="ui-empty" data-tone={tone} role={tone === 'negative' ? 'alert' : undefined}>
      {icon && <Icon of={icon} size="large" />}
      <p class="ui-empty-title">{title}</p>
      {children !== undefined && <div class="ui-empty-text">{children}</div>}
      {actions !== undefined && <div class="ui-empty-actions">{actions}</div>}
    </div>
  )
}
