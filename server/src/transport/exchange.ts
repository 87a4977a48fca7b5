import { STATUS_CODES } from 'node:http'
import type { HttpResponse } from './transport.ts'

/** Headers as both transports hand them over: lower-case names, repeated ones joined. */
export function collectHeaders(pairs: Iterable<readonly [string, string]>): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  for (const [name, value] of pairs) {
    const key = name.toLowerCase()
    const before = headers.get(key)
    headers.set(key, before === undefined ? value : `${before}${key === 'cookie' ? '; ' : ', '}${value}`)
  }
  return headers
}

/** One entry per header line; Content-Length is left to the transport, which knows the body. */
export function headerLines(response: HttpResponse): readonly (readonly [string, string])[] {
  return Object.entries(response.headers).flatMap(([name, value]) => {
    if (name.toLowerCase() === 'content-length') return []
    return typeof value === 'string' ? [[name, value] as const] : value.map((one) => [name, one] as const)
  })
}

export function statusLine(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? 'Unknown'}`
}

const REFUSALS = {
  400: { code: 'bad_request', detail: 'The request line is not one that this server reads.' },
  413: { code: 'too_large', detail: 'The request body is longer than this server takes.' },
  500: { code: 'internal', detail: 'Something went wrong here. The server log says what.' },
} as const

/** What a transport answers by itself, in the same form as the REST interface. */
export function refusal(status: keyof typeof REFUSALS): HttpResponse {
  const body = { type: 'about:blank', title: STATUS_CODES[status], status, ...REFUSALS[status] }
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
    body: JSON.stringify(body),
  }
}

/** Where a streamed body goes. `write` says whether more is welcome at once; otherwise `writable` resolves when it is. */
export interface Sink {
  write(chunk: Uint8Array): boolean
  writable(): Promise<void>
}

/**
 * Feeds a body to a sink no faster than the sink takes it. Resolves to false where `signal` ended it, after asking the
 * source to stop; rejects with the source's own error.
 */
export async function pump(body: AsyncIterable<Uint8Array>, sink: Sink, signal: AbortSignal): Promise<boolean> {
  const iterator = body[Symbol.asyncIterator]()
  const gone = new Promise<'gone'>((resolve) => {
    if (signal.aborted) resolve('gone')
    else signal.addEventListener('abort', () => resolve('gone'), { once: true })
  })
  for (;;) {
    const next = await Promise.race([iterator.next(), gone])
    if (next === 'gone') return stop(iterator)
    if (next.done === true) return true
    if (next.value.byteLength === 0 || sink.write(next.value)) continue
    if ((await Promise.race([sink.writable(), gone])) === 'gone') return stop(iterator)
  }
}

/** Not awaited: a source that is waiting for its own next row may answer late, or never. */
function stop(iterator: AsyncIterator<Uint8Array>): false {
  iterator.return?.().catch(() => undefined)
  return false
}
