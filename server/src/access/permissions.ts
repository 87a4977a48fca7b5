import type { Role } from '@flowforge/core/protocol'
import type { Principal } from './principal.ts'

/** Everything that can be asked of the server. Each route and each kind of socket names one. */
export type Action =
  /** Know who one is, change the own name, try another role. */
  | 'session.read'
  | 'session.update'
  /** Lists and graphs, not the rows they yield. */
  | 'workflow.read'
  | 'workflow.create'
  /** Open its document for editing, rename it, replace its graph. */
  | 'workflow.edit'
  | 'workflow.delete'
  /** Run it or ask about its nodes: see rows. */
  | 'workflow.run'
  /** The state and rows of an execution, and stopping it. */
  | 'execution.read'
  | 'execution.cancel'
  | 'catalog.read'
  | 'catalog.refresh'
  /** What the server can do at all: node types, the OpenAPI document. */
  | 'about.read'

/** What is acted on, as far as the answer depends on it. */
export interface Subject {
  /** Whoever created it; null where it has no owner. */
  readonly ownerId: string | null
}

const EVERYONE = ['admin', 'analyst', 'viewer'] as const
const AUTHORS = ['admin', 'analyst'] as const

const ROLES: Record<Action, readonly Role[]> = {
  'session.read': EVERYONE,
  'session.update': EVERYONE,
  'workflow.read': EVERYONE,
  'workflow.create': AUTHORS,
  'workflow.edit': AUTHORS,
  'workflow.delete': AUTHORS,
  'workflow.run': AUTHORS,
  'execution.read': AUTHORS,
  'execution.cancel': AUTHORS,
  'catalog.read': EVERYONE,
  'catalog.refresh': AUTHORS,
  'about.read': EVERYONE,
}

/** Actions that only the owner of the subject, or an admin, may take. */
const OWNED: ReadonlySet<Action> = new Set<Action>(['workflow.delete'])

/** Whether the role alone allows the action on some subject. */
export function mayEver(principal: Principal, action: Action): boolean {
  return principal.kind === 'system' || ROLES[action].includes(principal.role)
}

/** Whether the principal may take the action on this subject. */
export function may(principal: Principal, action: Action, subject: Subject): boolean {
  if (!mayEver(principal, action)) return false
  if (principal.kind === 'system' || principal.role === 'admin' || !OWNED.has(action)) return true
  return subject.ownerId === principal.id
}
