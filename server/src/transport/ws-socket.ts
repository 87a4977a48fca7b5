import type { Duplex } from 'node:stream'
import { CLOSE } from '@flowforge/core/protocol'
import type { WebSocket } from 'ws'
import type { Connection, Group } from './transport.ts'

/**
 * One socket of `ws`. Frames are written to the stream directly (compression is off, so `ws` keeps no queue of its own):
 * a group frames its bytes once and every member gets the same two buffers.
 */
export class WsConnection implements Connection {
  readonly id: string
  readonly groups = new Set<WsGroup>()
  /** Whether anything was heard since the last heartbeat. */
  alive = true
  readonly socket: WebSocket
  readonly #stream: Duplex
  #message: ((frame: Uint8Array) => void) | null = null
  readonly #close: ((code: number) => void)[] = []
  #closed = false

  constructor(id: string, socket: WebSocket, stream: Duplex) {
    this.id = id
    this.socket = socket
    this.#stream = stream
  }

  get isClosed(): boolean {
    return this.#closed
  }

  send(frame: Uint8Array): void {
    this.write(frameHeader(frame.byteLength), frame)
  }

  write(header: Uint8Array, frame: Uint8Array): void {
    if (this.#closed || !this.#stream.writable) return
    this.#stream.cork()
    this.#stream.write(header)
    this.#stream.write(frame)
    this.#stream.uncork()
  }

  buffered(): number {
    return this.#closed ? 0 : this.#stream.writableLength
  }

  close(code: number, reason: string): void {
    if (this.#closed) return
    this.socket.close(code, reason)
    this.closed(code)
  }

  onMessage(listener: (frame: Uint8Array) => void): void {
    this.#message = listener
  }

  onDrain(listener: () => void): void {
    this.#stream.on('drain', () => {
      if (!this.#closed) listener()
    })
  }

  onClose(listener: (code: number) => void): void {
    this.#close.push(listener)
  }

  received(message: Uint8Array, isBinary: boolean, maxFrameBytes: number): void {
    if (this.#closed) return
    if (!isBinary) this.close(CLOSE.badFrame, 'Frames are binary')
    else if (message.byteLength > maxFrameBytes) this.close(CLOSE.tooLarge, 'The frame is too long')
    else this.#message?.(new Uint8Array(message))
  }

  /** From our own close or the peer's, whichever comes first. */
  closed(code: number): void {
    if (this.#closed) return
    this.#closed = true
    for (const group of this.groups) group.delete(this)
    for (const listener of this.#close) listener(code)
  }
}

export class WsGroup implements Group {
  readonly #maxBufferedBytes: number
  readonly #members = new Set<WsConnection>()

  constructor(maxBufferedBytes: number) {
    this.#maxBufferedBytes = maxBufferedBytes
  }

  get size(): number {
    return this.#members.size
  }

  add(connection: Connection): void {
    const member = ours(connection)
    if (member.isClosed) return
    this.#members.add(member)
    member.groups.add(this)
  }

  delete(connection: Connection): void {
    const member = ours(connection)
    this.#members.delete(member)
    member.groups.delete(this)
  }

  send(frame: Uint8Array, whenSlow: 'close' | 'latest', except?: Connection): void {
    const header = frameHeader(frame.byteLength)
    for (const member of [...this.#members]) {
      if (member === except) continue
      if (member.buffered() <= this.#maxBufferedBytes) member.write(header, frame)
      else if (whenSlow === 'close') member.close(CLOSE.slow, 'Too far behind')
    }
  }
}

/** RFC 6455: one final, unmasked, binary frame of this length. */
function frameHeader(length: number): Uint8Array {
  const FINAL_BINARY = 0x82
  if (length < 126) return Uint8Array.of(FINAL_BINARY, length)
  const header = Buffer.alloc(length < 65_536 ? 4 : 10)
  header[0] = FINAL_BINARY
  header[1] = length < 65_536 ? 126 : 127
  if (length < 65_536) header.writeUInt16BE(length, 2)
  else header.writeBigUInt64BE(BigInt(length), 2)
  return header
}

function ours(connection: Connection): WsConnection {
  if (connection instanceof WsConnection) return connection
  throw new Error('This connection belongs to another transport')
}
