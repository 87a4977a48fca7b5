import { StorageError } from '../documents/log.ts'

/** Codes of the network and PostgreSQL's classes 08 (connection), 53 (resources) and 57 (operator). */
const CODES = /^(E[A-Z]+|(08|53|57)[0-9A-Z]{3})$/
/** What the driver says without a code. */
const MESSAGES = /^(timeout exceeded when trying to connect|Connection terminated|Query read timeout)/

/** Whether a failure means that the database does not answer just now, so that trying again later may help. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof StorageError) return true
  if (!(error instanceof Error)) return false
  if ('code' in error && CODES.test(String(error.code))) return true
  return MESSAGES.test(error.message)
}
