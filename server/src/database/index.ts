export { type Database, openDatabase } from './database.ts'
export type { Tables } from './tables.ts'
