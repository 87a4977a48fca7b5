import { CLOSE } from '@flowforge/core/protocol'
import { isForeignUpgrade, isLoopbackAddress, isOurHost } from '../access/origin.ts'
import { mayEver } from '../access/permissions.ts'
import type { UserPrincipal } from '../access/principal.ts'
import type { DocumentKind } from '../documents/log.ts'
import type { Connection, HttpRequest, UpgradeDecision } from '../transport/transport.ts'
import type { HttpDependencies } from './dependencies.ts'
import { signIn } from './sign-in.ts'

export interface Upgrades {
  decide(request: HttpRequest): Promise<UpgradeDecision>
  /** The user's sockets are closed where the user may not edit any more. */
  userChanged(user: UserPrincipal): void
}

type Needed = Pick<HttpDependencies, 'sessions' | 'documents' | 'logger' | 'port'>

/**
 * Decides who may open `/sync/<kind>/<id>`. What another site's page may have made is refused by status; what our own
 * client must understand is accepted and closed with a code.
 */
export function createUpgrades({ sessions, documents, logger, port }: Needed): Upgrades {
  const editing = new Map<string, Set<Connection>>()

  const track = (userId: string, connection: Connection): void => {
    const open = editing.get(userId) ?? new Set()
    editing.set(userId, open.add(connection))
    connection.onClose(() => {
      open.delete(connection)
      if (open.size === 0 && editing.get(userId) === open) editing.delete(userId)
    })
  }

  return {
    decide: async (request) => {
      if (!isLoopbackAddress(request.remoteAddress) || !isOurHost(request.headers, port())) return refused(403)
      if (isForeignUpgrade(request)) return refused(403)
      const address = readAddress(request.path)
      if (address === null) return refused(404)
      const who = await signIn(sessions, request.headers, port(), false).catch((error: unknown) => {
        logger.error({ error }, 'A socket could not be signed in')
        return 'unavailable' as const
      })
      if (who === 'unavailable') return refused(503)
      if (who === null) return closing(CLOSE.unauthenticated, 'This browser is not signed in')
      const { principal } = who
      if (!mayEver(principal, 'workflow.edit'))
        return closing(CLOSE.forbidden, `The role ${principal.role} does not edit`)
      return {
        accept: true,
        open: (connection) => {
          track(principal.id, connection)
          documents.open(connection, { ...address, principal, canEdit: true })
        },
      }
    },
    userChanged: (user) => {
      if (mayEver(user, 'workflow.edit')) return
      for (const connection of [...(editing.get(user.id) ?? [])])
        connection.close(CLOSE.forbidden, `The role ${user.role} does not edit`)
    },
  }
}

function readAddress(path: string): { readonly kind: DocumentKind; readonly id: string } | null {
  const parts = /^\/sync\/(workflow|dashboard)\/([A-Za-z0-9_-]{1,64})$/.exec(path)
  return parts === null ? null : { kind: parts[1] as DocumentKind, id: parts[2] ?? '' }
}

function refused(status: number): UpgradeDecision {
  return { accept: false, status }
}

function closing(code: number, reason: string): UpgradeDecision {
  return { accept: true, open: (connection) => connection.close(code, reason) }
}
