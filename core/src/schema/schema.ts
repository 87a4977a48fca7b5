import type { Type } from './type.ts'

/** One named column of a node's output. Names are unique within a schema. */
export interface Column {
  readonly name: string
  readonly type: Type
  readonly nullable: boolean
  readonly description?: string
}

/** The ordered columns a node produces. */
export type Schema = readonly Column[]

export function findColumn(schema: Schema, name: string): Column | undefined {
  return schema.find((column) => column.name === name)
}
