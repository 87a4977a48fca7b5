import type { ComponentChildren } from 'preact'
import { Icon, type LucideIcon } from './icon.tsx'
import './badge.css'

export type Tone = 'neutral' | 'accent' | 'positive' | 'warning' | 'negative'

interface BadgeProps {
  readonly tone?: Tone
  readonly icon?: LucideIcon
  readonly children: ComponentChildren
}

/** A word or two about a state. */
export function Badge({ tone = 'neutral', icon, children }: BadgeProps) {
  return (
    <span class="ui-badge" data-tone={tone}>
      {icon && <Icon of={icon} size="tiny" />}
      {children}
    </span>
  )
}

/** A coloured point beside a word that says the same. */
export function Dot({ tone = 'neutral' }: { readonly tone?: Tone }) {
  return <span class="ui-dot" data-tone={tone} aria-hidden="true" />
}
