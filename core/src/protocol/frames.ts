import { z } from 'zod'
import type { Json, Problem } from '../schema/index.ts'
import { questionSchema } from './question.ts'
import type { ResultTable } from './result.ts'

/**
 * The socket `/sync/<kind>/<id>` speaks y-websocket (types 0 to 3). FlowForge's own messages have types from 100 and go
 * only to clients that said hello. Each is: varUint type, varString JSON. A change here changes PROTOCOL_VERSION.
 */
export const PROTOCOL_VERSION = 1

export const MESSAGE = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  hello: 100,
  welcome: 101,
  saved: 102,
  trouble: 103,
  run: 110,
  ask: 111,
  cancel: 112,
  runStatus: 120,
  answer: 121,
} as const

/** Close codes. 4400 to 4499 are final, the client does not retry them; others are retried with jitter. */
export const CLOSE = {
  /** The room failed or the outcome of a commit is unknown: reconnect and resend. */
  roomFailed: 4500,
  /** The socket fell too far behind: reconnect and resync. */
  slow: 4501,
  /** The server is stopping. */
  stopping: 4502,
  badFrame: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  notFound: 4404,
  deleted: 4410,
  tooLarge: 4413,
  /** An update that claims somebody else's client id, or builds on what nobody has: the client keeps its replica and offers its difference. */
  notYours: 4422,
} as const

/** Inline results up to this size travel on the socket; larger ones are fetched by their execution id. */
export const INLINE_RESULT_BYTES = 64 * 1024

const fingerprint = z.string().max(100).optional()
const id = z.string().min(1).max(100)

/** First message of a FlowForge client. */
export const helloSchema = z.object({ protocol: z.int(), clientId: z.int() })
/** Run outputs: all terminal nodes, or the one named. `fingerprints` are the client's own plan fingerprints by output node. */
export const runSchema = z.object({
  requestId: id,
  node: id.nullable(),
  fingerprints: z.record(z.string(), z.string()).default({}),
})
/** Ask about one node; a newer ask with the same `slot` cancels the older one. */
export const askSchema = z.object({
  requestId: id,
  slot: z.string().max(50),
  node: id,
  question: questionSchema,
  fingerprint,
})
export const cancelSchema = z.object({ requestId: id })

export type Hello = z.infer<typeof helloSchema>
export type RunRequest = z.infer<typeof runSchema>
export type AskRequest = z.infer<typeof askSchema>
export type CancelRequest = z.infer<typeof cancelSchema>

/** Who the server takes this socket for, and where the document stands. */
export interface Welcome {
  readonly principal: { readonly id: string; readonly name: string; readonly role: string; readonly canEdit: boolean }
  readonly head: number
}

/** The first `frames` sync frames of subtypes 1 and 2 of this connection are committed; the document's log ends at `head`. */
export interface Saved {
  readonly frames: number
  readonly head: number
}

/** The document cannot be stored just now (`storage_down`), or can again (null). Nothing is acknowledged meanwhile. */
export interface Trouble {
  readonly reason: 'storage_down' | null
}

export type NodeRunState = 'pending' | 'running' | 'complete' | 'error' | 'cancelled'

/** Progress of one run, to everyone in the room: the last one of a request has `state` other than pending or running. */
export interface RunStatus {
  readonly requestId: string
  readonly by: { readonly id: string; readonly name: string }
  readonly head: number
  readonly state: NodeRunState
  readonly outputs: readonly RunOutput[]
}

export interface RunOutput {
  readonly node: string
  readonly state: NodeRunState
  readonly executionId: string
  /** Of the plan that the server compiled; differs from the client's own where somebody else's change is included. */
  readonly fingerprint: string | null
  /** The nodes this statement covers, upstream ones included: they share its state and time. */
  readonly nodes: readonly string[]
  readonly milliseconds: number | null
  readonly rowCount: number | null
  /** True where the store held more rows than the cap of a stored result. */
  readonly truncated: boolean
  readonly sql: {
    readonly store: string
    readonly text: string
    readonly parameters: Readonly<Record<string, Json>>
  } | null
  readonly problems: readonly Problem[]
}

/** The answer to an ask. Exactly one of `table`, `executionId` (fetch it by HTTP) and `problems` says something. */
export interface Answer {
  readonly requestId: string
  readonly node: string
  readonly head: number
  readonly fingerprint: string | null
  readonly milliseconds: number
  readonly table: ResultTable | null
  readonly executionId: string | null
  readonly sql: RunOutput['sql']
  readonly problems: readonly Problem[]
}
