import { type Answer, MESSAGE, type RunStatus, type Saved, type Trouble, type Welcome } from '@flowforge/core/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { WebsocketProvider } from 'y-websocket'

/** FlowForge's own messages, as the server of this page's version sends them. */
export interface Incoming {
  readonly welcome: Welcome
  readonly saved: Saved
  readonly trouble: Trouble
  readonly runStatus: RunStatus
  readonly answer: Answer
}

type Outgoing = 'hello' | 'run' | 'ask' | 'cancel'

export function encodeFrame(type: Outgoing, body: object): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE[type])
  encoding.writeVarString(encoder, JSON.stringify(body))
  return encoding.toUint8Array(encoder) as Uint8Array<ArrayBuffer>
}

/** Calls `handle` for every message of its kind. The contract is typed, not checked again: both sides share one build. */
export function listen(
  provider: WebsocketProvider,
  handlers: { readonly [Name in keyof Incoming]: (body: Incoming[Name]) => void },
): void {
  for (const name of Object.keys(handlers) as (keyof Incoming)[]) {
    const handle = handlers[name] as (body: unknown) => void
    provider.messageHandlers[MESSAGE[name]] = (_encoder, decoder) => {
      handle(JSON.parse(decoding.readVarString(decoder)))
    }
  }
}
