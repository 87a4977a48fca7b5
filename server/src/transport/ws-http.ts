import type { IncomingMessage, ServerResponse } from 'node:http'
import { collectHeaders, headerLines, pump } from './exchange.ts'
import type { HttpRequest, HttpResponse } from './transport.ts'

/** The request as handlers see it; its `body` is empty: whoever has read one puts it there. Null where the target is no path. */
export function readRequest(message: IncomingMessage, signal: AbortSignal): HttpRequest | null {
  const target = message.url ?? ''
  if (!target.startsWith('/')) return null
  const question = target.indexOf('?')
  return {
    method: (message.method ?? 'GET').toUpperCase(),
    path: question < 0 ? target : target.slice(0, question),
    query: new URLSearchParams(question < 0 ? '' : target.slice(question + 1)),
    headers: collectHeaders(pairs(message.rawHeaders)),
    remoteAddress: message.socket.remoteAddress ?? '',
    body: async () => new Uint8Array(),
    signal,
  }
}

/** Reads the whole body; resolves to null as soon as it is longer than `limit`, or cut off. */
export function readBody(message: IncomingMessage, limit: number): Promise<Uint8Array | null> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = []
    let length = 0
    if (Number(message.headers['content-length'] ?? 0) > limit) return resolve(null)
    message.on('data', (chunk: Uint8Array) => {
      length += chunk.byteLength
      if (length <= limit) return chunks.push(chunk)
      chunks.length = 0
      return resolve(null)
    })
    message.on('end', () => resolve(Buffer.concat(chunks)))
    message.on('close', () => resolve(null))
  })
}

/** Writes a whole response; `closes` ends the connection after it. Does nothing where the client has gone. */
export async function respond(
  native: ServerResponse,
  request: { readonly method: string; readonly signal: AbortSignal },
  response: HttpResponse,
  closes = false,
): Promise<void> {
  if (request.signal.aborted) return
  native.statusCode = response.status
  for (const [name, value] of headerLines(response)) native.appendHeader(name, value)
  if (closes) native.setHeader('Connection', 'close')
  const { body } = response
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body
    const bodiless = response.status === 204 || response.status === 304
    if (bytes !== null || !bodiless) native.setHeader('Content-Length', bytes?.byteLength ?? 0)
    native.end(bytes ?? undefined)
    return
  }
  if (request.method === 'HEAD') {
    native.end()
    return
  }
  native.flushHeaders()
  try {
    const whole = await pump(
      body,
      {
        write: (chunk) => native.write(chunk),
        writable: () => new Promise((resolve) => native.once('drain', resolve)),
      },
      request.signal,
    )
    if (whole) native.end()
  } catch (error) {
    native.destroy()
    throw error
  }
}

function* pairs(rawHeaders: readonly string[]): Generator<[string, string]> {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    yield [rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']
}
