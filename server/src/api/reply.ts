import type { HttpResponse } from '../transport/transport.ts'
import { type HttpProblem, statusOf, toProblemDetails } from './problem.ts'

/** What an endpoint answers: a value for its contract, or a problem. */
export type Reply<Body = unknown> =
  | {
      readonly ok: true
      readonly status: 200 | 201 | 202 | 204 | 304
      /** Written as JSON; null: no body. */
      readonly body: Body | Serialised | null
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly ok: false; readonly problem: HttpProblem }

/** JSON that is already text. */
export class Serialised {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export function answer<Body>(
  body: Body | Serialised,
  options: { readonly status?: 200 | 201 | 202; readonly headers?: Readonly<Record<string, string>> } = {},
): Reply<Body> {
  return { ok: true, status: options.status ?? 200, body, ...(options.headers ? { headers: options.headers } : {}) }
}

export const NOTHING: Reply<never> = { ok: true, status: 204, body: null }

export function fail(problem: HttpProblem): Reply<never> {
  return { ok: false, problem }
}

/** The answer to a read whose state is `etag` (without quotes); 304 where the client has that state. */
export function answerWithETag<Body>(
  ifNoneMatch: string | undefined,
  etag: string,
  body: () => Body | Serialised,
): Reply<Body> {
  const quoted = `"${etag}"`
  const headers = { ETag: quoted, 'Cache-Control': 'private, no-cache' }
  const known = (ifNoneMatch ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''))
  if (known.includes(quoted) || known.includes('*')) return { ok: true, status: 304, body: null, headers }
  return { ok: true, status: 200, body: body(), headers }
}

/** The reply as bytes. Answers are never stored unless their headers say otherwise. */
export function toResponse(reply: Reply, requestId: string): HttpResponse {
  if (!reply.ok) {
    return {
      status: statusOf(reply.problem.code),
      headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...reply.problem.headers },
      body: JSON.stringify(toProblemDetails(reply.problem, requestId)),
    }
  }
  const headers = { 'Cache-Control': 'no-store', ...reply.headers }
  if (reply.body === null) return { status: reply.status, headers, body: null }
  const text = reply.body instanceof Serialised ? reply.body.text : JSON.stringify(reply.body)
  return { status: reply.status, headers: { 'Content-Type': 'application/json', ...headers }, body: text }
}
