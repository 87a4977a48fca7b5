export * from './frames.ts'
export * from './question.ts'
export * from './rest.ts'
export * from './result.ts'
