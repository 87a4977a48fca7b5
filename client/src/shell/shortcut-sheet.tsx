import { signal } from '@preact/signals'
import { Dialog } from '../ui/dialog.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { shortcutKeys, shortcuts, useShortcuts } from '../ui/shortcuts.ts'
import './shortcut-sheet.css'

const isOpen = signal(false)

export const openShortcuts = (): void => {
  isOpen.value = true
}

const OWN = [{ keys: '?', label: 'All shortcuts', group: 'Everywhere', run: openShortcuts }]

/** Everything that keys do on the page in view. Stands once in the app. */
export function ShortcutSheet() {
  useShortcuts(OWN)
  const groups = [...new Set(shortcuts.value.map((shortcut) => shortcut.group))]
  return (
    <Dialog open={isOpen.value} onClose={() => (isOpen.value = false)} title="Keyboard shortcuts" size="wide">
      <div class="shortcut-sheet">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {shortcuts.value
                .filter((shortcut) => shortcut.group === group)
                .map((shortcut) => (
                  <div key={shortcut.label}>
                    <dt>{shortcut.label}</dt>
                    <dd>
                      {shortcutKeys(shortcut).map((keys) => (
                        <Kbd key={keys} keys={keys} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
