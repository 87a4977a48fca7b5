import { type ProblemDetails, problemDetailsSchema } from '@flowforge/core/protocol'

/** The server's answer was not what was asked for, or there was none. `message` is a sentence for the screen. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** HTTP status; 0 where nothing was reached. */
  readonly status: number
  readonly code: string
  readonly hint: string | null

  constructor(status: number, code: string, message: string, hint: string | null = null) {
    super(message)
    this.status = status
    this.code = code
    this.hint = hint
  }

  /** Nothing was reached: no network, or no server. Trying again later may help. */
  get isOffline(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504
  }
}

export const offlineError = (): ApiError =>
  new ApiError(0, 'offline', 'The server cannot be reached.', 'It is tried again by itself.')

/** The error that a response says, problem+json or not. */
export async function errorOf(response: Response): Promise<ApiError> {
  const details = await readDetails(response)
  if (details === null) {
    return new ApiError(response.status, 'unexpected', `The server answered with an error (${response.status}).`)
  }
  return new ApiError(response.status, details.code, details.detail ?? details.title, details.hint ?? null)
}

async function readDetails(response: Response): Promise<ProblemDetails | null> {
  try {
    const parsed = problemDetailsSchema.safeParse(await response.json())
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** What went wrong as one sentence with its hint. */
export function inWords(error: unknown): string {
  if (error instanceof ApiError) return error.hint === null ? error.message : `${error.message} ${error.hint}`
  return error instanceof Error ? error.message : 'Something went wrong.'
}
