export { type LoadProgress, type LoadReport, syncFolder } from './sync.ts'
