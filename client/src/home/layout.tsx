import { Database, House, type LucideIcon, Search, Workflow } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useCallback, useMemo } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { catalog } from '../api/catalog.ts'
import { reachable } from '../api/connection.ts'
import { queuedWorkflows } from '../api/queue.ts'
import { formatCount } from '../format/number.ts'
import { type Command, useCommands } from '../palette/commands.ts'
import { openPalette } from '../palette/palette.tsx'
import { Logo } from '../shell/logo.tsx'
import { IconButton } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { type Shortcut, useShortcuts } from '../ui/shortcuts.ts'
import { canvasAddress, importAndOpen, openNew } from './actions.ts'
import { OfflineNote } from './offline-note.tsx'
import { SessionMenu } from './session-menu.tsx'
import { SourceList } from './source-list.tsx'
import { useFileDrop } from './use-file-drop.ts'
import { workflows } from './workflows.ts'
import './layout.css'

interface Place {
  readonly address: string
  readonly label: string
  readonly icon: LucideIcon
  readonly count: () => number | undefined
}

const PLACES: readonly Place[] = [
  { address: '/', label: 'Home', icon: House, count: () => undefined },
  {
    address: '/workflows',
    label: 'Workflows',
    icon: Workflow,
    count: () => (workflows.value === null ? undefined : workflows.value.length + queuedWorkflows.value.length),
  },
  { address: '/data', label: 'Data', icon: Database, count: () => catalog.value?.tables.length },
]

/** The frame of the pages outside a canvas: where one can go, how the sources are, and files dropped anywhere. */
export function Layout({ children }: { readonly children: ComponentChildren }) {
  const { path, route } = useLocation()
  useHomeCommands(route)
  const dropping = useFileDrop((files) => void importAndOpen(route, files))
  const links = PLACES.map(({ address, label, icon, count }) => (
    <a key={address} href={address} aria-current={path === address ? 'page' : undefined}>
      <Icon of={icon} />
      {label}
      <span class="layout-count">{count() === undefined ? '' : formatCount(count() ?? 0)}</span>
    </a>
  ))
  return (
    <div class="layout">
      <nav class="layout-side" aria-label="Main">
        <div class="layout-brand">
          <Logo />
          <b>FlowForge</b>
          <SessionMenu />
        </div>
        <button type="button" class="layout-search" onClick={openPalette}>
          <Icon of={Search} size="small" />
          Search or run
          <Kbd keys="mod+k" />
        </button>
        {links}
        <span class="layout-gap" />
        <SourceList />
      </nav>
      <header class="layout-top">
        <Logo />
        <b>FlowForge</b>
        <IconButton icon={Search} label="Search or run" onClick={openPalette} />
        <SessionMenu />
      </header>
      <main class="layout-page">
        {!reachable.value && <OfflineNote />}
        <div class="layout-inner">{children}</div>
      </main>
      <nav class="layout-tabs" aria-label="Main">
        {links}
      </nav>
      {dropping && <div class="layout-drop">Drop workflow files (JSON) to import them</div>}
    </div>
  )
}

/** What the palette and the keys offer outside a canvas. */
function useHomeCommands(route: (address: string) => void): void {
  const contribution = useCallback(
    (): readonly Command[] => [
      { id: 'new', group: 'Do', label: 'New workflow', keys: 'n', run: () => void openNew(route) },
      { id: 'import', group: 'Do', label: 'Import workflows from files', run: () => void importAndOpen(route) },
      ...PLACES.map(({ address, label, icon }) => ({
        id: `go:${address}`,
        group: 'Go to',
        label,
        icon,
        run: () => route(address),
      })),
      ...(workflows.value ?? []).map((item) => ({
        id: `workflow:${item.id}`,
        group: 'Workflows',
        label: item.name,
        detail: item.description,
        icon: Workflow,
        run: () => route(canvasAddress(item.id)),
      })),
      ...(catalog.value?.tables ?? []).map((table) => ({
        id: `table:${table.id}`,
        group: 'Data',
        label: table.name,
        detail: table.description,
        icon: Database,
        run: () => route(`/data?table=${encodeURIComponent(table.id)}`),
      })),
    ],
    [route],
  )
  useCommands(contribution)
  const shortcuts = useMemo<readonly Shortcut[]>(
    () => [{ keys: 'n', label: 'New workflow', group: 'Home', run: () => void openNew(route) }],
    [route],
  )
  useShortcuts(shortcuts)
}
