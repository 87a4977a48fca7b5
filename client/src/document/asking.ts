import type { Answer, AskRequest, Question, RunOutput } from '@flowforge/core/protocol'
import { type ResultTable, resultTableSchema } from '@flowforge/core/protocol'
import type { Problem } from '@flowforge/core/schema'
import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { call } from '../api/call.ts'
import { inWords } from '../api/error.ts'

/** What a slot was last asked, and what came of it. */
export type Asking =
  | { readonly kind: 'idle' }
  | ({ readonly kind: 'asking'; readonly since: number } & Asked)
  | ({ readonly kind: 'offline' } & Asked)
  | ({ readonly kind: 'cancelled' } & Asked)
  | ({ readonly kind: 'problem'; readonly problems: readonly Problem[] } & Asked)
  | ({ readonly kind: 'answered'; readonly table: ResultTable; readonly at: number } & Asked & Facts)

interface Asked {
  readonly requestId: string
  readonly node: string
  readonly question: Question
}

interface Facts {
  readonly head: number
  readonly fingerprint: string | null
  readonly milliseconds: number
  readonly sql: RunOutput['sql']
}

export interface Questions {
  /** The state of a slot, such as `preview` or `matches:<node>`. */
  slot(name: string): ReadonlySignal<Asking>
  /** Asks; what the slot was asked before is cancelled. Asked offline, it is sent when the server is back. */
  ask(slot: string, node: string, question: Question, fingerprint?: string): string
  /** Stops what the slot waits for. */
  cancel(slot: string): void
  /** Forgets the slot altogether. */
  clear(slot: string): void
}

interface QuestionsWithWire extends Questions {
  onAnswer(answer: Answer): void
  onConnected(): void
  onDisconnected(): void
}

/** `send` returns false where there is no connection. With a `refusal` nothing is sent: it is the answer to everything. */
export function openQuestions(
  send: (type: 'ask' | 'cancel', body: object) => boolean,
  refusal: string | null = null,
): QuestionsWithWire {
  const slots = new Map<string, Signal<Asking>>()
  const requests = new Map<string, AskRequest>()

  const state = (name: string): Signal<Asking> => {
    const existing = slots.get(name)
    if (existing) return existing
    const created = signal<Asking>({ kind: 'idle' })
    slots.set(name, created)
    return created
  }
  const asked = (request: AskRequest): Asked => ({
    requestId: request.requestId,
    node: request.node,
    question: request.question,
  })
  const drop = (slot: string): void => {
    const before = state(slot).peek()
    if (before.kind === 'idle' || !requests.delete(before.requestId)) return
    if (before.kind === 'asking') send('cancel', { requestId: before.requestId })
  }
  const put = (request: AskRequest): void => {
    state(request.slot).value = send('ask', request)
      ? { kind: 'asking', since: Date.now(), ...asked(request) }
      : { kind: 'offline', ...asked(request) }
  }

  return {
    slot: state,
    ask(slot, node, question, fingerprint) {
      drop(slot)
      const requestId = crypto.randomUUID()
      const request: AskRequest = {
        requestId,
        slot,
        node,
        question,
        ...(fingerprint === undefined ? {} : { fingerprint }),
      }
      if (refusal !== null) {
        const problem = { code: 'forbidden', severity: 'error', place: { node }, message: refusal } as const
        state(slot).value = { ...asked(request), kind: 'problem', problems: [problem] }
        return requestId
      }
      requests.set(requestId, request)
      put(request)
      return requestId
    },
    cancel(slot) {
      const before = state(slot).peek()
      drop(slot)
      if (before.kind === 'asking' || before.kind === 'offline') {
        state(slot).value = { ...before, kind: 'cancelled' }
      }
    },
    clear(slot) {
      drop(slot)
      state(slot).value = { kind: 'idle' }
    },
    onAnswer(answer) {
      const request = requests.get(answer.requestId)
      if (request === undefined) return
      requests.delete(answer.requestId)
      void settle(answer, asked(request)).then((settled) => {
        const slot = state(request.slot)
        const now = slot.peek()
        if (now.kind !== 'idle' && now.requestId === answer.requestId) slot.value = settled
      })
    },
    onConnected() {
      for (const request of requests.values()) put(request)
    },
    onDisconnected() {
      for (const request of requests.values()) state(request.slot).value = { kind: 'offline', ...asked(request) }
    },
  }
}

/** Results too large for the socket are fetched by their execution. */
async function settle(answer: Answer, asked: Asked): Promise<Asking> {
  const { head, fingerprint, milliseconds, sql } = answer
  try {
    const table = answer.table ?? (answer.executionId === null ? null : await fetchTable(answer.executionId))
    if (table === null) return { ...asked, kind: 'problem', problems: answer.problems }
    return { ...asked, kind: 'answered', table, head, fingerprint, milliseconds, sql, at: Date.now() }
  } catch (error) {
    const problem: Problem = {
      code: 'query_failed',
      severity: 'error',
      place: { node: asked.node },
      message: inWords(error),
    }
    return { ...asked, kind: 'problem', problems: [problem] }
  }
}

async function fetchTable(executionId: string): Promise<ResultTable> {
  const page = await call('getExecutionRows', { parameters: { id: executionId }, query: { offset: 0, limit: 1000 } })
  return resultTableSchema.parse(page.table)
}
