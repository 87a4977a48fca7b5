import { definitionOf, type NodeKind } from '@flowforge/core/nodes'
import { type Catalog, findTable, type Schema } from '@flowforge/core/schema'
import { ArrowDownUp, ChevronsDown, CircleHelp, Database, Filter, ListChecks, Table2 } from 'lucide-preact'
import { countOf } from '../format/number.ts'
import type { LucideIcon } from '../ui/icon.tsx'

/** How a node calls itself on its card. */
interface NodeWords {
  readonly title: string
  readonly summary: string
  /** False where the summary only says what is still to be set. */
  readonly configured: boolean
}

/** How one type of node looks and speaks on the canvas, in the palette and in menus. */
export interface NodeFace {
  readonly icon: LucideIcon
  /** The key that adds it after the selection. */
  readonly keys: string | null
  /** `config` is what the node's definition reads; null where it cannot be read. */
  readonly words: (config: unknown, schema: Schema | null, catalog: Catalog | null) => NodeWords | null
}

/** The definition's own summary; `unset` is what it says before anything is chosen. */
function ownWords(kind: NodeKind, unset: readonly string[] = []): NodeFace['words'] {
  return (config) => {
    const definition = definitionOf(kind)
    if (definition === undefined || config === null) return null
    const summary = definition.summary(config)
    return { title: definition.title, summary, configured: !unset.includes(summary) }
  }
}

const FACES: Readonly<Record<NodeKind, NodeFace>> = {
  source: { icon: Database, keys: 't', words: sourceWords },
  filter: { icon: Filter, keys: 'f', words: ownWords('filter', ['No conditions yet']) },
  select: { icon: ListChecks, keys: 'e', words: ownWords('select') },
  sort: { icon: ArrowDownUp, keys: 's', words: ownWords('sort', ['No column yet']) },
  limit: { icon: ChevronsDown, keys: 'i', words: ownWords('limit') },
  table: { icon: Table2, keys: 'o', words: ownWords('table') },
}

const UNKNOWN: NodeFace = { icon: CircleHelp, keys: null, words: () => null }

export function nodeFace(type: string): NodeFace {
  return Object.hasOwn(FACES, type) ? FACES[type as NodeKind] : UNKNOWN
}

/** A source is called by its table and says where that is and what is read of it. */
function sourceWords(config: unknown, schema: Schema | null, catalog: Catalog | null): NodeWords | null {
  if (config === null) return null
  const { table: id, limit } = config as { readonly table: string; readonly limit: number | null }
  if (id === '') return { title: 'Data source', summary: 'Choose a table', configured: false }
  const table = catalog === null ? undefined : findTable(catalog, id)
  const name = table?.name ?? id.slice(id.lastIndexOf('.') + 1)
  const all = table?.columns.length ?? 0
  const some = schema !== null && schema.length < all ? `${schema.length} of ${countOf(all, 'column')}` : null
  const rows = limit === null ? null : `at most ${countOf(limit, 'row')}`
  const read = [some, rows].filter((part) => part !== null).join(', ')
  return { title: name, summary: `${storeName(id.slice(0, id.indexOf('/')))}, ${read || 'all rows'}`, configured: true }
}

const STORES: Readonly<Record<string, string>> = {
  clickhouse: 'ClickHouse',
  postgresql: 'PostgreSQL',
  materialize: 'Materialize',
}

/** A store as people call it. */
export function storeName(id: string): string {
  return STORES[id] ?? id
}
