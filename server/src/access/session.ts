import { createHash, randomBytes } from 'node:crypto'
import type { Role } from '@flowforge/core/protocol'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/index.ts'
import { suggestName } from './display-name.ts'
import type { UserPrincipal } from './principal.ts'

/** Whoever uses this machine without a browser: scripts, and sockets of tools. */
const MACHINE: UserPrincipal = { kind: 'user', id: 'local', name: 'This computer', role: 'admin' }

const COOKIE_SECONDS = 400 * 24 * 3_600
const SEEN_EVERY_MILLISECONDS = 3_600_000
/** How long a looked-up session is believed: bursts of requests ask the database once. */
const BELIEVED_MILLISECONDS = 1_000
const MAX_BELIEVED = 10_000

/**
 * Local sign-in: a browser on this machine gets a user of its own by a cookie, admin unless it tries another role. Two
 * browsers are two users. The token is stored hashed only.
 */
export class LocalSessions {
  readonly #database: Kysely<Tables>
  readonly #now: () => number
  readonly #random: () => number
  readonly #believed = new Map<string, { readonly until: number; readonly user: Promise<UserPrincipal | null> }>()

  constructor(database: Kysely<Tables>, now: () => number = Date.now, random: () => number = Math.random) {
    this.#database = database
    this.#now = now
    this.#random = random
  }

  /** The user of this token, or null where nobody has it. Rejects where the database fails. */
  find(token: string): Promise<UserPrincipal | null> {
    const hash = hashOf(token)
    return this.#believe(hash.toString('base64'), () => this.#lookUp(hash))
  }

  /** A new user with a name nobody has, and the token that proves it from now on. */
  async issue(): Promise<{ readonly user: UserPrincipal; readonly token: string }> {
    const token = randomBytes(32).toString('base64url')
    const id = `u_${randomBytes(12).toString('base64url')}`
    const user = await this.#insertUser(id)
    await this.#database
      .insertInto('session')
      .values({ token_hash: hashOf(token), user_id: id })
      .execute()
    return { user, token }
  }

  /** The user of everything on this machine that is no browser. */
  async machine(): Promise<UserPrincipal> {
    return (await this.#believe(MACHINE.id, () => this.#user(MACHINE.id))) ?? this.#insertMachine()
  }

  /** Changes what is given; the user is who it was. */
  async update(
    user: UserPrincipal,
    change: { readonly name?: string | undefined; readonly role?: Role | undefined },
  ): Promise<UserPrincipal> {
    const values = { name: change.name ?? user.name, role: change.role ?? user.role }
    await this.#database.updateTable('user').set(values).where('id', '=', user.id).execute()
    this.#believed.clear()
    return { ...user, ...values }
  }

  /** Looks up unless that was done a moment ago, or is being done. */
  #believe(key: string, lookUp: () => Promise<UserPrincipal | null>): Promise<UserPrincipal | null> {
    const believed = this.#believed.get(key)
    if (believed !== undefined && believed.until > this.#now()) return believed.user
    if (this.#believed.size >= MAX_BELIEVED) this.#believed.clear()
    const user = lookUp()
    this.#believed.set(key, { until: this.#now() + BELIEVED_MILLISECONDS, user })
    user.catch(() => this.#believed.delete(key))
    return user
  }

  async #lookUp(hash: Buffer): Promise<UserPrincipal | null> {
    const row = await this.#database
      .selectFrom('session')
      .innerJoin('user', 'user.id', 'session.user_id')
      .select(['user.id', 'user.name', 'user.role', 'session.seen_at'])
      .where('token_hash', '=', hash)
      .where('seen_at', '>', new Date(this.#now() - COOKIE_SECONDS * 1_000))
      .executeTakeFirst()
    if (row === undefined) return null
    if (this.#now() - row.seen_at.getTime() > SEEN_EVERY_MILLISECONDS)
      await this.#database
        .updateTable('session')
        .set({ seen_at: new Date(this.#now()) })
        .where('token_hash', '=', hash)
        .execute()
    return { kind: 'user', id: row.id, name: row.name, role: row.role }
  }

  async #insertUser(id: string): Promise<UserPrincipal> {
    for (let attempt = 1; ; attempt += 1) {
      const suggested = suggestName(this.#random)
      const name = attempt <= 5 ? suggested : `${suggested} ${attempt}`
      const { numAffectedRows } = await sql`
        INSERT INTO "user" (id, name, role) SELECT ${id}::text, ${name}::text, 'admin'
        WHERE NOT EXISTS (SELECT FROM "user" WHERE name = ${name})`.execute(this.#database)
      if (numAffectedRows === 1n) return { kind: 'user', id, name, role: 'admin' }
    }
  }

  async #insertMachine(): Promise<UserPrincipal> {
    const { id, name, role } = MACHINE
    await this.#database
      .insertInto('user')
      .values({ id, name, role })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
    this.#believed.delete(id)
    return MACHINE
  }

  async #user(id: string): Promise<UserPrincipal | null> {
    const row = await this.#database
      .selectFrom('user')
      .select(['id', 'name', 'role'])
      .where('id', '=', id)
      .executeTakeFirst()
    return row === undefined ? null : { kind: 'user', ...row }
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Named by the port: browsers share cookies between ports, and another server must not overwrite ours. */
export function sessionCookieName(port: number): string {
  return `flowforge_session_${port}`
}

/** The token in a Cookie header, or null. */
export function readSessionCookie(header: string | undefined, port: number): string | null {
  const name = `${sessionCookieName(port)}=`
  const part = (header ?? '')
    .split(';')
    .map((text) => text.trim())
    .find((text) => text.startsWith(name))
  const token = part?.slice(name.length) ?? ''
  return /^[A-Za-z0-9_-]{43}$/.test(token) ? token : null
}

export function writeSessionCookie(token: string, port: number): string {
  return `${sessionCookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${COOKIE_SECONDS}`
}
