import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { LucideIcon } from 'lucide-preact'
import { useEffect } from 'preact/hooks'

/** Something one can do or go to, found by typing in the command palette. */
export interface Command {
  readonly id: string
  readonly label: string
  /** Heading it stands under, for example `Add a node`, `Go to`, `Do`. */
  readonly group: string
  readonly detail?: string
  readonly icon?: LucideIcon
  /** Colours the icon by a node's category. */
  readonly category?: string
  readonly keys?: string
  /** Other words it is found by. */
  readonly keywords?: string
  readonly run: () => void
}

/** Called whenever the palette opens, so that what it lists is current. */
export type Contribution = () => readonly Command[]

const contributions = signal<readonly Contribution[]>([])

/** The commands of everything on screen, the newest contribution first. */
export const commands: ReadonlySignal<() => readonly Command[]> = computed(() => {
  const all = contributions.value
  return () => [...all].reverse().flatMap((contribution) => contribution())
})

/** Adds commands until the returned function is called. */
function contribute(contribution: Contribution): () => void {
  contributions.value = [...contributions.value, contribution]
  return () => {
    contributions.value = contributions.value.filter((other) => other !== contribution)
  }
}

/** Commands of a component, while it is on screen. Pass a stable function. */
export function useCommands(contribution: Contribution): void {
  useEffect(() => contribute(contribution), [contribution])
}
