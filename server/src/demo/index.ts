export { type AdministrativeEngine, DEMO_DATABASE, type DemoProgress, ensureDemoData } from './demo-data.ts'
