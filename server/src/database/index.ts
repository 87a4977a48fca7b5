export { createPool, type Database, type DatabaseHealth, type DatabaseOptions, openDatabase } from './database.ts'
export { DatabaseStartError } from './errors.ts'
export type * from './tables.ts'
