import type { Answer, AskRequest, CancelRequest, RunRequest, RunStatus } from '@flowforge/core/protocol'
import type * as Y from 'yjs'
import type { Principal } from '../access/principal.ts'

/**
 * Runs queries for sockets. Called behind the edits that the socket sent before, so that a run sees what its user sees.
 * Implementations return at once and never throw; whatever is read from `document` is read before returning.
 */
export interface RunHandler {
  run(request: RunRequest, context: RunContext): void
  ask(request: AskRequest, context: RunContext): void
  /** Stops the run or ask with this request id, of this socket. */
  cancel(request: CancelRequest, context: RunContext): void
}

export interface RunContext {
  readonly documentId: string
  /** The document as committed, at `head`. */
  readonly document: Y.Doc
  readonly head: number
  readonly principal: Principal
  /** Whether the principal may edit the document. */
  readonly canEdit: boolean
  /** The socket that asks: the scope of request ids and slots. */
  readonly socketId: string
  /** Aborted when the socket closes: nobody waits any more. */
  readonly signal: AbortSignal
  /** Tells everybody in the room. */
  status(status: RunStatus): void
  /** Tells the asker alone. */
  answer(answer: Answer): void
}
