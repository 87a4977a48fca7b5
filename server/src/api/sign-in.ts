import { isFromBrowser } from '../access/origin.ts'
import type { UserPrincipal } from '../access/principal.ts'
import { type LocalSessions, readSessionCookie, writeSessionCookie } from '../access/session.ts'

/** Who asks; `cookie` is to be set where a user was issued just now. */
export interface SignedIn {
  readonly principal: UserPrincipal
  readonly cookie: string | null
}

/**
 * The principal of a request from this machine; null for a browser whose cookie says nobody. `mayIssue` makes such a
 * browser a new user instead: only where the browser would have sent the cookie if it had one, or a link from another
 * site would replace the person that it belongs to.
 */
export async function signIn(
  sessions: LocalSessions,
  headers: ReadonlyMap<string, string>,
  port: number,
  mayIssue: boolean,
): Promise<SignedIn | null> {
  const token = readSessionCookie(headers.get('cookie'), port)
  const user = token === null ? null : await sessions.find(token)
  if (user !== null) return { principal: user, cookie: null }
  if (!isFromBrowser(headers)) return { principal: await sessions.machine(), cookie: null }
  if (!mayIssue) return null
  const issued = await sessions.issue()
  return { principal: issued.user, cookie: writeSessionCookie(issued.token, port) }
}

/** A page that the person opened here: typed, bookmarked or from our own pages. */
export function opensPage(headers: ReadonlyMap<string, string>): boolean {
  const site = headers.get('sec-fetch-site')
  return headers.get('sec-fetch-mode') === 'navigate' && (site === 'none' || site === 'same-origin')
}
