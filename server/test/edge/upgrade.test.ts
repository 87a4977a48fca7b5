import { once } from 'node:events'
import { CLOSE, MESSAGE, PROTOCOL_VERSION } from '@flowforge/core/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Database } from '../../src/database/index.ts'
import { startTestDatabase } from '../postgres.ts'
import { describeOnTransports } from '../transports.ts'
import { Browser } from './browser.ts'
import { type Edge, startEdge } from './edge.ts'

let database: Database
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.close())

describeOnTransports('upgrades', (transport) => {
  let edge: Edge
  const sockets: WebSocket[] = []
  beforeAll(async () => {
    edge = await startEdge(database, transport)
  })
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.terminate()
  })
  afterAll(() => edge.close())

  function dial(headers: Record<string, string>, path: string) {
    const socket = new WebSocket(`ws://127.0.0.1:${edge.port}${path}`, { headers })
    sockets.push(socket)
    socket.on('error', () => undefined)
    const outcome = new Promise<number | string>((resolve) => {
      socket.once('close', (code) => resolve(code))
      socket.once('error', (error) => resolve(error.message))
    })
    return { socket, outcome }
  }

  async function create(browser: Browser): Promise<string> {
    return ((await browser.send('POST', '/api/workflows', {})).json() as { id: string }).id
  }

  /** Says hello and waits for the welcome. */
  async function welcome(socket: WebSocket): Promise<{ principal: Record<string, unknown> }> {
    await once(socket, 'open')
    const hello = encoding.createEncoder()
    encoding.writeVarUint(hello, MESSAGE.hello)
    encoding.writeVarString(hello, JSON.stringify({ protocol: PROTOCOL_VERSION, clientId: 7 }))
    return new Promise((resolve) => {
      socket.on('message', (data: Buffer) => {
        const decoder = decoding.createDecoder(data)
        if (decoding.readVarUint(decoder) === MESSAGE.welcome) resolve(JSON.parse(decoding.readVarString(decoder)))
      })
      socket.send(encoding.toUint8Array(hello))
    })
  }

  it.each(['admin', 'analyst'] as const)('a browser of an %s opens its document as who it is', async (role) => {
    const browser = await edge.browser(role)
    const id = await create(browser)
    const { socket } = dial(browser.headers(), `/sync/workflow/${id}`)
    expect((await welcome(socket)).principal).toEqual({
      id: browser.user.id,
      name: browser.user.name,
      role,
      canEdit: true,
    })
  })

  it('a tool on this machine opens one as the user of this computer', async () => {
    const id = await create(await edge.browser())
    const { socket } = dial({}, `/sync/workflow/${id}`)
    expect((await welcome(socket)).principal).toMatchObject({ id: 'local', name: 'This computer' })
  })

  it('a viewer is told that the role does not edit', async () => {
    const id = await create(await edge.browser())
    const viewer = await edge.browser('viewer')
    expect(await dial(viewer.headers(), `/sync/workflow/${id}`).outcome).toBe(CLOSE.forbidden)
  })

  it('an editor who turns viewer loses the open socket', async () => {
    const browser = await edge.browser()
    const { socket, outcome } = dial(browser.headers(), `/sync/workflow/${await create(browser)}`)
    await welcome(socket)
    await browser.send('PATCH', '/api/session', { role: 'viewer' })
    expect(await outcome).toBe(CLOSE.forbidden)
  })

  it('a browser whose cookie says nobody is told so', async () => {
    const id = await create(await edge.browser())
    const nobody = new Browser(edge.port, null, { kind: 'user', id: '', name: '', role: 'viewer' })
    expect(await dial(nobody.headers(), `/sync/workflow/${id}`).outcome).toBe(CLOSE.unauthenticated)
  })

  it('a document that is not there is told so', async () => {
    const browser = await edge.browser()
    expect(await dial(browser.headers(), '/sync/workflow/nothing-here').outcome).toBe(CLOSE.notFound)
  })

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['no origin', { origin: '' }],
    ['a sandboxed frame', { origin: 'null' }],
  ])('%s never reaches a document, cookie or not', async (_, change) => {
    const browser = await edge.browser()
    const id = await create(browser)
    const headers = Object.fromEntries(
      Object.entries({ ...browser.headers(), ...change }).filter(([, value]) => value !== ''),
    )
    expect(await dial(headers, `/sync/workflow/${id}`).outcome).toContain('403')
  })

  it.each(['/', '/sync/workflow/', '/sync/secret/x', '/sync/workflow/a/b', '/sync/workflow/..%2f', '/api/workflows'])(
    'there is nothing to open at %s',
    async (path) => {
      expect(await dial((await edge.browser()).headers(), path).outcome).toContain('404')
    },
  )
})
