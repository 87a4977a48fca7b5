export { CatalogRegistry } from './registry.ts'
