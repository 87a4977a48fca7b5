export * from './lower-node.ts'
export type { Cells, LoweredQuestion } from './lowered-question.ts'
export * from './question.ts'
