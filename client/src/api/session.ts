import { type Role, type Session, sessionSchema } from '@flowforge/core/protocol'
import { signal } from '@preact/signals'
import { call } from './call.ts'
import { noting } from './connection.ts'
import { readStored, writeStored } from './store.ts'

const KEY = 'session'

/** Who is at the screen; null until known. Offline it is who it was last. */
export const session = signal<Session | null>(null)

/** Asks the server who we are; without one, the remembered session stands in. Throws where neither is there. */
export async function loadSession(): Promise<Session> {
  if (session.value === null) {
    const stored = sessionSchema.safeParse(await readStored(KEY))
    if (stored.success) session.value = stored.data
  }
  try {
    return keep(await noting(call('getSession', {})))
  } catch (error) {
    if (session.value !== null) return session.value
    throw error
  }
}

/** Changes the display name, or tries another role (local sign-in only). */
export async function updateSession(change: { readonly name?: string; readonly role?: Role }): Promise<Session> {
  return keep(await noting(call('updateSession', { body: change })))
}

function keep(next: Session): Session {
  session.value = next
  void writeStored(KEY, next)
  return next
}
