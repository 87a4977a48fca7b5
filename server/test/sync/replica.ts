import { MESSAGE, type Saved, type Trouble, type Welcome } from '@flowforge/core/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

/** What the provider takes for a browser's WebSocket. */
export type SocketClass = NonNullable<
  NonNullable<ConstructorParameters<typeof WebsocketProvider>[3]>['WebSocketPolyfill']
>

export interface ReplicaOptions {
  readonly url: string
  readonly document: string
  readonly user?: string
  readonly canEdit?: boolean
  /** Without hello it is any client of y-websocket. */
  readonly hello?: boolean
  readonly doc?: Y.Doc
  /** Called when a new socket is about to open: it counts from 0. */
  readonly onSocket?: () => void
  /** Called with each counted frame. */
  readonly onSent?: (ordinal: number, update: Uint8Array) => void
  /** Called with each answer of the server that covers more frames. */
  readonly onSaved?: (saved: Saved) => void
}

// Each provider listens for the end of the process; tests have many.
process.setMaxListeners(200)

/** One tab: the real provider of y-websocket, with the counting that FlowForge's client adds to it. */
export class Replica {
  readonly doc: Y.Doc
  readonly provider: WebsocketProvider
  readonly frames: { type: number; body: unknown }[] = []
  readonly closes: number[] = []
  /** Counted frames sent on the present socket, and those of them that are saved. */
  sent = 0
  saved = 0
  head = 0
  trouble: Trouble['reason'] = null
  readonly #options: ReplicaOptions

  constructor(options: ReplicaOptions) {
    const { url, document, user = 'ann', canEdit = true, doc = new Y.Doc() } = options
    this.doc = doc
    this.#options = options
    this.provider = new WebsocketProvider(url, document, doc, {
      WebSocketPolyfill: this.#socketClass() as unknown as SocketClass,
      disableBc: true,
      connect: false,
      maxBackoffTime: 300,
      params: { user, ...(canEdit ? {} : { edit: 'no' }) },
    })
    for (const type of [MESSAGE.welcome, MESSAGE.saved, MESSAGE.trouble, MESSAGE.runStatus, MESSAGE.answer]) {
      this.provider.messageHandlers[type] = (_encoder, decoder) => {
        const body: unknown = JSON.parse(decoding.readVarString(decoder))
        this.frames.push({ type, body })
        this.#own(type, body)
      }
    }
    this.provider.connect()
  }

  #own(type: number, body: unknown): void {
    if (type === MESSAGE.welcome) this.head = (body as Welcome).head
    if (type === MESSAGE.trouble) this.trouble = (body as Trouble).reason
    if (type !== MESSAGE.saved) return
    const saved = body as Saved
    this.saved = saved.frames
    this.head = saved.head
    this.#options.onSaved?.(saved)
  }

  #socketClass(): typeof WebSocket {
    const replica = this
    return class CountingSocket extends WebSocket {
      constructor(address: string) {
        super(address)
        replica.sent = 0
        replica.saved = 0
        replica.#options.onSocket?.()
        this.addEventListener('open', () => {
          if (replica.#options.hello ?? true)
            super.send(ownFrame(MESSAGE.hello, { protocol: 1, clientId: replica.doc.clientID }))
        })
        this.addEventListener('close', (event) => replica.closes.push(event.code))
      }
      override send(data: Uint8Array): void {
        if (data[0] === MESSAGE.sync && (data[1] === 1 || data[1] === 2)) {
          replica.sent += 1
          const decoder = decoding.createDecoder(data)
          decoder.pos = 2
          replica.#options.onSent?.(replica.sent, decoding.readVarUint8Array(decoder))
        }
        super.send(data)
      }
    } as unknown as typeof WebSocket
  }

  get nodes(): Y.Map<unknown> {
    return this.doc.getMap('nodes')
  }

  /** True where everything this tab has is committed. */
  get isSaved(): boolean {
    return this.provider.synced && this.sent > 0 && this.saved === this.sent
  }

  sendRaw(frame: Uint8Array): void {
    this.provider.ws?.send(frame)
  }

  synced(): Promise<void> {
    return until(() => this.provider.synced, 'synced')
  }

  allSaved(): Promise<void> {
    return until(() => this.isSaved, `saved (${this.saved} of ${this.sent})`)
  }

  close(): void {
    this.provider.destroy()
    this.provider.awareness.destroy()
  }
}

export function ownFrame(type: number, body: unknown): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  encoding.writeVarString(encoder, JSON.stringify(body))
  return encoding.toUint8Array(encoder)
}

/** Waits for a condition, looking at every turn of the event loop; throws after 15 s. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + 15_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited in vain for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** The content of a document, in an order that does not depend on who wrote first. */
export function contentOf(doc: Y.Doc): unknown {
  return Object.fromEntries(
    ['meta', 'nodes', 'edges', 'notes'].map((root) => [
      root,
      Object.fromEntries(Object.entries(doc.getMap(root).toJSON()).sort(([a], [b]) => (a < b ? -1 : 1))),
    ]),
  )
}
