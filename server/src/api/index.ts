export { createHttpHandlers } from './http.ts'
