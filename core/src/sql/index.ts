export * from './statement.ts'
export type Dialect = 'clickhouse' | 'postgresql'
