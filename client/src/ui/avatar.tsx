import { tip } from './tooltip.tsx'
import './avatar.css'

interface Person {
  readonly id: string
  readonly name: string
}

const COLOURS = 5

/** A person's colour, the same on every screen: `var(--person-1)` to `var(--person-5)`. */
export function personColour(id: string): string {
  let hash = 0
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
  return `var(--person-${(hash % COLOURS) + 1})`
}

interface AvatarProps {
  readonly person: Person
  readonly size?: 'small' | 'normal'
  /** Oneself is drawn quietly. */
  readonly self?: boolean
}

/** A person as a round initial; the name on hover. */
export function Avatar({ person, size = 'normal', self = false }: AvatarProps) {
  const initial = [...person.name.trim()][0]?.toUpperCase() ?? '?'
  return (
    <span
      class="ui-avatar"
      role="img"
      aria-label={self ? `${person.name} (you)` : person.name}
      data-size={size}
      data-self={self}
      style={self ? {} : { '--person': personColour(person.id) }}
      {...tip(self ? `${person.name} (you)` : person.name)}
    >
      {initial}
    </span>
  )
}

interface AvatarStackProps {
  readonly people: readonly Person[]
  readonly most?: number
  readonly size?: 'small' | 'normal'
}

/** Several people, overlapping; past `most` a number. */
export function AvatarStack({ people, most = 4, size = 'normal' }: AvatarStackProps) {
  const rest = people.slice(most)
  return (
    <span class="ui-avatars">
      {people.slice(0, most).map((person) => (
        <Avatar key={person.id} person={person} size={size} />
      ))}
      {rest.length > 0 && (
        <span class="ui-avatar" data-size={size} data-self="true" {...tip(rest.map((one) => one.name).join(', '))}>
          +{rest.length}
        </span>
      )}
    </span>
  )
}
