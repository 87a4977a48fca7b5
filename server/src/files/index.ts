export { FILES_DATABASE, type LoadedFile, type LoadProgress, type LoadReport, syncFolder } from './sync.ts'
