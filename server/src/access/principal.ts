import type { Role } from '@flowforge/core/protocol'

/** Who is asking. Every request and every socket carries one from the first line of handling. */
export type Principal = UserPrincipal | SystemPrincipal

export interface UserPrincipal {
  readonly kind: 'user'
  /** Issued by the server; survives renaming. */
  readonly id: string
  readonly name: string
  readonly role: Role
}

/** The server itself: migrations, projections, discovery. Never made from a request. */
export interface SystemPrincipal {
  readonly kind: 'system'
  readonly id: 'system'
  readonly name: 'FlowForge'
}

export const SYSTEM: SystemPrincipal = { kind: 'system', id: 'system', name: 'FlowForge' }
