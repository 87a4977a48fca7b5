import type { ColumnId, Expression } from '../expression.ts'
import type { Relation } from '../relation.ts'
import { collectColumns, expressionsOf } from '../walk.ts'

/** Removes every column that neither the output nor an operator needs: tables are read as narrowly as possible. */
export function pruneColumns(relation: Relation, needed: ReadonlySet<ColumnId>): Relation {
  switch (relation.operator) {
    case 'scan': {
      const columns = kept(relation.columns, needed)
      return columns === relation.columns ? relation : { ...relation, columns }
    }
    case 'values': {
      const columns = kept(relation.columns, needed)
      if (columns === relation.columns) return relation
      const positions = columns.map((column) => relation.columns.indexOf(column))
      return { ...relation, columns, rows: relation.rows.map((row) => positions.map((index) => row[index] ?? null)) }
    }
    case 'project': {
      const columns = kept(relation.columns, needed)
      const input = pruneColumns(relation.input, readBy(columns.map((column) => column.expression)))
      return columns === relation.columns && input === relation.input ? relation : { ...relation, columns, input }
    }
    case 'aggregate': {
      const measures = kept(relation.measures, needed)
      const pruned = measures === relation.measures ? relation : { ...relation, measures }
      const input = pruneColumns(relation.input, readBy(expressionsOf(pruned)))
      return input === pruned.input ? pruned : { ...pruned, input }
    }
    case 'filter':
    case 'top':
    case 'sort': {
      const input = pruneColumns(relation.input, readBy(expressionsOf(relation), needed))
      return input === relation.input ? relation : { ...relation, input }
    }
  }
}

function kept<Column extends { readonly id: ColumnId }>(
  columns: readonly Column[],
  needed: ReadonlySet<ColumnId>,
): readonly Column[] {
  const rest = columns.filter((column) => needed.has(column.id))
  return rest.length === columns.length ? columns : rest
}

function readBy(expressions: readonly Expression[], more?: ReadonlySet<ColumnId>): ReadonlySet<ColumnId> {
  const columns = new Set(more)
  for (const expression of expressions) collectColumns(expression, columns)
  return columns
}
