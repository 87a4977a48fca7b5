import { type Catalog, type CatalogTable, typeKey } from '@flowforge/core/schema'

/** What changed between two views of the catalog, by table id; columns are written `<table id>#<column>`. */
export interface Drift {
  readonly tablesAdded: readonly string[]
  readonly tablesRemoved: readonly string[]
  readonly columnsAdded: readonly string[]
  readonly columnsRemoved: readonly string[]
  /** Columns whose type or nullability changed. */
  readonly columnsRetyped: readonly string[]
}

export function driftBetween(before: Catalog, after: Catalog): Drift {
  const old = new Map(before.tables.map((table) => [table.id, table]))
  const fresh = new Map(after.tables.map((table) => [table.id, table]))
  const both = after.tables.flatMap((table) => {
    const earlier = old.get(table.id)
    return earlier === undefined ? [] : [{ earlier, table }]
  })
  return {
    tablesAdded: [...fresh.keys()].filter((id) => !old.has(id)),
    tablesRemoved: [...old.keys()].filter((id) => !fresh.has(id)),
    columnsAdded: both.flatMap(({ earlier, table }) => columnsOnlyIn(table, earlier)),
    columnsRemoved: both.flatMap(({ earlier, table }) => columnsOnlyIn(earlier, table)),
    columnsRetyped: both.flatMap(({ earlier, table }) => retyped(earlier, table)),
  }
}

export function isEmptyDrift(drift: Drift): boolean {
  return Object.values(drift).every((ids: readonly string[]) => ids.length === 0)
}

function columnsOnlyIn(table: CatalogTable, other: CatalogTable): string[] {
  const known = new Set(other.columns.map((column) => column.name))
  return table.columns.filter((column) => !known.has(column.name)).map((column) => `${table.id}#${column.name}`)
}

function retyped(before: CatalogTable, after: CatalogTable): string[] {
  const old = new Map(before.columns.map((column) => [column.name, column]))
  return after.columns
    .filter((column) => {
      const earlier = old.get(column.name)
      if (earlier === undefined) return false
      return typeKey(earlier.type) !== typeKey(column.type) || earlier.nullable !== column.nullable
    })
    .map((column) => `${after.id}#${column.name}`)
}
