export { ensureDemoData } from './demo-data.ts'
