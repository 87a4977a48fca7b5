import { isOrdered } from '@flowforge/core/plan'
import { type Column, type Schema, typeInWords } from '@flowforge/core/schema'
import { typeIcon } from '../format/type-icon.ts'
import type { Option } from '../ui/combobox.tsx'

/** Columns as a list to choose from; those that do not fit are shown and can't be chosen. */
export function columnOptions(schema: Schema, fits: (column: Column) => boolean): readonly Option<string>[] {
  return schema.map((column) => ({
    value: column.name,
    label: column.name,
    detail: typeInWords(column.type),
    icon: typeIcon(column.type),
    disabled: !fits(column),
    ...(column.description === undefined ? {} : { description: column.description }),
  }))
}

export const isOrderedColumn = (column: Column): boolean => isOrdered(column.type)
