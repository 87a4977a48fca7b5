import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { refusal } from './exchange.ts'
import type { Transport, TransportHandlers, TransportOptions, UpgradeDecision } from './transport.ts'
import { readBody, readRequest, respond } from './ws-http.ts'
import { WsConnection, WsGroup } from './ws-socket.ts'

/** A socket that has not answered a ping for this long is dead. */
const HEARTBEAT_MILLISECONDS = 60_000
/** How long requests under way and close handshakes may take while the server stops. */
const GRACE_MILLISECONDS = 3_000

/** The transport on node:http and `ws`. */
export function createWsTransport({ limits, onError }: TransportOptions): Transport {
  const server = createServer({ headersTimeout: 20_000, requestTimeout: 60_000, keepAliveTimeout: 10_000 })
  const upgrader = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.maxFrameBytes * 4,
  })
  const connections = new Set<WsConnection>()
  let lastId = 0
  let heartbeat: NodeJS.Timeout | null = null

  const answer = async (
    message: IncomingMessage,
    response: ServerResponse,
    handlers: TransportHandlers,
  ): Promise<void> => {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const request = readRequest(message, gone.signal)
    if (request === null) return respond(response, { method: 'GET', signal: gone.signal }, refusal(400), true)
    const bytes = await readBody(message, limits.maxBodyBytes)
    if (bytes === null) return respond(response, request, refusal(413), true)
    const result = await handlers.request({ ...request, body: async () => bytes }).catch((error: unknown) => {
      onError(error)
      return refusal(500)
    })
    return respond(response, request, result)
  }

  const upgrade = async (
    message: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    handlers: TransportHandlers,
  ): Promise<void> => {
    const gone = watchStream(stream)
    const request = readRequest(message, gone)
    const decision: UpgradeDecision =
      request === null
        ? { accept: false, status: 400 }
        : await handlers.upgrade(request).catch((error: unknown) => {
            onError(error)
            return { accept: false, status: 500 }
          })
    if (gone.aborted) {
      stream.destroy()
      return
    }
    if (!decision.accept) {
      const line = `HTTP/1.1 ${decision.status} ${STATUS_CODES[decision.status] ?? 'Unknown'}`
      stream.end(`${line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    upgrader.handleUpgrade(message, stream, head, (socket) => accept(socket, stream, decision.open))
  }

  const accept = (socket: WebSocket, stream: Duplex, open: (connection: WsConnection) => void): void => {
    lastId += 1
    const connection = new WsConnection(`s${lastId}`, socket, stream)
    connections.add(connection)
    connection.onClose(() => connections.delete(connection))
    // `ws` closes a socket whose frames are malformed or far too long by itself; 'close' follows.
    socket.on('error', () => undefined)
    socket.on('pong', () => {
      connection.alive = true
    })
    socket.on('message', (data, isBinary) => {
      connection.alive = true
      attempt(() => connection.received(toBytes(data), isBinary, limits.maxFrameBytes))
    })
    socket.on('close', (code) => attempt(() => connection.closed(code)))
    attempt(() => open(connection))
  }

  const attempt = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      onError(error)
    }
  }

  const beat = (): void => {
    for (const connection of connections) {
      if (!connection.alive) connection.socket.terminate()
      else {
        connection.alive = false
        connection.socket.ping()
      }
    }
  }

  return {
    name: 'ws',
    group: () => new WsGroup(limits.maxBufferedBytes),
    listen: (host, port, handlers) =>
      new Promise((resolve, reject) => {
        server.on('request', (message, response) => void answer(message, response, handlers).catch(onError))
        server.on('upgrade', (message, stream, head) => void upgrade(message, stream, head, handlers).catch(onError))
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          server.on('error', onError)
          heartbeat = setInterval(beat, HEARTBEAT_MILLISECONDS).unref()
          resolve((server.address() as AddressInfo).port)
        })
      }),
    connections: () => connections.size,
    close: (code, reason) =>
      new Promise((resolve) => {
        if (heartbeat !== null) clearInterval(heartbeat)
        const closing = [...connections]
        for (const connection of closing) connection.close(code, reason)
        const force = setTimeout(() => {
          for (const connection of closing) connection.socket.terminate()
          server.closeAllConnections()
        }, GRACE_MILLISECONDS)
        server.close(() => {
          clearTimeout(force)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

/** Aborted when the client of an upgrade that is being decided goes away. */
function watchStream(stream: Duplex): AbortSignal {
  const gone = new AbortController()
  for (const event of ['error', 'end', 'close']) stream.once(event, () => gone.abort())
  return gone.signal
}

function toBytes(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
