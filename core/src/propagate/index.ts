export * from './connect.ts'
export type { NodeState } from './node-state.ts'
export * from './propagate.ts'
export { type GraphStructure, reachable } from './structure.ts'
