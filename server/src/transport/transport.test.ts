import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { CLOSE } from '@flowforge/core/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { openTransport } from './open.ts'
import type {
  Connection,
  HttpRequest,
  HttpResponse,
  Transport,
  TransportHandlers,
  UpgradeDecision,
} from './transport.ts'

const LIMITS = { maxBodyBytes: 100_000, maxFrameBytes: 50_000, maxBufferedBytes: 1_000_000 }
const HOST = '127.0.0.1'
const OK: HttpResponse = { status: 200, headers: { 'Content-Type': 'text/plain' }, body: 'fine' }

/** One contract, both implementations. */
describe.each(['uWebSockets.js', 'ws'] as const)('transport on %s', (name) => {
  const opened: Transport[] = []
  const errors: unknown[] = []
  const clients: (WebSocket | Socket)[] = []

  afterEach(async () => {
    for (const client of clients.splice(0)) client instanceof WebSocket ? client.terminate() : client.destroy()
    for (const transport of opened.splice(0)) await transport.close(CLOSE.stopping, 'test over')
    errors.length = 0
  })

  async function start(handlers: Partial<TransportHandlers> = {}) {
    const transport = await openTransport({
      limits: LIMITS,
      only: name,
      onError: (error) => errors.push(error),
      onFallback: () => expect.unreachable('no fallback was asked for'),
    })
    opened.push(transport)
    const port = await transport.listen(HOST, 0, {
      request: async () => OK,
      upgrade: async () => ({ accept: true, open: () => undefined }),
      ...handlers,
    })
    return { transport, port, url: `http://${HOST}:${port}`, socketUrl: `ws://${HOST}:${port}/sync/workflow/x` }
  }

  /** Opens a socket; the promise of its close is taken at once, so that no event is missed. */
  function dial(url: string) {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    clients.push(socket)
    socket.on('error', () => undefined)
    const frames: Buffer[] = []
    socket.on('message', (data: Buffer) => frames.push(data))
    const opened = new Promise<void>((resolve) => socket.once('open', () => resolve()))
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    return { socket, frames, opened, closed }
  }

  /** Accepts every socket and hands the connections out in order. */
  function accepting() {
    const connections: Connection[] = []
    const waiting: ((connection: Connection) => void)[] = []
    const upgrade = async (): Promise<UpgradeDecision> => ({
      accept: true,
      open: (connection) => {
        connections.push(connection)
        waiting.shift()?.(connection)
      },
    })
    const next = (): Promise<Connection> => new Promise((resolve) => waiting.push(resolve))
    return { upgrade, next, connections }
  }

  describe('requests', () => {
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

  describe('streamed bodies', () => {
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

  describe('sockets', () => {
    it('carry frames both ways, each its receiver’s own copy', async () => {
      const kept: Uint8Array[] = []
      const { socketUrl } = await start({
        upgrade: async () => ({
          accept: true,
          open: (connection) =>
            connection.onMessage((frame) => {
              kept.push(frame)
              connection.send(frame)
            }),
        }),
      })
      const { socket, frames, opened: open } = dial(socketUrl)
      await open
      const sizes = [0, 1, 125, 126, 65_535 % LIMITS.maxFrameBytes, LIMITS.maxFrameBytes]
      for (const size of sizes) socket.send(Buffer.alloc(size, size % 251))
      await until(() => frames.length === sizes.length)
      expect(frames.map((frame) => frame.length)).toEqual(sizes)
      expect(frames.every((frame) => frame.every((byte) => byte === frame.length % 251))).toBe(true)
      expect(kept.every((frame) => frame.every((byte) => byte === frame.length % 251))).toBe(true)
      expect(kept.every((frame) => frame.constructor === Uint8Array)).toBe(true)
    })

    it('send frames longer than 64 kB', async () => {
      const { upgrade, next } = accepting()
      const { socketUrl } = await start({ upgrade })
      const arriving = next()
      const { frames } = dial(socketUrl)
      const connection = await arriving
      connection.send(new Uint8Array(200_000).fill(7))
      await until(() => frames.length === 1)
      expect(frames[0]?.length).toBe(200_000)
    })

    it('are refused with the status the handler names', async () => {
      const { socketUrl } = await start({ upgrade: async () => ({ accept: false, status: 403 }) })
      const socket = new WebSocket(socketUrl)
      const [error] = await once(socket, 'error')
      expect(String(error)).toContain('403')
    })

    it('are refused with 500 when the handler throws', async () => {
      const { socketUrl } = await start({ upgrade: () => Promise.reject(new Error('no')) })
      const [error] = await once(new WebSocket(socketUrl), 'error')
      expect(String(error)).toContain('500')
      expect(errors).toHaveLength(1)
    })

    it('close text frames with badFrame, too long ones with tooLarge', async () => {
      const { socketUrl, transport } = await start()
      const text = dial(socketUrl)
      await text.opened
      text.socket.send('hello')
      expect(await text.closed).toBe(CLOSE.badFrame)
      const long = dial(socketUrl)
      await long.opened
      long.socket.send(Buffer.alloc(LIMITS.maxFrameBytes + 1))
      expect(await long.closed).toBe(CLOSE.tooLarge)
      const huge = dial(socketUrl)
      await huge.opened
      huge.socket.send(Buffer.alloc(LIMITS.maxFrameBytes * 10))
      expect(await huge.closed).not.toBe(1000)
      await until(() => transport.connections() === 0)
    })

    it('report a close from either side exactly once', async () => {
      const { upgrade, next } = accepting()
      const { socketUrl } = await start({ upgrade })
      const codes: number[] = []
      const arriving = next()
      const first = dial(socketUrl)
      const connection = await arriving
      connection.onClose((code) => codes.push(code))
      connection.close(CLOSE.forbidden, 'not yours')
      expect(codes).toEqual([CLOSE.forbidden])
      expect(await first.closed).toBe(CLOSE.forbidden)
      connection.send(new Uint8Array(3))
      connection.close(CLOSE.slow, 'again')
      expect([connection.buffered(), codes]).toEqual([0, [CLOSE.forbidden]])

      const again = next()
      const second = dial(socketUrl)
      const other = await again
      other.onClose((code) => codes.push(code))
      await second.opened
      second.socket.close(4499)
      await until(() => codes.length === 2)
      expect(codes[1]).toBe(4499)

      const third = next()
      const gone = dial(socketUrl)
      const lost = await third
      lost.onClose((code) => codes.push(code))
      await gone.opened
      gone.socket.terminate()
      await until(() => codes.length === 3)
      expect(codes[2]).toBe(1006)
    })

    it('open after a decision that takes its time, and keep what was sent right after', async () => {
      const gate = signal()
      const frames: Uint8Array[] = []
      const { socketUrl } = await start({
        upgrade: async (request) => {
          await gate.promise
          expect(request.headers.get('sec-websocket-key')).toBeTruthy()
          return { accept: true, open: (connection) => connection.onMessage((frame) => frames.push(frame)) }
        },
      })
      const { socket, opened: open } = dial(socketUrl)
      gate.resolve()
      await open
      socket.send(Buffer.of(1, 2, 3))
      await until(() => frames.length === 1)
      expect([...(frames[0] ?? [])]).toEqual([1, 2, 3])
    })

    it('never open where the client left during the decision', async () => {
      const gate = signal()
      const reached = signal()
      const aborted = signal()
      let openings = 0
      const { transport, port } = await start({
        upgrade: async (request) => {
          request.signal.addEventListener('abort', () => aborted.resolve())
          reached.resolve()
          await gate.promise
          return { accept: true, open: () => void openings++ }
        },
      })
      const socket = connect(port, HOST)
      clients.push(socket)
      socket.write(HANDSHAKE)
      await reached.promise
      socket.destroy()
      await aborted.promise
      gate.resolve()
      await expect.poll(() => transport.connections()).toBe(0)
      const { opened: open } = dial(`ws://${HOST}:${port}/`)
      await open
      expect([openings, errors]).toEqual([1, []])
    })

    it('survive a listener that throws', async () => {
      const { socketUrl } = await start({
        upgrade: async () => ({
          accept: true,
          open: (connection) =>
            connection.onMessage((frame) => {
              if (frame[0] === 0) throw new Error('listener')
              connection.send(frame)
            }),
        }),
      })
      const { socket, frames, opened: open } = dial(socketUrl)
      await open
      socket.send(Buffer.of(0))
      socket.send(Buffer.of(1))
      await until(() => frames.length === 1)
      expect(errors).toEqual([expect.objectContaining({ message: 'listener' })])
    })
  })

  describe('backpressure', () => {
    /** A client that reads nothing until told, and the server's side of it. */
    async function stalled(socketUrl: string, next: () => Promise<Connection>) {
      const arriving = next()
      const client = dial(socketUrl)
      const connection = await arriving
      await client.opened
      client.socket.pause()
      return { client, connection }
    }

    function fill(connection: Connection, bytes: number): number {
      let sent = 0
      for (; connection.buffered() <= bytes && sent < 10_000; sent += 1) connection.send(new Uint8Array(100_000))
      return sent
    }

    it('is told by buffered(), and drain says when to go on; nothing is lost', async () => {
      const { upgrade, next } = accepting()
      const { socketUrl } = await start({ upgrade })
      const { client, connection } = await stalled(socketUrl, next)
      const drained = signal()
      connection.onDrain(() => drained.resolve())
      const sent = fill(connection, 5_000_000)
      expect(connection.buffered()).toBeGreaterThan(5_000_000)
      client.socket.resume()
      await drained.promise
      await until(() => client.frames.length === sent)
      expect(client.frames.every((frame) => frame.length === 100_000)).toBe(true)
      expect(connection.buffered()).toBe(0)
    })

    it('close: a group closes who is too far behind, and only them', async () => {
      const { upgrade, next } = accepting()
      const { transport, socketUrl } = await start({ upgrade })
      const group = transport.group()
      const slow = await stalled(socketUrl, next)
      const arriving = next()
      const healthy = dial(socketUrl)
      const other = await arriving
      group.add(slow.connection)
      group.add(other)
      const codes: number[] = []
      slow.connection.onClose((code) => codes.push(code))
      fill(slow.connection, LIMITS.maxBufferedBytes)
      group.send(Uint8Array.of(1), 'close')
      expect([codes, group.size]).toEqual([[CLOSE.slow], 1])
      slow.client.socket.resume()
      expect(await slow.client.closed).toBe(CLOSE.slow)
      await until(() => healthy.frames.length === 1)
    })

    it('latest: a group skips who is too far behind and returns to them later', async () => {
      const { upgrade, next } = accepting()
      const { transport, socketUrl } = await start({ upgrade })
      const group = transport.group()
      const slow = await stalled(socketUrl, next)
      const arriving = next()
      const healthy = dial(socketUrl)
      group.add(slow.connection)
      group.add(await arriving)
      const sent = fill(slow.connection, LIMITS.maxBufferedBytes)
      group.send(Uint8Array.of(1), 'latest')
      await until(() => healthy.frames.length === 1)
      slow.client.socket.resume()
      await until(() => slow.client.frames.length === sent)
      group.send(Uint8Array.of(2), 'latest')
      await until(() => slow.client.frames.length === sent + 1)
      expect([slow.client.frames.at(-1)?.[0], group.size]).toEqual([2, 2])
    })
  })

  describe('groups', () => {
    it('reach every member once, in the order of sends, except the one left out', async () => {
      const { upgrade, connections } = accepting()
      const { transport, socketUrl } = await start({ upgrade })
      const group = transport.group()
      const members = Array.from({ length: 200 }, () => dial(socketUrl))
      await Promise.all(members.map((member) => member.opened))
      expect(transport.connections()).toBe(200)
      for (const connection of connections) group.add(connection)
      const [first = expect.unreachable()] = connections
      group.add(first)
      expect(group.size).toBe(200)
      group.send(Uint8Array.of(1), 'close')
      group.send(Uint8Array.of(2), 'latest', first)
      for (const connection of connections) connection.send(Uint8Array.of(3))
      group.send(new Uint8Array(70_000).fill(4), 'close')
      await until(() => members.every((member) => member.frames.at(-1)?.[0] === 4))
      const orders = members.map((member) => member.frames.map((frame) => frame[0]).join(''))
      expect(orders.filter((order) => order === '1234')).toHaveLength(199)
      expect(orders.filter((order) => order === '134')).toHaveLength(1)
    })

    it.each(['setImmediate', 'a promise', 'a timer'])(
      'deliver what is sent from %s while nothing else happens',
      async (from) => {
        const { upgrade, next } = accepting()
        const { transport, socketUrl } = await start({ upgrade })
        const arriving = next()
        const client = dial(socketUrl)
        const group = transport.group()
        group.add(await arriving)
        await client.opened
        const run = () => group.send(Uint8Array.of(9), 'close')
        if (from === 'setImmediate') setImmediate(run)
        else if (from === 'a timer') setTimeout(run, 1)
        else void Promise.resolve().then(run)
        await once(client.socket, 'message')
        expect(client.frames).toHaveLength(1)
      },
    )

    it('lose members that close or are taken out', async () => {
      const { upgrade, connections } = accepting()
      const { transport, socketUrl } = await start({ upgrade })
      const group = transport.group()
      const members = [dial(socketUrl), dial(socketUrl), dial(socketUrl)]
      await Promise.all(members.map((member) => member.opened))
      for (const connection of connections) group.add(connection)
      const [first = expect.unreachable(), second = expect.unreachable()] = connections
      group.delete(first)
      second.close(1000, '')
      expect(group.size).toBe(1)
      group.add(second)
      expect(group.size).toBe(1)
      group.send(Uint8Array.of(5), 'close')
      await until(() => members.some((member) => member.frames.length === 1))
      expect(members.map((member) => member.frames.length).sort()).toEqual([0, 0, 1])
    })
  })

  describe('listening', () => {
    it('rejects with EADDRINUSE where the port is taken', async () => {
      const { port } = await start()
      const second = await openTransport({
        limits: LIMITS,
        only: name,
        onError: () => undefined,
        onFallback: () => undefined,
      })
      await expect(
        second.listen(HOST, port, { request: async () => OK, upgrade: async () => ({ accept: false, status: 400 }) }),
      ).rejects.toMatchObject({ code: 'EADDRINUSE' })
      await second.close(CLOSE.stopping, '')
    })

    it('closes every socket with the code given, and frees the port', async () => {
      const { transport, port, socketUrl } = await start()
      const sockets = [dial(socketUrl), dial(socketUrl)]
      await Promise.all(sockets.map((socket) => socket.opened))
      await transport.close(CLOSE.stopping, 'stopping')
      expect(await Promise.all(sockets.map((socket) => socket.closed))).toEqual([CLOSE.stopping, CLOSE.stopping])
      expect(transport.connections()).toBe(0)
      opened.length = 0
      const refused = connect(port, HOST)
      const [error] = await once(refused, 'error')
      expect(error).toMatchObject({ code: 'ECONNREFUSED' })
    })

    it('lets a request under way finish while it stops', async () => {
      const gate = signal()
      const reached = signal()
      const { transport, url } = await start({
        request: async () => {
          reached.resolve()
          await gate.promise
          return OK
        },
      })
      const answer = fetch(url).then((response) => response.text())
      await reached.promise
      const closed = transport.close(CLOSE.stopping, '')
      gate.resolve()
      expect(await answer).toBe('fine')
      await closed
      opened.length = 0
    })
  })
})

describe('openTransport', () => {
  it('takes the native one where it loads, and says so loudly where it does not', async () => {
    const reasons: string[] = []
    const transport = await openTransport({
      limits: LIMITS,
      onError: () => undefined,
      onFallback: (reason) => reasons.push(reason),
    })
    expect(reasons).toHaveLength(transport.name === 'ws' ? 1 : 0)
    await transport.close(CLOSE.stopping, '')
  })
})

const HANDSHAKE =
  'GET /sync/workflow/x HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'

function signal(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

const until = (condition: () => boolean): Promise<void> =>
  expect.poll(condition, { timeout: 20_000, interval: 5 }).toBe(true) as unknown as Promise<void>

/** The value once it has stopped changing. */
async function settled(read: () => number): Promise<number> {
  let before = -1
  await expect
    .poll(
      () => {
        const same = read() === before
        before = read()
        return same
      },
      { timeout: 20_000, interval: 200 },
    )
    .toBe(true)
  return before
}

async function* numbers(count: number, size: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) yield new Uint8Array(size).fill(index % 256)
}

async function* counted(state: { produced: number; stopped: boolean }, size: number): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      state.produced += size
      yield new Uint8Array(size)
    }
  } finally {
    state.stopped = true
  }
}

function send(
  port: number,
  options: { method?: string; headers?: Record<string, string>; agent?: Agent },
  body?: Uint8Array,
): Promise<{ message: IncomingMessage; body: string; localPort: number | undefined }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: HOST, port, path: '/', ...options }, (message) => {
      const chunks: Buffer[] = []
      const { localPort } = message.socket
      message.on('data', (chunk: Buffer) => chunks.push(chunk))
      message.on('end', () => resolve({ message, body: Buffer.concat(chunks).toString(), localPort }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Writes text to the port and gives back all that comes until the end. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, HOST)
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => undefined)
  socket.write(text)
  await once(socket, 'close')
  return Buffer.concat(chunks).toString()
}
