import type { HttpRequest as NativeRequest, HttpResponse as NativeResponse } from 'uWebSockets.js'
import { collectHeaders, headerLines, pump, statusLine } from './exchange.ts'
import type { HttpRequest, HttpResponse } from './transport.ts'

const decoder = new TextDecoder()

/**
 * Copies everything out of the native request, which lives only until the handler first returns, and listens for the
 * client going away. Its `body` is empty: whoever has read one puts it there.
 */
export function copyRequest(response: NativeResponse, request: NativeRequest): HttpRequest {
  const gone = new AbortController()
  response.onAborted(() => gone.abort())
  const pairs: [string, string][] = []
  request.forEach((name, value) => {
    pairs.push([name, value])
  })
  return {
    method: request.getCaseSensitiveMethod().toUpperCase(),
    path: request.getUrl(),
    query: new URLSearchParams(request.getQuery()),
    headers: collectHeaders(pairs),
    remoteAddress: decoder.decode(response.getRemoteAddressAsText()),
    body: async () => new Uint8Array(),
    signal: gone.signal,
  }
}

export function announcesBody(request: NativeRequest): boolean {
  return request.getHeader('content-length') !== '' || request.getHeader('transfer-encoding') !== ''
}

/** Reads the whole body; resolves to null as soon as it is longer than `limit`. Must be called before anything awaits. */
export function readBody(response: NativeResponse, announced: number, limit: number): Promise<Uint8Array | null> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = []
    let length = 0
    if (announced > limit) resolve(null)
    response.onData((chunk, isLast) => {
      length += chunk.byteLength
      if (length > limit || announced > limit) {
        chunks.length = 0
        resolve(null)
        return
      }
      if (chunk.byteLength > 0) chunks.push(new Uint8Array(chunk.slice(0)))
      if (isLast) resolve(Buffer.concat(chunks))
    })
  })
}

/** Writes a whole response; `closes` ends the connection after it. Does nothing where the client has gone. */
export async function respond(
  native: NativeResponse,
  request: HttpRequest,
  response: HttpResponse,
  closes = false,
): Promise<void> {
  if (request.signal.aborted) return
  const { body } = response
  const head = (): void => {
    native.writeStatus(statusLine(response.status))
    for (const [name, value] of headerLines(response)) native.writeHeader(name, value)
  }
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body
    native.cork(() => {
      head()
      if (bytes === null && (response.status === 204 || response.status === 304))
        native.endWithoutBody(undefined, closes)
      else if (request.method === 'HEAD') native.endWithoutBody(bytes?.byteLength ?? 0, closes)
      else native.end(bytes ?? '', closes)
    })
    return
  }
  native.cork(head)
  if (request.method === 'HEAD') {
    native.cork(() => native.endWithoutBody(undefined, closes))
    return
  }
  try {
    const whole = await pump(body, sinkOf(native), request.signal)
    if (whole) native.cork(() => native.end(undefined, closes))
  } catch (error) {
    if (!request.signal.aborted) native.close()
    throw error
  }
}

function sinkOf(native: NativeResponse) {
  let resume: (() => void) | null = null
  native.onWritable(() => {
    resume?.()
    return true
  })
  return {
    write(chunk: Uint8Array): boolean {
      let ready = false
      native.cork(() => {
        ready = native.write(chunk)
      })
      return ready
    },
    writable: () =>
      new Promise<void>((resolve) => {
        resume = resolve
      }),
  }
}
