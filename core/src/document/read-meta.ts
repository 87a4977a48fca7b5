import type * as Y from 'yjs'
import { LAYOUT_VERSION, META, MIN_READER } from './layout.ts'

export interface WorkflowMeta {
  readonly name: string
  readonly description: string
  /** The layout that last wrote this document, and the oldest layout that may still edit it. */
  readonly version: number
  readonly minReader: number
}

/** Tolerant: what is missing or unreadable takes its default. */
export function readMeta(doc: Y.Doc): WorkflowMeta {
  const meta = doc.getMap(META)
  return {
    name: text(meta.get('name')),
    description: text(meta.get('description')),
    version: version(meta.get('version'), LAYOUT_VERSION),
    minReader: version(meta.get('minReader'), MIN_READER),
  }
}

/** False where a newer FlowForge has written what this one would damage: such a document is shown, not edited. */
export function canEdit(doc: Y.Doc): boolean {
  return readMeta(doc).minReader <= LAYOUT_VERSION
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const version = (value: unknown, fallback: number): number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : fallback
