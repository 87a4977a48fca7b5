import type { Type, TypeKind } from '@flowforge/core/schema'
import {
  Braces,
  Calendar,
  CalendarClock,
  DecimalsArrowRight,
  Fingerprint,
  Hash,
  List,
  type LucideIcon,
  ToggleLeft,
  Type as TypeGlyph,
} from 'lucide-preact'

const ICONS: Record<TypeKind, LucideIcon> = {
  boolean: ToggleLeft,
  integer: Hash,
  float: DecimalsArrowRight,
  decimal: DecimalsArrowRight,
  text: TypeGlyph,
  date: Calendar,
  datetime: CalendarClock,
  uuid: Fingerprint,
  array: List,
  opaque: Braces,
}

/** The icon of a column's type; beside it the name of the type is at least a tooltip away. */
export const typeIcon = (type: Type): LucideIcon => ICONS[type.kind]
