import { PROTOCOL_VERSION } from '@flowforge/core/protocol'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { countingSocket } from './counting-socket.ts'
import { encodeFrame, type Incoming, listen } from './frames.ts'

interface ConnectionEvents {
  readonly onFrame: (subtype: 1 | 2) => void
  readonly onOpened: () => void
  readonly onClosed: () => void
  /** The server wants no reconnect. */
  readonly onEnded: (code: number, reason: string) => void
  readonly onSynced: () => void
  readonly handlers: { readonly [Name in keyof Incoming]: (body: Incoming[Name]) => void }
}

/** Retries wait at most this long, drawn anew each time so that many clients do not return at once. */
const LONGEST_WAIT = 5_000

export interface DocumentConnection {
  readonly provider: WebsocketProvider
  connect(): void
  /** False where there is no open connection. */
  send(type: 'run' | 'ask' | 'cancel', body: object): boolean
  destroy(): void
}

/** The socket of one document. It does not connect by itself: first the replica has to load. */
export function openConnection(kind: string, id: string, doc: Y.Doc, events: ConnectionEvents): DocumentConnection {
  const origin = location.origin.replace(/^http/, 'ws')
  const provider = new WebsocketProvider(`${origin}/sync/${kind}`, id, doc, {
    connect: false,
    disableBc: true,
    WebSocketPolyfill: countingSocket(events.onFrame),
  })
  listen(provider, events.handlers)
  provider.on('status', ({ status }) => {
    if (status === 'connected') {
      events.onOpened()
      provider.ws?.send(encodeFrame('hello', { protocol: PROTOCOL_VERSION, clientId: doc.clientID }))
    } else if (status === 'disconnected') events.onClosed()
  })
  provider.on('connection-close', () => {
    provider.maxBackoffTime = 300 + Math.random() * LONGEST_WAIT
    if (!provider.wsconnected) events.onClosed()
  })
  provider.on('closed', ({ code, reason }) => events.onEnded(code, reason))
  provider.on('sync', (synced: boolean) => {
    if (synced) events.onSynced()
  })
  // The network changed: a socket may hang without knowing it. Connect anew; a local server is there without any network.
  const again = (): void => {
    if (!provider.shouldConnect) return
    provider.disconnect()
    provider.connect()
  }
  addEventListener('online', again)
  addEventListener('offline', again)
  return {
    provider,
    connect: () => provider.connect(),
    send(type, body) {
      const socket = provider.ws
      if (socket === null || !provider.wsconnected || socket.readyState !== WebSocket.OPEN) return false
      socket.send(encodeFrame(type, body))
      return true
    },
    destroy() {
      removeEventListener('online', again)
      removeEventListener('offline', again)
      provider.destroy()
    },
  }
}
