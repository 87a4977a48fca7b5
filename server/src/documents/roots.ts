import { WORKFLOW_ROOTS } from '@flowforge/core/document'
import type { DocumentKind } from './log.ts'

/** The root maps of each kind of document; an update that names another is refused. */
export const ROOTS: Readonly<Record<DocumentKind, readonly string[]>> = {
  workflow: WORKFLOW_ROOTS,
  dashboard: ['meta', 'widgets', 'filters'],
}
