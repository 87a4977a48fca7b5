export * from './graph.ts'
export * from './json.ts'
export * from './question.ts'
