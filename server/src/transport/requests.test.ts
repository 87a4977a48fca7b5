import { once } from 'node:events'
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import {
  counted,
  describeTransports,
  HOST,
  LIMITS,
  numbers,
  OK,
  raw,
  send,
  settled,
  signal,
  until,
} from './testing/harness.ts'
import type { HttpRequest } from './transport.ts'

describeTransports('requests', (harness) => {
  const { errors, clients, start } = harness

  it('hands over method, path, query, headers, address and body', async () => {
    const seen: { request: HttpRequest; body: string }[] = []
    const { url } = await start({
      request: async (request) => {
        seen.push({ request, body: Buffer.from(await request.body()).toString() })
        return OK
      },
    })
    const response = await fetch(`${url}/a%20b/c?x=1&x=2&y=%C3%A9`, {
      method: 'PUT',
      headers: { 'X-Thing': 'One' },
      body: 'héllo',
    })
    expect(await response.text()).toBe('fine')
    const [{ request, body } = expect.unreachable()] = seen
    expect(request).toMatchObject({
      method: 'PUT',
      path: '/a%20b/c',
      remoteAddress: expect.stringContaining('127.0.0.1'),
    })
    expect(request.query.getAll('x')).toEqual(['1', '2'])
    expect(request.query.get('y')).toBe('é')
    expect(request.headers.get('x-thing')).toBe('One')
    expect(body).toBe('héllo')
  })

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('passes %s on', async (method) => {
    const { url } = await start({ request: async (request) => ({ ...OK, body: request.method }) })
    expect(await (await fetch(url, { method })).text()).toBe(method)
  })

  it('joins repeated headers and keeps repeated answers apart', async () => {
    const { port } = await start({
      request: async (request) => ({
        status: 200,
        headers: { 'Set-Cookie': ['a=1', 'b=2'] },
        body: `${request.headers.get('x-a')}|${request.headers.get('cookie')}`,
      }),
    })
    const answer = await raw(
      port,
      'GET / HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nX-A: 2\r\nCookie: c=1\r\nCookie: d=2\r\nConnection: close\r\n\r\n',
    )
    expect(answer).toContain('1, 2|c=1; d=2')
    expect(answer.match(/set-cookie: /gi)).toHaveLength(2)
  })

  it('keeps a connection for the next request', async () => {
    const { port } = await start()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ports: (number | undefined)[] = []
    for (const _ of [1, 2, 3]) {
      const response = await send(port, { agent })
      ports.push(response.localPort)
      expect(response.body).toBe('fine')
    }
    expect(new Set(ports).size).toBe(1)
    agent.destroy()
  })

  it('answers HEAD with the headers alone', async () => {
    const { port } = await start()
    const { message, body } = await send(port, { method: 'HEAD' })
    expect(message.headers).toMatchObject({ 'content-type': 'text/plain', 'content-length': '4' })
    expect(body).toBe('')
  })

  it.each([204, 304])('answers %d without body or type', async (status) => {
    const { port } = await start({ request: async () => ({ status, headers: {}, body: null }) })
    const { message, body } = await send(port, {})
    expect([message.statusCode, body]).toEqual([status, ''])
  })

  it('answers 500 and says why to the log alone when a handler throws', async () => {
    const { url } = await start({ request: () => Promise.reject(new Error('secret detail')) })
    const response = await fetch(url)
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
    expect(errors).toEqual([expect.objectContaining({ message: 'secret detail' })])
  })

  it.each([
    ['announced', { 'Content-Length': String(LIMITS.maxBodyBytes + 1) }],
    ['chunked', { 'Transfer-Encoding': 'chunked' }],
  ])('refuses a longer body with 413 (%s)', async (_, headers) => {
    let reached = false
    const { port } = await start({
      request: async () => {
        reached = true
        return OK
      },
    })
    const { message, body } = await send(port, { method: 'POST', headers }, Buffer.alloc(LIMITS.maxBodyBytes + 1))
    expect(message.statusCode).toBe(413)
    expect(message.headers['content-type']).toBe('application/problem+json')
    expect(JSON.parse(body)).toMatchObject({ status: 413, code: 'too_large' })
    expect(reached).toBe(false)
  })

  it('takes a body of exactly the limit', async () => {
    const { url } = await start({
      request: async (request) => ({ ...OK, body: String((await request.body()).length) }),
    })
    const response = await fetch(url, { method: 'POST', body: Buffer.alloc(LIMITS.maxBodyBytes) })
    expect(await response.text()).toBe(String(LIMITS.maxBodyBytes))
  })

  it.each(['http://other/x', '*', 'x'])('never shows a handler the target %s as a path', async (target) => {
    const paths: string[] = []
    const { port } = await start({
      request: async (request) => {
        paths.push(request.path)
        return OK
      },
    })
    await raw(port, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect(paths.every((path) => path.startsWith('/'))).toBe(true)
  })

  it('tells the handler that the client went away', async () => {
    const aborted = signal()
    const reached = signal()
    const { port } = await start({
      request: async (request) => {
        reached.resolve()
        await new Promise<void>((resolve) => request.signal.addEventListener('abort', () => resolve()))
        aborted.resolve()
        return OK
      },
    })
    const socket = connect(port, HOST)
    clients.push(socket)
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await reached.promise
    socket.destroy()
    await aborted.promise
    expect(errors).toEqual([])
  })
})

describeTransports('streamed bodies', (harness) => {
  const { errors, clients, start } = harness

  it('arrive whole and in order', async () => {
    const { url } = await start({
      request: async () => ({ ...OK, body: numbers(2_000, 1_000) }),
    })
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer())
    expect(bytes.length).toBe(2_000_000)
    expect([bytes[0], bytes[1_000], bytes[1_999_999]]).toEqual([0, 1, 1_999 % 256])
  })

  it('wait for a slow reader instead of filling memory', async () => {
    const state = { produced: 0, stopped: false }
    const { port } = await start({ request: async () => ({ ...OK, body: counted(state, 64 * 1024) }) })
    const socket = connect(port, HOST)
    clients.push(socket)
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(socket, 'readable')
    const before = await settled(() => state.produced)
    // What the kernel's buffers take is some megabytes; an unpaced source would go on for ever.
    expect(before).toBeLessThan(32 * 1024 * 1024)
    socket.on('data', () => undefined)
    await until(() => state.produced > before + 1_000_000)
    socket.destroy()
    await until(() => state.stopped)
    expect(errors).toEqual([])
  })

  it('break the connection when the source fails half way', async () => {
    const { url } = await start({
      request: async () => ({
        ...OK,
        body: (async function* () {
          yield new Uint8Array(10)
          throw new Error('half way')
        })(),
      }),
    })
    await expect(fetch(url).then((response) => response.arrayBuffer())).rejects.toThrow()
    expect(errors).toEqual([expect.objectContaining({ message: 'half way' })])
  })

  it('are not started for HEAD', async () => {
    const state = { produced: 0, stopped: false }
    const { port } = await start({ request: async () => ({ ...OK, body: counted(state, 10) }) })
    expect((await send(port, { method: 'HEAD' })).body).toBe('')
    expect(state.produced).toBe(0)
  })
})
