export * from './graph.ts'
export * from './json.ts'
