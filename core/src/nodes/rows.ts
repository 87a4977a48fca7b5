import {
  type ColumnReference,
  column as columnReference,
  columnsOf,
  type NamedRelation,
  type Relation,
} from '../plan/index.ts'
import type { Schema } from '../schema/index.ts'

/** Finds columns of a named relation by the name they have on screen; throws where there is none of that name. */
export function columnReader(rows: NamedRelation): (name: string) => ColumnReference {
  const columns = new Map(columnsOf(rows.relation).map((column) => [column.id, column]))
  const ids = new Map(rows.columns.map(({ name, id }) => [name, id]))
  return (name) => {
    const column = columns.get(ids.get(name) ?? -1)
    if (column === undefined) throw new Error(`The relation has no column “${name}”.`)
    return columnReference(column)
  }
}

/** The columns of a named relation as a schema. */
export function schemaOf(rows: NamedRelation): Schema {
  const read = columnReader(rows)
  return rows.columns.map(({ name }) => {
    const { type, nullable } = read(name)
    return { name, type, nullable }
  })
}

/** The first `count` rows in the order the relation stands in; without one, any rows. */
export function firstRows(input: Relation, count: number): Relation {
  return { operator: 'top', input, partition: [], order: [], count, offset: 0 }
}
