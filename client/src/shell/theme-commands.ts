import { SunMoon } from 'lucide-preact'
import { type Command, useCommands } from '../palette/commands.ts'
import { THEMES, type Theme, theme } from './theme.ts'

const LABELS: Readonly<Record<Theme, string>> = {
  system: 'Theme like the system',
  light: 'Light theme',
  dark: 'Dark theme',
}

function themeCommands(): readonly Command[] {
  return THEMES.filter((name) => name !== theme.peek()).map((name) => ({
    id: `theme/${name}`,
    group: 'Do',
    label: LABELS[name],
    icon: SunMoon,
    run: () => {
      theme.value = name
    },
  }))
}

/** The themes in the command palette, on every page. */
export function useThemeCommands(): void {
  useCommands(themeCommands)
}
