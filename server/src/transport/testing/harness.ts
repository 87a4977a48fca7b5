import { once } from 'node:events'
import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { CLOSE } from '@flowforge/core/protocol'
import { afterEach, expect } from 'vitest'
import { WebSocket } from 'ws'
import { describeOnTransports } from '../../../test/transports.ts'
import { openTransport } from '../open.ts'
import type { Connection, HttpResponse, Transport, TransportHandlers, UpgradeDecision } from '../transport.ts'

export const LIMITS = { maxBodyBytes: 100_000, maxFrameBytes: 50_000, maxBufferedBytes: 1_000_000 }
export const HOST = '127.0.0.1'
export const OK: HttpResponse = { status: 200, headers: { 'Content-Type': 'text/plain' }, body: 'fine' }

/** Runs one contract on both implementations. */
export function describeTransports(title: string, contract: (harness: Harness) => void): void {
  describeOnTransports(title, (name) => contract(createHarness(name)))
}

export type Harness = ReturnType<typeof createHarness>

/** Starts servers and clients, and ends them after each test. */
function createHarness(name: Transport['name']) {
  const opened: Transport[] = []
  const errors: unknown[] = []
  const clients: (WebSocket | Socket)[] = []

  afterEach(async () => {
    for (const client of clients.splice(0)) client instanceof WebSocket ? client.terminate() : client.destroy()
    for (const transport of opened.splice(0)) await transport.close(CLOSE.stopping, 'test over')
    errors.length = 0
  })

  async function start(handlers: Partial<TransportHandlers> = {}, wanted = 0) {
    const transport = await openTransport({
      limits: LIMITS,
      only: name,
      onError: (error) => errors.push(error),
      onFallback: () => expect.unreachable('no fallback was asked for'),
    })
    opened.push(transport)
    const port = await transport.listen(HOST, wanted, {
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

  return { name, opened, errors, clients, start, dial, accepting }
}

export const HANDSHAKE =
  'GET /sync/workflow/x HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'

export function signal(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

export const until = (condition: () => boolean): Promise<void> =>
  expect.poll(condition, { timeout: 20_000, interval: 5 }).toBe(true) as unknown as Promise<void>

/** The value once it has stopped changing. */
export async function settled(read: () => number): Promise<number> {
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

export async function* numbers(count: number, size: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) yield new Uint8Array(size).fill(index % 256)
}

export async function* counted(
  state: { produced: number; stopped: boolean },
  size: number,
): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      state.produced += size
      yield new Uint8Array(size)
    }
  } finally {
    state.stopped = true
  }
}

export function send(
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
export async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, HOST)
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => undefined)
  socket.write(text)
  await once(socket, 'close')
  return Buffer.concat(chunks).toString()
}
