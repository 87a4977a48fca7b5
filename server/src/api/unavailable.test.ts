import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { isUnavailable } from './unavailable.ts'

/** What a query through the real driver fails with. */
async function failureOf(port: number): Promise<unknown> {
  const pool = new pg.Pool({ host: '127.0.0.1', port, connectionTimeoutMillis: 200 })
  pool.on('error', () => undefined)
  return pool.query('SELECT 1').then(
    () => expect.unreachable('nothing answers there'),
    (error: unknown) => error,
  )
}

async function failureAgainst(onConnection: (socket: Socket) => void): Promise<unknown> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    onConnection(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await failureOf((server.address() as AddressInfo).port)
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

describe('isUnavailable', () => {
  it('knows a database that refuses', async () => expect(isUnavailable(await failureOf(1))).toBe(true))

  it('knows one that is silent', async () => {
    expect(isUnavailable(await failureAgainst(() => undefined))).toBe(true)
  })

  it('knows one that hangs up', async () => {
    expect(isUnavailable(await failureAgainst((socket) => socket.end()))).toBe(true)
  })

  it('knows one that resets', async () => {
    expect(isUnavailable(await failureAgainst((socket) => socket.resetAndDestroy()))).toBe(true)
  })

  it.each([
    new Error('x is not a function'),
    new TypeError('bad'),
    Object.assign(new Error('duplicate'), { code: '23505' }),
    'text',
    null,
  ])('does not mistake %s for it', (error) => expect(isUnavailable(error)).toBe(false))
})
