import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestDatabase } from '../../test/postgres.ts'
import type { Database } from '../database/index.ts'
import { LocalSessions, readSessionCookie, sessionCookieName, writeSessionCookie } from './session.ts'

let database: Database
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.close())

const sessions = () => new LocalSessions(database.kysely)

describe('LocalSessions', () => {
  it('issues an admin with a name, known again by the token alone', async () => {
    const { user, token } = await sessions().issue()
    expect(user).toMatchObject({ kind: 'user', role: 'admin', name: expect.stringMatching(/^[A-Z][a-z]+ [A-Z][a-z]+/) })
    expect(await sessions().find(token)).toEqual(user)
    expect(await sessions().find(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).toBeNull()
  })

  it('gives two browsers two users with different names, even when chance repeats itself', async () => {
    const stuck = new LocalSessions(database.kysely, Date.now, () => 0)
    const first = await stuck.issue()
    const second = await stuck.issue()
    expect(second.user.id).not.toBe(first.user.id)
    expect(second.user.name).not.toBe(first.user.name)
  })

  it('never stores the token', async () => {
    const { token } = await sessions().issue()
    const { rows } = await database.pool.query('SELECT s.*, u.* FROM session s JOIN "user" u ON u.id = s.user_id')
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(rows.every((row) => row.token_hash.length === 32)).toBe(true)
  })

  it('keeps the id through a rename and a change of role, at once', async () => {
    const service = sessions()
    const { user, token } = await service.issue()
    await service.find(token)
    const renamed = await service.update(user, { name: 'Ada', role: 'viewer' })
    expect(renamed).toEqual({ kind: 'user', id: user.id, name: 'Ada', role: 'viewer' })
    expect(await service.find(token)).toEqual(renamed)
    expect(await service.update(renamed, { role: 'analyst' })).toMatchObject({ name: 'Ada', role: 'analyst' })
  })

  it('asks the database once for a burst, and again later', async () => {
    let now = Date.now()
    const service = new LocalSessions(database.kysely, () => now)
    const { user, token } = await service.issue()
    await Promise.all([service.find(token), service.find(token)])
    await database.pool.query('UPDATE "user" SET name = $1 WHERE id = $2', ['Elsewhere', user.id])
    expect((await service.find(token))?.name).toBe(user.name)
    now += 1_001
    expect((await service.find(token))?.name).toBe('Elsewhere')
  })

  it('forgets sessions that nobody has used for longer than the cookie lives', async () => {
    const later = new LocalSessions(database.kysely, () => Date.now() + 401 * 24 * 3_600_000)
    const { token } = await sessions().issue()
    expect(await later.find(token)).toBeNull()
  })

  it('notes when a session was last used', async () => {
    const { user, token } = await sessions().issue()
    const inTwoHours = Date.now() + 2 * 3_600_000
    await new LocalSessions(database.kysely, () => inTwoHours).find(token)
    const { rows } = await database.pool.query('SELECT seen_at FROM session WHERE user_id = $1', [user.id])
    expect(rows[0].seen_at.getTime()).toBe(inTwoHours)
  })

  it('has one user for everything that is no browser', async () => {
    const [first, second] = await Promise.all([sessions().machine(), sessions().machine()])
    expect(first).toEqual(second)
    expect(await sessions().machine()).toMatchObject({ id: 'local', role: 'admin' })
  })
})

describe('the cookie', () => {
  const token = 'a'.repeat(43)

  it('is out of reach of scripts and other sites', () => {
    const cookie = writeSessionCookie(token, 4400)
    expect(cookie).toContain(`${sessionCookieName(4400)}=${token};`)
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/)
  })

  it.each([
    [`flowforge_session_4400=${token}`, token],
    [`a=1; flowforge_session_4400=${token}; b=2`, token],
    [`flowforge_session_4401=${token}`, null],
    [`xflowforge_session_4400=${token}`, null],
    ['flowforge_session_4400=short', null],
    [`flowforge_session_4400=${token}'--`, null],
    ['', null],
    [undefined, null],
  ])('is read from %j', (header, expected) => expect(readSessionCookie(header, 4400)).toBe(expected))
})
