export { type Drift, driftBetween } from './drift.ts'
export { CatalogRegistry, type CatalogStore } from './registry.ts'
