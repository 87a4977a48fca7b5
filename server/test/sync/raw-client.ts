import { MESSAGE, type Saved } from '@flowforge/core/protocol'
import * as decoding from 'lib0/decoding'
import { WebSocket } from 'ws'
import { step1Frame, step2Frame, updateFrame } from '../../src/documents/wire.ts'
import { ownFrame, until } from './replica.ts'

/** A client that sends whatever bytes a test gives it, as somebody who does not use our client would. */
export class RawClient {
  readonly #socket: WebSocket
  readonly received: { readonly type: number; readonly subtype: number; readonly payload: Uint8Array }[] = []
  readonly saved: Saved[] = []
  closed: number | null = null

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.binaryType = 'nodebuffer'
    socket.on('message', (data: Buffer) => this.#receive(data))
    socket.on('close', (code) => {
      this.closed = code
    })
    socket.on('error', () => undefined)
  }

  /** Resolves when the server's SyncStep1 is here; `hello` is sent first. */
  static async open(url: string, document: string, user: string, clientId = 0): Promise<RawClient> {
    const client = new RawClient(new WebSocket(`${url}/${document}?user=${user}`))
    client.#socket.once('open', () => client.send(ownFrame(MESSAGE.hello, { protocol: 1, clientId })))
    await until(() => client.closed !== null || client.received.some((frame) => frame.type === MESSAGE.sync), 'step 1')
    return client
  }

  #receive(data: Buffer): void {
    const decoder = decoding.createDecoder(data)
    const type = decoding.readVarUint(decoder)
    if (type === MESSAGE.saved) this.saved.push(JSON.parse(decoding.readVarString(decoder)) as Saved)
    const subtype = type === MESSAGE.sync ? decoding.readVarUint(decoder) : 0
    const payload = type === MESSAGE.sync ? decoding.readVarUint8Array(decoder) : new Uint8Array()
    this.received.push({ type, subtype, payload })
  }

  send(frame: Uint8Array): void {
    this.#socket.send(frame)
  }

  step1(stateVector: Uint8Array): void {
    this.send(step1Frame(stateVector))
  }

  step2(update: Uint8Array): void {
    this.send(step2Frame(update))
  }

  update(update: Uint8Array): void {
    this.send(updateFrame(update))
  }

  /** The count of frames that are saved. */
  get savedFrames(): number {
    return this.saved.at(-1)?.frames ?? 0
  }

  async closedWith(): Promise<number> {
    await until(() => this.closed !== null, 'the close')
    return this.closed ?? 0
  }

  close(): void {
    this.#socket.terminate()
  }
}
