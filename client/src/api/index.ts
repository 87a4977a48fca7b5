export { call } from './call.ts'
export { catalog, loadCatalog, refreshCatalog } from './catalog.ts'
export { inWords } from './error.ts'
export { loadSession, session } from './session.ts'
