import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/index.ts'
import { startTestDatabase } from '../postgres.ts'
import { describeOnTransports } from '../transports.ts'
import { type Browser, call } from './browser.ts'
import { type Edge, MAX_BODY_BYTES, startEdge } from './edge.ts'

let database: Database
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.close())

describeOnTransports('hostile requests', (transport) => {
  let edge: Edge
  let browser: Browser
  beforeAll(async () => {
    edge = await startEdge(database, transport)
    browser = await edge.browser()
  })
  afterAll(() => edge.close())

  const post = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
    call(edge.port, '/api/workflows', {
      method: 'POST',
      headers: { ...browser.headers(), 'content-type': 'application/json', ...headers },
      body,
    })

  describe('bodies', () => {
    it.each([
      ['not JSON', '{"name":', 400],
      ['not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400],
      ['a list', '[]', 400],
      ['null', 'null', 400],
      ['of the wrong types', '{"name":7}', 400],
      ['with a name that is too long', JSON.stringify({ name: 'x'.repeat(201) }), 400],
      ['nested 65 deep', nested(65), 400],
      ['nested 20,000 deep', nested(20_000), 400],
      ['nested 90,000 deep', nested(90_000), 400],
      ['that reach for the prototype', '{"graph":{"__proto__":{"polluted":1}}}', 400],
      ['that reach for it in disguise', '{"\\u005f_proto__":{"polluted":1}}', 400],
      ['with text that cannot be stored', '{"name":"a\\u0000b"}', 400],
      ['with half a character', '{"name":"\\ud800"}', 400],
      ['with a key that cannot be stored', '{"graph":{"a\\u0000":1}}', 400],
      ['with an id that is a path', '{"id":"../../etc/passwd"}', 400],
      ['over the limit', `"${'x'.repeat(MAX_BODY_BYTES)}"`, 413],
    ])('%s are refused', async (_, body, status) => {
      const answer = await post(body)
      expect(answer.status).toBe(status)
      expect(answer.headers['content-type']).toBe('application/problem+json')
      expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    })

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])(
      'of the type %j are refused, as forms of other sites send them',
      async (type) => expect((await post('{"name":"x"}', { 'content-type': type })).status).toBe(415),
    )

    it('of any kind are answered, never with 500', async () => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(fc.json(), fc.string(), fc.json({ maxDepth: 3 })), async (text) => {
          const put = await call(edge.port, '/api/workflows/w1234567/graph', {
            method: 'PUT',
            headers: { ...browser.headers(), 'content-type': 'application/json', 'if-match': '"0"' },
            body: text,
          })
          expect([400, 404]).toContain(put.status)
        }),
        { numRuns: 100 },
      )
    })
  })

  describe('addresses', () => {
    it.each([
      ['/api', 404],
      ['/api/', 404],
      ['/api/nothing', 404],
      ['/api/workflows/', 404],
      ['/api//workflows', 404],
      ['/api/workflows/%2e%2e/graph', 404],
      ['/api/workflows/..%2f..%2fetc/graph', 404],
      ['/api/workflows/%00', 404],
      ['/api/workflows/%zz', 404],
      ["/api/workflows/x'%20OR%201=1--", 404],
      ['/api/workflows?search=%00', 400],
      ['/api/workflows?deleted=maybe', 400],
      [`/api/workflows?search=${'x'.repeat(201)}`, 400],
      ['/api/executions/x/rows?limit=-1', 400],
      ['/api/executions/x/rows?limit=1e9', 400],
    ])('%s answers %d', async (path, status) => {
      expect((await browser.send('GET', path)).status).toBe(status)
    })

    it.each([
      ['/.env'],
      ['/../outside.txt'],
      ['/..%2foutside.txt'],
      ['/%2e%2e/outside.txt'],
      ['/%2e%2e%2foutside.txt'],
      ['/..%5coutside.txt'],
      ['/assets/../../outside.txt'],
      ['/assets/%2e%2e/%2e%2e/outside.txt'],
      ['//etc/passwd'],
      ['/index.html%00.js'],
      ['/assets'],
      ['/%zz'],
    ])('%s never yields a file outside, or a hidden one', async (path) => {
      const answer = await call(edge.port, path, { headers: browser.headers() })
      expect(answer.text).not.toContain('SECRET')
      expect(answer.text).not.toContain('root:')
      expect([200, 404]).toContain(answer.status)
    })

    it.each(['DELETE', 'PUT', 'PATCH'])('%s of a list is refused with what is allowed', async (method) => {
      const answer = await browser.send(method, '/api/workflows', {})
      expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, POST'])
    })

    it.each(['POST', 'DELETE', 'OPTIONS'])('%s of a page is refused', async (method) => {
      expect((await browser.send(method, '/')).status).toBe(405)
    })

    it('a preflight of another site gets no permission', async () => {
      const answer = await call(edge.port, '/api/workflows', {
        method: 'OPTIONS',
        headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      })
      expect(answer.status).toBe(403)
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    })
  })

  describe('hosts', () => {
    it.each(['evil.example', 'evil.example:80', 'localhost.evil.example', '127.0.0.1', '169.254.169.254'])(
      'a page that made %s resolve to this machine reads and writes nothing',
      async (host) => {
        const named = /:\d+$/.test(host) ? host : `${host}:${host === '127.0.0.1' ? 1 : edge.port}`
        for (const path of ['/', '/api/workflows', '/api/session', '/health', '/metrics']) {
          const answer = await call(edge.port, path, { headers: { host: named, 'user-agent': 'Mozilla/5.0' } })
          expect([path, answer.status]).toEqual([path, 421])
          expect(answer.headers['set-cookie']).toBeUndefined()
        }
        expect(await handshake(edge.port, { Host: named, Origin: `http://${named}` })).toContain(' 403 ')
      },
    )

    it('two Host headers are nobody', async () => {
      const answer = await raw(
        edge.port,
        `GET /api/session HTTP/1.1\r\nHost: 127.0.0.1:${edge.port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
      )
      expect(answer).toMatch(/^HTTP\/1\.1 4(00|21) /)
    })
  })

  it('says nothing of itself in errors', async () => {
    const answer = await browser.send('GET', '/api/workflows/nothing1')
    expect(answer.json()).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      code: 'not_found',
      detail: 'There is no such workflow.',
      requestId: answer.headers['x-request-id'],
    })
  })

  it('never logs cookies or bodies', async () => {
    await browser.send('POST', '/api/workflows', { name: 'very-secret-name' })
    const log = edge.log.join('\n')
    expect(log).toContain('createWorkflow')
    expect(log).not.toContain('very-secret-name')
    expect(log).not.toContain(browser.cookie?.split('=')[1])
  })
})

/** A well-formed graph whose one node has a setting nested so deep. */
function nested(depth: number): string {
  const value = `${'['.repeat(depth)}${']'.repeat(depth)}`
  const node = `{"id":"n1","type":"source","x":0,"y":0,"config":{"deep":${value}}}`
  return `{"graph":{"format":1,"name":"Deep","nodes":[${node}],"edges":[]}}`
}

async function handshake(port: number, headers: Record<string, string>): Promise<string> {
  const lines = Object.entries({
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  const socket = connect(port, '127.0.0.1')
  socket.write(`GET /sync/workflow/w1234567 HTTP/1.1\r\n${lines.join('')}\r\n`)
  const [chunk] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return chunk.toString()
}

async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(text)
  const [chunk] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return chunk.toString()
}
