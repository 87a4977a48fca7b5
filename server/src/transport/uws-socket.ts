import type { TemplatedApp, WebSocket } from 'uWebSockets.js'
import { CLOSE } from '@flowforge/core/protocol'
import type { Connection, Group } from './transport.ts'

/** What uWebSockets.js keeps for us with each socket. */
export interface SocketData {
  connection: UwsConnection | null
  readonly open: (connection: Connection) => void
}

export type UwsSocket = WebSocket<SocketData>

/** One socket of uWebSockets.js; `socket` is null from the moment it is closed, when the native object may not be touched. */
export class UwsConnection implements Connection {
  readonly id: string
  readonly groups = new Set<UwsGroup>()
  #socket: UwsSocket | null
  #message: ((frame: Uint8Array) => void) | null = null
  #drain: (() => void) | null = null
  readonly #close: ((code: number) => void)[] = []

  constructor(id: string, socket: UwsSocket) {
    this.id = id
    this.#socket = socket
  }

  get socket(): UwsSocket | null {
    return this.#socket
  }

  send(frame: Uint8Array): void {
    this.#socket?.send(frame, true)
  }

  buffered(): number {
    return this.#socket?.getBufferedAmount() ?? 0
  }

  close(code: number, reason: string): void {
    this.#socket?.end(code, reason)
  }

  onMessage(listener: (frame: Uint8Array) => void): void {
    this.#message = listener
  }

  onDrain(listener: () => void): void {
    this.#drain = listener
  }

  onClose(listener: (code: number) => void): void {
    this.#close.push(listener)
  }

  /** The bytes are neutered when the event returns, so they are copied here. */
  received(message: ArrayBuffer, isBinary: boolean, maxFrameBytes: number): void {
    if (!isBinary) this.close(CLOSE.badFrame, 'Frames are binary')
    else if (message.byteLength > maxFrameBytes) this.close(CLOSE.tooLarge, 'The frame is too long')
    else this.#message?.(new Uint8Array(message.slice(0)))
  }

  drained(): void {
    this.#drain?.()
  }

  closed(code: number): void {
    this.#socket = null
    for (const group of this.groups) group.delete(this)
    for (const listener of this.#close) listener(code)
  }
}

/** A topic of uWebSockets.js: one native publish frames the bytes once for all members. */
export class UwsGroup implements Group {
  readonly #app: TemplatedApp
  readonly #topic: string
  readonly #maxBufferedBytes: number
  readonly #members = new Set<UwsConnection>()

  constructor(app: TemplatedApp, topic: string, maxBufferedBytes: number) {
    this.#app = app
    this.#topic = topic
    this.#maxBufferedBytes = maxBufferedBytes
  }

  get size(): number {
    return this.#members.size
  }

  add(connection: Connection): void {
    const member = ours(connection)
    if (member.socket === null || this.#members.has(member)) return
    this.#members.add(member)
    member.groups.add(this)
    member.socket.subscribe(this.#topic)
  }

  delete(connection: Connection): void {
    const member = ours(connection)
    if (!this.#members.delete(member)) return
    member.groups.delete(this)
    member.socket?.unsubscribe(this.#topic)
  }

  send(frame: Uint8Array, whenSlow: 'close' | 'latest', except?: Connection): void {
    const sender = except === undefined ? null : ours(except)
    const slow: UwsConnection[] = []
    for (const member of this.#members)
      if (member !== sender && member.buffered() > this.#maxBufferedBytes) slow.push(member)
    if (whenSlow === 'close') for (const member of slow) member.close(CLOSE.slow, 'Too far behind')
    else for (const member of slow) member.socket?.unsubscribe(this.#topic)
    if (sender?.socket && this.#members.has(sender)) sender.socket.publish(this.#topic, frame, true)
    else this.#app.publish(this.#topic, frame, true)
    if (whenSlow === 'latest') for (const member of slow) member.socket?.subscribe(this.#topic)
  }
}

function ours(connection: Connection): UwsConnection {
  if (connection instanceof UwsConnection) return connection
  throw new Error('This connection belongs to another transport')
}
