export type { CatalogSource, HttpDependencies } from './dependencies.ts'
export { createHttpHandlers } from './http.ts'
