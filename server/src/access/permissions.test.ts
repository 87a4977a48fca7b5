import type { Role } from '@flowforge/core/protocol'
import { describe, expect, it } from 'vitest'
import { type Action, may, mayEver } from './permissions.ts'
import { SYSTEM, type UserPrincipal } from './principal.ts'

const user = (role: Role): UserPrincipal => ({ kind: 'user', id: 'me', name: 'Me', role })
const mine = { ownerId: 'me' }
const theirs = { ownerId: 'you' }

/** Per action: may on my own subject, may on somebody else's; for admin, analyst, viewer. */
const MATRIX: Record<Action, readonly [admin: string, analyst: string, viewer: string]> = {
  'session.read': ['yes yes', 'yes yes', 'yes yes'],
  'session.update': ['yes yes', 'yes yes', 'yes yes'],
  'workflow.read': ['yes yes', 'yes yes', 'yes yes'],
  'workflow.create': ['yes yes', 'yes yes', 'no no'],
  'workflow.edit': ['yes yes', 'yes yes', 'no no'],
  'workflow.delete': ['yes yes', 'yes no', 'no no'],
  'workflow.run': ['yes yes', 'yes yes', 'no no'],
  'execution.read': ['yes yes', 'yes yes', 'no no'],
  'execution.cancel': ['yes yes', 'yes yes', 'no no'],
  'catalog.read': ['yes yes', 'yes yes', 'yes yes'],
  'catalog.refresh': ['yes yes', 'yes yes', 'no no'],
  'about.read': ['yes yes', 'yes yes', 'yes yes'],
}

const word = (answer: boolean): string => (answer ? 'yes' : 'no')

describe.each(Object.entries(MATRIX) as [Action, readonly string[]][])('%s', (action, expected) => {
  it('is for exactly these roles', () => {
    const found = (['admin', 'analyst', 'viewer'] as const).map(
      (role) => `${word(may(user(role), action, mine))} ${word(may(user(role), action, theirs))}`,
    )
    expect(found).toEqual(expected)
  })

  it('is judged from the role alone as the best case', () => {
    for (const role of ['admin', 'analyst', 'viewer'] as const)
      expect(mayEver(user(role), action)).toBe(may(user(role), action, mine))
  })

  it('is open to the server itself', () => {
    expect(may(SYSTEM, action, theirs)).toBe(true)
  })
})
