import { setMaxListeners } from 'node:events'
import { type Reading, readGraph } from '@flowforge/core/document'
import {
  type Answer,
  type AskRequest,
  type CancelRequest,
  INLINE_RESULT_BYTES,
  type RunRequest,
  type RunStatus,
} from '@flowforge/core/protocol'
import type { Logger } from 'pino'
import type * as Y from 'yjs'
import { mayEver } from '../access/permissions.ts'
import type { RunContext, RunHandler } from '../documents/runs.ts'
import { internalProblem, problemAt } from './problems.ts'
import type { QueryService } from './service.ts'
import { withAnySignal } from './signals.ts'

export interface SocketRunOptions {
  readonly queries: QueryService
  readonly log: Pick<Logger, 'error'>
}

interface Waiting {
  readonly requestId: string
  readonly controller: AbortController
}

/**
 * Runs and questions of sockets. A question ends with its socket, or when a newer one takes its slot; a run is the room's
 * and goes on until it ends or whoever started it cancels it, over whatever socket.
 */
export function createRunHandler(options: SocketRunOptions): RunHandler {
  return new SocketRuns(options)
}

class SocketRuns implements RunHandler {
  readonly #options: SocketRunOptions
  /** By principal and request. */
  readonly #runs = new Map<string, AbortController>()
  /** By socket and slot. */
  readonly #asks = new Map<string, Waiting>()
  readonly #readings = new WeakMap<Y.Doc, { readonly head: number; readonly reading: Reading }>()

  constructor(options: SocketRunOptions) {
    this.#options = options
  }

  run({ requestId, node }: RunRequest, context: RunContext): void {
    const { principal, documentId, head } = context
    if (!mayEver(principal, 'workflow.run')) {
      context.status(unstarted(requestId, context))
      return
    }
    const key = `${principal.id} ${requestId}`
    const controller = new AbortController()
    this.#runs.set(key, controller)
    const reading = this.#read(context)
    this.#options.queries
      .run({
        principal,
        workflowId: documentId,
        graph: reading.graph,
        unreadable: reading.problems,
        head,
        requestId,
        node,
        signal: controller.signal,
        onStatus: (status) => context.status(status),
      })
      .then((run) => run.finished)
      .catch((error: unknown) => {
        this.#options.log.error({ error, documentId }, 'A run could not be started')
        context.status(unstarted(requestId, context))
      })
      .finally(() => this.#runs.delete(key))
  }

  ask(request: AskRequest, context: RunContext): void {
    const { requestId, slot, node, question } = request
    const { principal, documentId, head, socketId } = context
    const answer = (body: Omit<Answer, 'requestId'>) => context.answer({ requestId, ...body })
    const empty = { node, head, fingerprint: null, milliseconds: 0, table: null, executionId: null, sql: null }
    if (!mayEver(principal, 'workflow.run')) {
      answer({ ...empty, problems: [forbidden(node)] })
      return
    }
    const key = `${socketId} ${slot}`
    const controller = new AbortController()
    this.#asks.get(key)?.controller.abort()
    this.#asks.set(key, { requestId, controller })
    const reading = this.#read(context)
    const asked = {
      principal,
      workflowId: documentId,
      graph: reading.graph,
      unreadable: reading.problems,
      head,
      node,
      question,
      inlineBytes: INLINE_RESULT_BYTES,
    }
    // A socket may have a question in each of its slots.
    setMaxListeners(0, context.signal)
    withAnySignal([controller.signal, context.signal], (signal) => this.#options.queries.ask({ ...asked, signal }))
      .then(answer, (error: unknown) => {
        this.#options.log.error({ error, documentId, node }, 'A question could not be answered')
        answer({ ...empty, problems: [internalProblem(node)] })
      })
      .finally(() => {
        if (this.#asks.get(key)?.controller === controller) this.#asks.delete(key)
      })
  }

  cancel({ requestId }: CancelRequest, { principal, socketId }: RunContext): void {
    this.#runs.get(`${principal.id} ${requestId}`)?.abort()
    for (const [key, waiting] of this.#asks)
      if (waiting.requestId === requestId && key.startsWith(`${socketId} `)) waiting.controller.abort()
  }

  /** A document is read once for as long as its head stands. */
  #read({ document, head }: RunContext): Reading {
    const known = this.#readings.get(document)
    if (known?.head === head) return known.reading
    const reading = readGraph(document)
    this.#readings.set(document, { head, reading })
    return reading
  }
}

const forbidden = (node: string) =>
  problemAt(node, 'forbidden', 'Your role may look at this workflow, not run it.', 'Ask an author to run it.')

/** A run that never began: no output, and an error. */
function unstarted(requestId: string, { principal, head }: RunContext): RunStatus {
  return { requestId, by: { id: principal.id, name: principal.name }, head, state: 'error', outputs: [] }
}
