/** Keys are written `mod+shift+z`; `mod` is ⌘ on Apple's systems and Ctrl elsewhere. */

export interface KeyPress {
  readonly key: string
  readonly code?: string
  readonly metaKey: boolean
  readonly ctrlKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

const isApple = (platform: string = globalThis.navigator?.platform ?? ''): boolean => /Mac|iPhone|iPad/.test(platform)

const SYMBOLS: Record<string, [apple: string, other: string]> = {
  mod: ['⌘', 'Ctrl'],
  shift: ['⇧', '⇧'],
  alt: ['⌥', 'Alt'],
  enter: ['↵', '↵'],
  escape: ['Esc', 'Esc'],
  delete: ['Del', 'Del'],
  backspace: ['⌫', '⌫'],
  arrowup: ['↑', '↑'],
  arrowdown: ['↓', '↓'],
  arrowleft: ['←', '←'],
  arrowright: ['→', '→'],
  space: ['Space', 'Space'],
  tab: ['Tab', 'Tab'],
  plus: ['+', '+'],
}

/** The caps to draw for a combination, in order. */
export function keyCaps(keys: string, apple: boolean = isApple()): readonly string[] {
  return keys.split('+').map((part) => SYMBOLS[part]?.[apple ? 0 : 1] ?? part.toUpperCase())
}

/** True where the press is exactly this combination: no modifier more or less. Shift may stand in the character itself (`?`). */
export function pressMatches(press: KeyPress, keys: string, apple: boolean = isApple()): boolean {
  const parts = keys.split('+')
  const last = parts.at(-1) ?? ''
  const key = last === 'plus' ? '+' : last
  const wanted = (modifier: string): boolean => parts.slice(0, -1).includes(modifier)
  const mod = apple ? press.metaKey : press.ctrlKey
  const foreign = apple ? press.ctrlKey : press.metaKey
  if (mod !== wanted('mod') || foreign || press.altKey !== wanted('alt')) return false
  const pressed = press.key === ' ' ? 'space' : press.key.toLowerCase()
  const isDigit = /^[0-9]$/.test(key)
  const same = pressed === key || (isDigit && press.code === `Digit${key}`)
  if (!same) return false
  const isSymbol = key.length === 1 && !/[a-z0-9]/.test(key)
  return isSymbol || press.shiftKey === wanted('shift')
}
