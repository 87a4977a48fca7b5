import { type ReadonlySignal, signal } from '@preact/signals'

const clock = signal(Date.now())
if (typeof document !== 'undefined') setInterval(() => (clock.value = Date.now()), 15_000)

/** The time now (ms since 1970), renewed every quarter of a minute: for relative times on screen. */
export const now: ReadonlySignal<number> = clock
