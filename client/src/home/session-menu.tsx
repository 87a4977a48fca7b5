import { type Role, roleSchema } from '@flowforge/core/protocol'
import { useState } from 'preact/hooks'
import { inWords } from '../api/error.ts'
import { session, updateSession } from '../api/session.ts'
import { openShortcuts } from '../shell/shortcut-sheet.tsx'
import { THEMES, theme } from '../shell/theme.ts'
import { Avatar } from '../ui/avatar.tsx'
import { MenuButton, type MenuEntry } from '../ui/menu.tsx'
import { Prompt } from '../ui/prompt.tsx'
import { toast } from '../ui/toast.tsx'
import { loadWorkflows } from './workflows.ts'

const ROLE_WORDS: Record<Role, string> = { admin: 'Admin', analyst: 'Analyst', viewer: 'Viewer' }
const THEME_WORDS = { system: 'Like the system', light: 'Light', dark: 'Dark' } as const

/** Who one is: name, a role to try, theme. */
export function SessionMenu() {
  const [naming, setNaming] = useState(false)
  const current = session.value
  if (current === null) return null
  const change = (role: Role): void => {
    updateSession({ role }).then(
      () => location.reload(),
      (error: unknown) => toast({ tone: 'negative', text: `The role was not changed. ${inWords(error)}` }),
    )
  }
  const entries = (): readonly MenuEntry[] => [
    { heading: `${current.user.name}, ${ROLE_WORDS[current.role].toLowerCase()}` },
    ...(current.local
      ? [
          { label: 'Change name', onSelect: () => setNaming(true) },
          'separator' as const,
          { heading: 'Try the role of' },
          ...roleSchema.options.map((role) => ({
            label: ROLE_WORDS[role],
            checked: role === current.role,
            onSelect: () => change(role),
          })),
        ]
      : []),
    'separator',
    { heading: 'Theme' },
    ...THEMES.map((name) => ({
      label: THEME_WORDS[name],
      checked: theme.value === name,
      keepOpen: true,
      onSelect: () => {
        theme.value = name
      },
    })),
    'separator',
    { label: 'Keyboard shortcuts', keys: '?', onSelect: openShortcuts },
  ]
  return (
    <>
      <MenuButton label="You and your settings" entries={entries} class="session-button" placement="bottom-end">
        <Avatar person={current.user} self />
      </MenuButton>
      {naming && (
        <Prompt
          title="Your name"
          label="Name"
          hint="Colleagues see it beside your cursor."
          action="Save"
          maxLength={80}
          value={current.user.name}
          onSave={(name) => updateSession({ name }).then(loadWorkflows)}
          onClose={() => setNaming(false)}
        />
      )}
    </>
  )
}
