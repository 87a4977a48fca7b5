export type { Arrangement } from './columns.ts'
export { DataGrid, type Sort } from './grid.tsx'
export { type RowSource, tableSource } from './row-source.ts'
