import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/index.ts'
import { startTestDatabase } from '../postgres.ts'
import { describeOnTransports } from '../transports.ts'
import { type Browser, call } from './browser.ts'
import { type Edge, startEdge } from './edge.ts'

let database: Database
beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.close())

const GRAPH = {
  format: 1,
  name: 'Flights',
  nodes: [
    { id: 'b', type: 'filter', x: 1, y: 2, config: {} },
    { id: 'a', type: 'source', x: 0, y: 0, config: {} },
  ],
  edges: [{ from: { node: 'a', port: 'out' }, to: { node: 'b', port: 'rows' } }],
}

describeOnTransports('the surface', (transport) => {
  let edge: Edge
  let browser: Browser
  beforeAll(async () => {
    edge = await startEdge(database, transport)
    browser = await edge.browser()
  })
  afterAll(() => edge.close())

  async function create(body: unknown = { graph: GRAPH }): Promise<string> {
    const created = await browser.send('POST', '/api/workflows', body)
    expect(created.status).toBe(201)
    const { id } = created.json() as { id: string }
    expect(created.headers.location).toBe(`/api/workflows/${id}`)
    return id
  }

  describe('workflows', () => {
    it('are listed, searched, renamed, duplicated, deleted and restored', async () => {
      const id = await create({ name: `Sales ${transport}` })
      const list = async (query: string) =>
        (
          (await browser.send('GET', `/api/workflows?${query}`)).json() as { workflows: { id: string }[] }
        ).workflows.map((workflow) => workflow.id)
      expect(await list(`search=sales ${transport}`.replace(' ', '%20'))).toEqual([id])
      const renamed = await browser.send('PATCH', `/api/workflows/${id}`, { name: 'Costs', description: 'Of the year' })
      expect(renamed.json()).toMatchObject({ id, name: 'Costs', description: 'Of the year' })
      const copy = (await browser.send('POST', `/api/workflows/${id}/duplicate`)).json()
      expect(copy).toMatchObject({ name: 'Costs (copy)', createdBy: { id: browser.user.id } })
      expect((await browser.send('DELETE', `/api/workflows/${id}`)).status).toBe(204)
      expect(await list('deleted=true')).toContain(id)
      expect((await browser.send('GET', `/api/workflows/${id}/graph`)).status).toBe(410)
      expect((await browser.send('POST', `/api/workflows/${id}/restore`)).json()).toMatchObject({ deletedAt: null })
      expect(await list('')).toContain(id)
    })

    it('keep the id that a client made offline, and refuse it to somebody else', async () => {
      const id = `offline-${transport.length}-${Date.now()}`
      expect(await create({ id, name: 'Mine' })).toBe(id)
      const other = await edge.browser()
      const refused = await other.send('POST', '/api/workflows', { id, name: 'Theirs' })
      expect([refused.status, refused.json()]).toEqual([409, expect.objectContaining({ code: 'conflict' })])
    })

    it('give their graph in canonical form with the head as its ETag', async () => {
      const id = await create()
      const first = await browser.send('GET', `/api/workflows/${id}/graph`)
      expect(first.headers.etag).toMatch(/^"\d+"$/)
      expect(first.text).toMatch(/^\{"description":"","edges":\[.*"name":"Flights","nodes":\[\{"config":\{\},"id":"a"/)
      const again = await browser.send('GET', `/api/workflows/${id}/graph`, undefined, {
        'if-none-match': `"other", ${first.headers.etag}`,
      })
      expect([again.status, again.text, again.headers.etag]).toEqual([304, '', first.headers.etag])
    })

    it('are replaced only from the head that the client has seen', async () => {
      const id = await create()
      const path = `/api/workflows/${id}/graph`
      const { etag = '' } = (await browser.send('GET', path)).headers
      const graph = { ...GRAPH, name: 'Changed' }
      const put = (headers: Record<string, string>) => browser.send('PUT', path, graph, headers)
      const missing = await put({})
      expect([missing.status, missing.json()]).toEqual([428, expect.objectContaining({ code: 'head_missing' })])
      expect((await put({ 'if-match': 'W/"1"' })).status).toBe(400)
      expect((await put({ 'if-match': '*' })).status).toBe(400)
      const done = await put({ 'if-match': etag })
      expect([done.status, done.headers.etag]).toEqual([200, `"${(done.json() as { head: number }).head}"`])
      const late = await put({ 'if-match': etag })
      expect([late.status, late.json()]).toEqual([
        412,
        expect.objectContaining({ code: 'head_moved', hint: expect.stringContaining('Read the graph again') }),
      ])
      expect((await browser.send('GET', path)).json()).toMatchObject({ name: 'Changed' })
    })

    it('answer about a node that is not there', async () => {
      const id = await create()
      const asked = await browser.send('POST', `/api/workflows/${id}/nodes/zzz/preview`, {})
      expect([asked.status, asked.json()]).toEqual([
        404,
        expect.objectContaining({ detail: expect.stringContaining('zzz') }),
      ])
      expect((await browser.send('POST', `/api/workflows/${id}/run`, { node: 'zzz' })).status).toBe(404)
    })
  })

  it('the catalog, node types and the OpenAPI document are asked for once', async () => {
    for (const path of ['/api/catalog', '/api/node-types', '/api/openapi.json']) {
      const first = await browser.send('GET', path)
      expect([path, first.status, first.headers['cache-control']]).toEqual([path, 200, 'private, no-cache'])
      const again = await browser.send('GET', path, undefined, { 'if-none-match': first.headers.etag ?? '' })
      expect([path, again.status, again.text]).toEqual([path, 304, ''])
    }
  })

  describe('sign-in', () => {
    const page = { 'user-agent': 'Mozilla/5.0', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' }
    const cookieOf = (headers: Record<string, unknown>) => String(headers['set-cookie'] ?? '').split(';')[0] ?? ''
    const me = async (cookie: string) =>
      (await call(edge.port, '/api/session', { headers: { cookie, 'sec-fetch-site': 'same-origin' } })).json()

    it('makes each browser that opens the page a user of its own', async () => {
      const first = cookieOf((await call(edge.port, '/', { headers: page })).headers)
      const second = cookieOf((await call(edge.port, '/canvas/w1', { headers: page })).headers)
      const [one, two] = [await me(first), await me(second)] as { user: { id: string; name: string } }[]
      expect(one).toMatchObject({ role: 'admin', local: true })
      expect(two?.user.id).not.toBe(one?.user.id)
      expect(two?.user.name).not.toBe(one?.user.name)
      expect(await me(first)).toEqual(one)
    })

    it('never replaces the user of somebody who follows a link from elsewhere: their cookie was held back', async () => {
      const linked = await call(edge.port, '/canvas/w1', { headers: { ...page, 'sec-fetch-site': 'cross-site' } })
      expect([linked.status, linked.headers['set-cookie']]).toEqual([200, undefined])
    })

    it('signs a page in that came from a cache', async () => {
      const answer = await call(edge.port, '/api/session', { headers: { 'sec-fetch-site': 'same-origin' } })
      expect(cookieOf(answer.headers)).toContain(`flowforge_session_${edge.port}=`)
    })

    it('lets one change the name and try another role', async () => {
      const own = await edge.browser()
      expect((await own.send('PATCH', '/api/session', { name: '  Ada  ' })).json()).toMatchObject({
        user: { id: own.user.id, name: 'Ada' },
      })
      expect((await own.send('PATCH', '/api/session', { role: 'viewer' })).json()).toMatchObject({ role: 'viewer' })
      expect((await own.send('POST', '/api/workflows', {})).status).toBe(403)
      expect((await own.send('PATCH', '/api/session', { role: 'admin' })).json()).toMatchObject({ role: 'admin' })
      for (const name of ['   ', 'a\u202eb', 'a\u0000b', 'x'.repeat(81)])
        expect((await own.send('PATCH', '/api/session', { name })).status).toBe(400)
    })
  })

  describe('the client', () => {
    it('is served with a policy that allows no inline script', async () => {
      const { headers, status, text } = await call(edge.port, '/')
      expect([status, text]).toEqual([200, '<!doctype html><title>FlowForge</title>'])
      expect(headers['content-type']).toBe('text/html; charset=utf-8')
      expect(headers['cache-control']).toBe('no-cache')
      const policy = String(headers['content-security-policy'])
      expect(/script-src ([^;]*)/.exec(policy)?.[1]).toBe("'self'")
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
      })
    })

    it.each(['/canvas/abc', '/canvas/abc/', '/dashboards', '/anything/else'])('is the page at %s', async (path) => {
      expect((await call(edge.port, path)).text).toContain('<title>FlowForge</title>')
    })

    it('keeps hashed files for ever, precompressed where the browser takes it', async () => {
      const plain = await call(edge.port, '/assets/index-3fA9_xYz.js')
      expect(plain.headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'Accept-Encoding',
      })
      expect(plain.headers['content-encoding']).toBeUndefined()
      const small = await call(edge.port, '/assets/index-3fA9_xYz.js', { headers: { 'accept-encoding': 'gzip, br' } })
      expect([small.headers['content-encoding'], small.text.length]).toEqual(['br', 3])
      const none = await call(edge.port, '/assets/index-3fA9_xYz.js', { headers: { 'accept-encoding': 'br;q=0' } })
      expect(none.headers['content-encoding']).toBeUndefined()
    })

    it('is checked by ETag where names carry no hash, and noticed when rebuilt', async () => {
      const first = await call(edge.port, '/theme.js')
      const headers = { 'if-none-match': first.headers.etag ?? '' }
      expect((await call(edge.port, '/theme.js', { headers })).status).toBe(304)
      await utimes(join(edge.clientFolder, 'theme.js'), new Date(), new Date(Date.now() + 5_000))
      expect((await call(edge.port, '/theme.js', { headers })).status).toBe(200)
    })

    it('answers a missing file with 404, never with the page', async () => {
      const answer = await call(edge.port, '/assets/gone-12345678.js')
      expect([answer.status, answer.headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8'])
    })

    it('answers HEAD with the length alone', async () => {
      const answer = await call(edge.port, '/theme.js', { method: 'HEAD' })
      expect([answer.status, answer.headers['content-length'], answer.text]).toEqual([200, '14', ''])
    })
  })

  describe('operations', () => {
    it('is alive, and ready when every store is', async () => {
      expect((await call(edge.port, '/health/live')).status).toBe(200)
      expect((await call(edge.port, '/health/ready')).json()).toEqual({
        status: 'ok',
        stores: { postgresql: { ready: true, reason: null, milliseconds: 1 } },
      })
      edge.stores.clickhouse = { ready: false, reason: 'ClickHouse does not answer.', milliseconds: null }
      const unready = await call(edge.port, '/health/ready')
      expect([unready.status, unready.json()]).toEqual([503, expect.objectContaining({ status: 'degraded' })])
      expect(unready.text).toContain('ClickHouse does not answer.')
      expect([(await call(edge.port, '/health')).status, (await call(edge.port, '/health/live')).status]).toEqual([
        200, 200,
      ])
      delete edge.stores.clickhouse
    })

    it('counts requests by route, not by path', async () => {
      await browser.send('GET', '/api/workflows/some-id-1')
      const { text } = await call(edge.port, '/metrics')
      expect(text).toMatch(
        /flowforge_http_request_duration_seconds_count\{method="GET",route="getWorkflow",status="404"\} [1-9]/,
      )
      expect(text).not.toContain('some-id-1')
    })

    it('follows a request by its id', async () => {
      const given = await browser.send('GET', '/api/workflows', undefined, { 'x-request-id': 'trace-0001' })
      expect(given.headers['x-request-id']).toBe('trace-0001')
      const line = edge.log.map((text) => JSON.parse(text)).find((entry) => entry.requestId === 'trace-0001')
      expect(line).toMatchObject({ route: 'listWorkflows', status: 200, userId: browser.user.id })
      const odd = await browser.send('GET', '/api/workflows', undefined, { 'x-request-id': 'x{}' })
      expect(odd.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    })
  })
})
