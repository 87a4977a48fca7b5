import { STATUS_CODES } from 'node:http'
import type { ProblemDetails } from '@flowforge/core/protocol'
import type { Problem, ProblemCode } from '@flowforge/core/schema'

/** Codes of this interface besides those that problems in a graph have. */
type HttpOnlyCode =
  | 'unauthenticated'
  | 'wrong_host'
  | 'cross_site'
  | 'method_not_allowed'
  | 'unsupported_media_type'
  | 'head_moved'
  | 'head_missing'
  | 'deleted'
  | 'read_only'

export type HttpCode = HttpOnlyCode | ProblemCode

const STATUS: Partial<Record<HttpCode, number>> = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  cross_site: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  read_only: 409,
  deleted: 410,
  head_moved: 412,
  too_large: 413,
  unsupported_media_type: 415,
  wrong_host: 421,
  head_missing: 428,
  query_cancelled: 409,
  internal: 500,
  query_failed: 502,
  store_unavailable: 503,
}

/** Problems of a graph are the user's to mend: the request was understood, the graph cannot be run. */
const GRAPH_PROBLEM_STATUS = 422

/** What went wrong with a request, before it is written down. */
export interface HttpProblem {
  readonly code: HttpCode
  /** One sentence for a user. */
  readonly detail: string
  /** What to do next. */
  readonly hint?: string | undefined
  /** The problems of the graph, each with its place. */
  readonly problems?: readonly Problem[]
  readonly headers?: Readonly<Record<string, string>>
}

export function statusOf(code: HttpCode): number {
  return STATUS[code] ?? GRAPH_PROBLEM_STATUS
}

/** The problem that stands for several: the first error, with all of them inside. */
export function fromProblems(problems: readonly Problem[]): HttpProblem {
  const first = problems.find((problem) => problem.severity === 'error') ?? problems[0]
  if (first === undefined) return { code: 'internal', detail: 'It did not work, and nothing says why.' }
  return { code: first.code, detail: first.message, hint: first.hint, problems }
}

/** The body of an `application/problem+json` answer. */
export function toProblemDetails(problem: HttpProblem, requestId: string): ProblemDetails {
  const status = statusOf(problem.code)
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code: problem.code,
    detail: problem.detail,
    ...(problem.hint === undefined ? {} : { hint: problem.hint }),
    requestId,
    ...(problem.problems === undefined ? {} : { problems: [...problem.problems] }),
  }
}
