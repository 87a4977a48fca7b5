import type { LucideIcon } from 'lucide-preact'

export type { LucideIcon }

const SIZES = { tiny: [12, 2], small: [14, 1.9], normal: [16, 1.75], large: [20, 1.6] } as const

interface IconProps {
  readonly of: LucideIcon
  readonly size?: keyof typeof SIZES
  readonly class?: string
}

/** A lucide icon at one of the sizes of the design, with a stroke that keeps its weight. Decoration: hidden from readers. */
export function Icon({ of: Glyph, size = 'normal', class: className }: IconProps) {
  const [pixels, stroke] = SIZES[size]
  return (
    <Glyph
      size={pixels}
      strokeWidth={stroke}
      class={`ui-icon ${className ?? ''}`}
      aria-hidden="true"
      focusable={false}
    />
  )
}
