import { MESSAGE } from '@flowforge/core/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'
import * as Y from 'yjs'

/** One writer on a bare socket: the cost of its own side stays small. */
export interface Writer {
  send(update: Uint8Array): void
  /** Resolves when the server has acknowledged everything sent. */
  acknowledged(): Promise<void>
  close(): void
}

export interface Protocol {
  open(port: number, document: string, user: number): Promise<Writer>
}

const frame = (write: (encoder: encoding.Encoder) => void): Uint8Array => {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}

async function connect(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url)
  socket.binaryType = 'nodebuffer'
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return socket
}

class CountingWriter implements Writer {
  readonly #socket: WebSocket
  readonly #wrap: (update: Uint8Array) => Uint8Array
  #sent = 0
  #acknowledged = 0
  #done: (() => void) | null = null

  constructor(socket: WebSocket, wrap: (update: Uint8Array) => Uint8Array) {
    this.#socket = socket
    this.#wrap = wrap
  }

  send(update: Uint8Array): void {
    this.#sent += 1
    this.#socket.send(this.#wrap(update))
  }

  /** The server has acknowledged that many in all. */
  heard(acknowledged: number): void {
    this.#acknowledged = acknowledged
    if (this.#acknowledged >= this.#sent) this.#done?.()
  }

  heardOne(): void {
    this.heard(this.#acknowledged + 1)
  }

  acknowledged(): Promise<void> {
    if (this.#acknowledged >= this.#sent) return Promise.resolve()
    return new Promise((resolve) => {
      this.#done = resolve
    })
  }

  close(): void {
    this.#socket.terminate()
  }
}

const EMPTY = Y.encodeStateAsUpdate(new Y.Doc())

/** Ours: `saved` follows the commit. */
export const flowForge: Protocol = {
  open: async (port, document, user) => {
    const socket = await connect(`ws://127.0.0.1:${port}/sync/workflow/${document}?user=u${user}`)
    const sync = (subtype: number, update: Uint8Array) =>
      frame((encoder) => {
        encoding.writeVarUint(encoder, MESSAGE.sync)
        encoding.writeVarUint(encoder, subtype)
        encoding.writeVarUint8Array(encoder, update)
      })
    const writer = new CountingWriter(socket, (update) => sync(2, update))
    socket.on('message', (data: Buffer) => {
      const decoder = decoding.createDecoder(data)
      if (decoding.readVarUint(decoder) !== MESSAGE.saved) return
      // The step 2 below is a counted frame too.
      writer.heard((JSON.parse(decoding.readVarString(decoder)) as { frames: number }).frames - 1)
    })
    socket.send(
      frame((encoder) => {
        encoding.writeVarUint(encoder, MESSAGE.hello)
        encoding.writeVarString(encoder, JSON.stringify({ protocol: 1, clientId: user }))
      }),
    )
    socket.send(sync(1, EMPTY))
    return writer
  },
}

/** Hocuspocus: its SyncStatus follows the update's application in memory. */
export const hocuspocus: Protocol = {
  open: async (port, document) => {
    const socket = await connect(`ws://127.0.0.1:${port}`)
    const message = (write: (encoder: encoding.Encoder) => void) =>
      frame((encoder) => {
        encoding.writeVarString(encoder, document)
        write(encoder)
      })
    const AUTH = 2
    const SYNC_STATUS = 8
    const writer = new CountingWriter(socket, (update) =>
      message((encoder) => {
        encoding.writeVarUint(encoder, 0)
        encoding.writeVarUint(encoder, 2)
        encoding.writeVarUint8Array(encoder, update)
      }),
    )
    const ready = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        const decoder = decoding.createDecoder(data)
        decoding.readVarString(decoder)
        const type = decoding.readVarUint(decoder)
        if (type === AUTH) resolve()
        if (type === SYNC_STATUS) writer.heardOne()
      })
    })
    socket.send(
      message((encoder) => {
        encoding.writeVarUint(encoder, AUTH)
        encoding.writeVarUint(encoder, 0)
        encoding.writeVarString(encoder, 'token')
      }),
    )
    await ready
    return writer
  },
}

/** The updates of one person who sets keys one after the other. */
export function updatesOf(clientId: number, count: number): Uint8Array[] {
  const doc = new Y.Doc()
  doc.clientID = clientId
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let index = 0; index < count; index++) {
    doc.getMap('nodes').set(`n${clientId % 1_000}x${index % 40}/pos`, { x: index, y: index / 3 })
  }
  return updates
}
