import { effect, signal } from '@preact/signals'
import { recall, remember } from './storage.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const isTheme = (value: unknown): value is Theme => THEMES.some((theme) => theme === value)

const remembered = recall('theme')

/** The chosen theme; `system` follows the operating system. Remembered in this browser. */
export const theme = signal<Theme>(isTheme(remembered) ? remembered : 'system')

/** Keeps the page in the chosen theme; call once at start. */
export function followTheme(): void {
  effect(() => {
    remember('theme', theme.value)
    if (theme.value === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme.value
  })
}
