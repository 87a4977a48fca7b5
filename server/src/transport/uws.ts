import type {
  HttpRequest as NativeRequest,
  HttpResponse as NativeResponse,
  TemplatedApp,
  us_listen_socket,
  us_socket_context_t,
} from 'uWebSockets.js'
import { createServer } from 'node:net'
import { refusal } from './exchange.ts'
import type { Transport, TransportHandlers, TransportOptions } from './transport.ts'
import { announcesBody, copyRequest, readBody, respond } from './uws-http.ts'
import { type SocketData, UwsConnection, UwsGroup } from './uws-socket.ts'

type Native = typeof import('uWebSockets.js')
/** The overload with options is there but not in its type declarations. */
type Listen = (
  host: string,
  port: number,
  options: number,
  done: (socket: us_listen_socket | false) => void,
) => TemplatedApp

/** ListenOptions.LIBUS_LISTEN_EXCLUSIVE_PORT: without it two servers may share a port in silence. */
const EXCLUSIVE_PORT = 1
/** How long the last close frames and answers have to leave the machine. */
const FAREWELL_MILLISECONDS = 250
/** How long requests under way may take while the server stops. */
const GRACE_MILLISECONDS = 3_000

/** The transport on uWebSockets.js; throws where its binary can't be loaded. */
export async function createUwsTransport({ limits, onError }: TransportOptions): Promise<Transport> {
  const imported: Native & { default?: Native } = await import('uWebSockets.js')
  const native = imported.default ?? imported
  const app = native.App()
  const connections = new Set<UwsConnection>()
  const underWay = new Set<Promise<void>>()
  let listening: us_listen_socket | null = null
  let lastId = 0
  let lastTopic = 0

  /** Nothing may throw into the native code. */
  const guarded = (work: Promise<void>): void => {
    const task = work.catch(onError).finally(() => underWay.delete(task))
    underWay.add(task)
  }

  const exchange = async (
    response: NativeResponse,
    handlers: TransportHandlers,
    copied: ReturnType<typeof copyRequest>,
    body: Promise<Uint8Array | null> | null,
  ): Promise<void> => {
    if (!copied.path.startsWith('/')) return respond(response, copied, refusal(400), true)
    const bytes = body === null ? new Uint8Array() : await body
    if (bytes === null) return respond(response, copied, refusal(413), true)
    const answer = await handlers.request({ ...copied, body: async () => bytes }).catch((error: unknown) => {
      onError(error)
      return refusal(500)
    })
    return respond(response, copied, answer)
  }

  const upgrade = async (
    response: NativeResponse,
    handlers: TransportHandlers,
    copied: ReturnType<typeof copyRequest>,
    handshake: readonly [key: string, protocol: string, extensions: string],
    context: us_socket_context_t,
  ): Promise<void> => {
    const decision = await handlers.upgrade(copied).catch((error: unknown) => {
      onError(error)
      return { accept: false, status: 500 } as const
    })
    if (copied.signal.aborted) return
    if (!decision.accept) return respond(response, copied, { status: decision.status, headers: {}, body: null })
    const data: SocketData = { connection: null, open: decision.open }
    response.cork(() => response.upgrade(data, ...handshake, context))
  }

  const route = (handlers: TransportHandlers): void => {
    app.ws<SocketData>('/*', {
      compression: native.DISABLED,
      idleTimeout: 120,
      sendPingsAutomatically: true,
      // Backpressure is judged per send (Group), never by dropping silently; 0 is no limit of its own.
      maxBackpressure: 0,
      maxPayloadLength: limits.maxFrameBytes * 4,
      upgrade: (response: NativeResponse, request: NativeRequest, context: us_socket_context_t) => {
        const handshake = [
          request.getHeader('sec-websocket-key'),
          request.getHeader('sec-websocket-protocol'),
          request.getHeader('sec-websocket-extensions'),
        ] as const
        guarded(upgrade(response, handlers, copyRequest(response, request), handshake, context))
      },
      open: (socket) => {
        const data = socket.getUserData()
        lastId += 1
        const connection = new UwsConnection(`s${lastId}`, socket)
        data.connection = connection
        connections.add(connection)
        attempt(() => data.open(connection))
      },
      message: (socket, message, isBinary) =>
        attempt(() => socket.getUserData().connection?.received(message, isBinary, limits.maxFrameBytes)),
      drain: (socket) => attempt(() => socket.getUserData().connection?.drained()),
      close: (socket, code) =>
        attempt(() => {
          const { connection } = socket.getUserData()
          if (connection === null) return
          connections.delete(connection)
          connection.closed(code)
        }),
    })
    app.any('/*', (response, request) => {
      const announced = Number(request.getHeader('content-length'))
      const hasBody = announcesBody(request)
      const copied = copyRequest(response, request)
      guarded(exchange(response, handlers, copied, hasBody ? readBody(response, announced, limits.maxBodyBytes) : null))
    })
  }

  const attempt = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      onError(error)
    }
  }

  return {
    name: 'uWebSockets.js',
    group: () => {
      lastTopic += 1
      return new UwsGroup(app, `g${lastTopic}`, limits.maxBufferedBytes)
    },
    listen: async (host, port, handlers) => {
      route(handlers)
      const named = port === 0 ? await freePort(host) : port
      const socket = await new Promise<us_listen_socket | false>((resolve) => {
        const listen = app.listen.bind(app) as unknown as Listen
        listen(host, named, EXCLUSIVE_PORT, resolve)
      })
      if (socket === false) throw await reasonNotListening(host, named)
      listening = socket
      return native.us_socket_local_port(socket)
    },
    connections: () => connections.size,
    close: async (code, reason) => {
      if (listening !== null) native.us_listen_socket_close(listening)
      listening = null
      const spoken = connections.size > 0 || underWay.size > 0
      for (const connection of [...connections]) connection.close(code, reason)
      if (underWay.size > 0) await Promise.race([Promise.allSettled(underWay), elapsed(GRACE_MILLISECONDS)])
      // Never within a native callback, where the last answer still stands in the cork buffer.
      await elapsed(spoken ? FAREWELL_MILLISECONDS : 0)
      app.close()
    },
  }
}

function elapsed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/**
 * A port that is free now. Only on a port that it is told by number does uWebSockets.js set SO_REUSEADDR, without which
 * the next server cannot open the same port while connections of a killed one linger in the kernel.
 */
function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen({ host, port: 0 }, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** uWebSockets.js only says that it failed; asking Node for the same address gives the reason. */
function reasonNotListening(host: string, port: number): Promise<Error> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', resolve)
    probe.listen({ host, port, exclusive: true }, () => {
      probe.close(() => resolve(new Error(`${host}:${port} could not be opened`)))
    })
  })
}
