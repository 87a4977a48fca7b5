export * from './expression.ts'
export * from './functions.ts'
export * from './relation.ts'
export * from './value.ts'
