export { type Question, questionSchema } from '../graph/index.ts'
