import {
  type AskRequest,
  askSchema,
  type CancelRequest,
  cancelSchema,
  type Hello,
  helloSchema,
  MESSAGE,
  type RunRequest,
  runSchema,
} from '@flowforge/core/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { type AwarenessEntry, readAwareness } from './awareness.ts'

/** The frames of `/sync/<kind>/<id>`: y-websocket's types 0 to 3, and FlowForge's own, which are JSON. */
const STEP_1 = 0
const STEP_2 = 1
const UPDATE = 2

type SyncFrame =
  | { readonly type: 'step1'; readonly stateVector: Uint8Array }
  /** Subtypes 1 and 2: the frames that `saved` counts. */
  | { readonly type: 'step2' | 'update'; readonly update: Uint8Array }

export type ClientFrame =
  | SyncFrame
  | { readonly type: 'awareness'; readonly entries: readonly AwarenessEntry[] }
  | { readonly type: 'queryAwareness' }
  | { readonly type: 'hello'; readonly body: Hello }
  | { readonly type: 'run'; readonly body: RunRequest }
  | { readonly type: 'ask'; readonly body: AskRequest }
  | { readonly type: 'cancel'; readonly body: CancelRequest }

/** Parses a frame of a client, all but the update in it. Throws for anything that is not one. */
export function readFrame(frame: Uint8Array): ClientFrame {
  const decoder = decoding.createDecoder(frame)
  const type = decoding.readVarUint(decoder)
  switch (type) {
    case MESSAGE.sync:
      return readSync(decoder)
    case MESSAGE.awareness:
      return { type: 'awareness', entries: readAwareness(decoding.readVarUint8Array(decoder)) }
    case MESSAGE.queryAwareness:
      return { type: 'queryAwareness' }
    case MESSAGE.hello:
      return { type: 'hello', body: helloSchema.parse(readJson(decoder)) }
    case MESSAGE.run:
      return { type: 'run', body: runSchema.parse(readJson(decoder)) }
    case MESSAGE.ask:
      return { type: 'ask', body: askSchema.parse(readJson(decoder)) }
    case MESSAGE.cancel:
      return { type: 'cancel', body: cancelSchema.parse(readJson(decoder)) }
    default:
      throw new Error(`message type ${type}`)
  }
}

function readSync(decoder: decoding.Decoder): SyncFrame {
  const subtype = decoding.readVarUint(decoder)
  const payload = decoding.readVarUint8Array(decoder)
  switch (subtype) {
    case STEP_1:
      Y.decodeStateVector(payload)
      return { type: 'step1', stateVector: payload }
    case STEP_2:
      return { type: 'step2', update: payload }
    case UPDATE:
      return { type: 'update', update: payload }
    default:
      throw new Error(`sync message ${subtype}`)
  }
}

function readJson(decoder: decoding.Decoder): unknown {
  return JSON.parse(decoding.readVarString(decoder))
}

export const step1Frame = (stateVector: Uint8Array): Uint8Array => syncFrame(STEP_1, stateVector)
export const step2Frame = (update: Uint8Array): Uint8Array => syncFrame(STEP_2, update)
export const updateFrame = (update: Uint8Array): Uint8Array => syncFrame(UPDATE, update)

function syncFrame(subtype: number, payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE.sync)
  encoding.writeVarUint(encoder, subtype)
  encoding.writeVarUint8Array(encoder, payload)
  return encoding.toUint8Array(encoder)
}

export function awarenessFrame(entries: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE.awareness)
  encoding.writeVarUint8Array(encoder, entries)
  return encoding.toUint8Array(encoder)
}

/** One of FlowForge's own messages. */
export function jsonFrame(
  type: (typeof MESSAGE)['welcome' | 'saved' | 'trouble' | 'runStatus' | 'answer'],
  body: unknown,
): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  encoding.writeVarString(encoder, JSON.stringify(body))
  return encoding.toUint8Array(encoder)
}
