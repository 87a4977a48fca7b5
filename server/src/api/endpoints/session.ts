import type { Session } from '@flowforge/core/protocol'
import type { UserPrincipal } from '../../access/principal.ts'
import type { LocalSessions } from '../../access/session.ts'
import type { Endpoints } from '../endpoint.ts'
import { answer, fail } from '../reply.ts'

/** A name shows on other people's screens: no control or direction-changing characters. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u

/** `onChange` is told who the user is from now on. */
export function sessionEndpoints(
  sessions: LocalSessions,
  onChange: (user: UserPrincipal) => void,
): Pick<Endpoints, 'getSession' | 'updateSession'> {
  return {
    getSession: {
      permission: 'session.read',
      handle: async (_input, { principal }) => answer(toSession(principal)),
    },
    updateSession: {
      permission: 'session.update',
      handle: async ({ body }, { principal }) => {
        const name = body.name?.trim()
        if (name !== undefined && (name === '' || UNSHOWABLE.test(name)))
          return fail({ code: 'bad_request', detail: 'A name needs at least one visible character, and only such.' })
        const changed = await sessions.update(principal, { name, role: body.role })
        onChange(changed)
        return answer(toSession(changed))
      },
    },
  }
}

function toSession({ id, name, role }: UserPrincipal): Session {
  return { user: { id, name }, role, local: true }
}
