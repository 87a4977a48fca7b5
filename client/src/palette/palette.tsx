import { signal } from '@preact/signals'
import { Search } from 'lucide-preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Icon } from '../ui/icon.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { useShortcuts } from '../ui/shortcuts.ts'
import { type Command, commands } from './commands.ts'
import { rank } from './rank.ts'
import './palette.css'

const isOpen = signal(false)
const SHOWN = 60

export const openPalette = (): void => {
  isOpen.value = true
}

const SHORTCUTS = [
  { keys: 'mod+k', label: 'Search or run a command', group: 'Everywhere', whileTyping: true, run: openPalette },
]

/** The command palette: everything that can be done here, by typing. Stands once in the app. */
export function CommandPalette() {
  useShortcuts(SHORTCUTS)
  return isOpen.value ? <OpenPalette /> : null
}

/** The matching commands; those of one group together, groups in the order of their best match. */
function findCommands(query: string, all: readonly Command[]): readonly Command[] {
  const found = rank(query, all, (command) => ({
    label: command.label,
    more: `${command.detail ?? ''} ${command.keywords ?? ''} ${command.group}`,
  })).slice(0, SHOWN)
  const groups = [...new Set(found.map((command) => command.group))]
  return groups.flatMap((group) => found.filter((command) => command.group === group))
}

function OpenPalette() {
  const element = useRef<HTMLDialogElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const all = useMemo(() => commands.value(), [])
  const found = useMemo(() => findCommands(query, all), [query, all])
  const close = (): void => {
    isOpen.value = false
  }
  useEffect(() => {
    const dialog = element.current
    dialog?.showModal?.()
    return () => dialog?.close?.()
  }, [])
  useEffect(() => {
    list.current?.querySelector(`[data-index="${active}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const run = (command: Command | undefined): void => {
    if (command === undefined) return
    close()
    command.run()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation()
    const last = found.length - 1
    if (event.key === 'ArrowDown') setActive(active >= last ? 0 : active + 1)
    else if (event.key === 'ArrowUp') setActive(active <= 0 ? last : active - 1)
    else if (event.key === 'Enter') run(found[active])
    else return
    event.preventDefault()
  }
  return (
    <dialog
      ref={element}
      class="palette float"
      aria-label="Commands"
      onCancel={close}
      onPointerDown={(event) => event.target === element.current && close()}
    >
      <label class="palette-search">
        <Icon of={Search} />
        <input
          autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={`palette-${active}`}
          aria-label="Search or run"
          placeholder="Search or run"
          spellcheck={false}
          autocomplete="off"
          value={query}
          onInput={(event) => {
            setQuery(event.currentTarget.value)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
        />
        <Kbd keys="escape" />
      </label>
      <div ref={list} id="palette-list" class="palette-list" role="listbox" aria-label="Commands">
        {found.length === 0 && <p class="palette-empty">Nothing is called “{query}”. Try fewer letters.</p>}
        {found.map((command, index) => (
          <CommandLine
            key={command.id}
            {...{ command, index, query }}
            active={index === active}
            heading={command.group !== found[index - 1]?.group}
            onHover={() => index !== active && setActive(index)}
            onRun={() => run(command)}
          />
        ))}
      </div>
    </dialog>
  )
}

interface CommandLineProps {
  readonly command: Command
  readonly index: number
  readonly query: string
  readonly active: boolean
  readonly heading: boolean
  readonly onHover: () => void
  readonly onRun: () => void
}

function CommandLine({ command, index, query, active, heading, onHover, onRun }: CommandLineProps) {
  return (
    <>
      {heading && <div class="palette-group">{command.group}</div>}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the search field has the keys (aria-activedescendant) */}
      <div
        id={`palette-${index}`}
        class="palette-item"
        role="option"
        tabIndex={-1}
        aria-selected={active}
        data-index={index}
        onPointerMove={onHover}
        onClick={onRun}
      >
        {command.icon && (
          <span class={command.category ? `palette-category category-${command.category}` : 'palette-icon'}>
            <Icon of={command.icon} />
          </span>
        )}
        <span class="cut">
          <Marked text={command.label} query={query} />
        </span>
        {command.detail && <span class="palette-detail cut">{command.detail}</span>}
        {command.keys && <Kbd keys={command.keys} />}
      </div>
    </>
  )
}

/** The text with the piece that was typed in bold. */
function Marked({ text, query }: { readonly text: string; readonly query: string }) {
  const at = query === '' ? -1 : text.toLowerCase().indexOf(query.toLowerCase())
  if (at < 0) return text
  const end = at + query.length
  return (
    <>
      {text.slice(0, at)}
      <b>{text.slice(at, end)}</b>
      {text.slice(end)}
    </>
  )
}
