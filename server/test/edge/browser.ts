import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { UserPrincipal } from '../../src/access/principal.ts'
import { addressOf, type Example } from './examples.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The body as JSON; fails where it is none. */
  json(): unknown
}

export interface Call {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** One request, with exactly these headers. */
export function call(port: number, path: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // Node frames no body of a DELETE by itself.
    const length: Record<string, string> = body === undefined ? {} : { 'content-length': `${Buffer.byteLength(body)}` }
    const sent = { ...length, ...headers }
    const outgoing = httpRequest({ host: '127.0.0.1', port, path, method, headers: sent, agent: false }, (message) => {
      const chunks: Buffer[] = []
      message.on('data', (chunk: Buffer) => chunks.push(chunk))
      message.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({
          status: message.statusCode ?? 0,
          headers: message.headers,
          text,
          json: () => JSON.parse(text) as unknown,
        })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Sends what a page of ours sends: Origin, Sec-Fetch-*, the cookie. */
export class Browser {
  readonly port: number
  readonly cookie: string | null
  readonly user: UserPrincipal

  constructor(port: number, cookie: string | null, user: UserPrincipal) {
    this.port = port
    this.cookie = cookie
    this.user = user
  }

  headers(): Record<string, string> {
    return {
      origin: `http://127.0.0.1:${this.port}`,
      'sec-fetch-site': 'same-origin',
      'user-agent': 'Mozilla/5.0',
      ...(this.cookie === null ? {} : { cookie: this.cookie }),
    }
  }

  send(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    return call(this.port, path, {
      method,
      headers: { ...this.headers(), ...type, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  example(example: Example): Promise<Answer> {
    return this.send(example.method, addressOf(example), example.body, example.headers)
  }
}
