import { Agent, type IncomingMessage, request } from 'node:http'
import type { Readable } from 'node:stream'
import { type ClickHouseClientConfigOptions, parseError } from '@clickhouse/client'

type Connection = NonNullable<ClickHouseClientConfigOptions['connection']>
type ExecRequest = Parameters<Connection['exec']>[0]
type ExecAnswer = Awaited<ReturnType<Connection['exec']>>

/**
 * The transport that `@clickhouse/client` uses towards our own engine. Its built-in one waits a millisecond before every
 * request, for idle sockets to expire, which are never closed here; that is as long as the engine takes for SELECT 1.
 */
export class EngineConnection implements Connection {
  readonly #agent: Agent

  constructor(socketPath: string, sockets: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: sockets, socketPath } as object)
  }

  exec(wanted: ExecRequest): Promise<ExecAnswer> {
    return new Promise((resolve, reject) => {
      const signal = wanted.abort_signal
      const path = `/?${searchOf(wanted)}`
      const outgoing = request({ agent: this.#agent, method: 'POST', path, ...(signal && { signal }) })
      outgoing.on('error', reject)
      outgoing.on('response', (response) => {
        if (response.statusCode === 200)
          resolve({ stream: response, query_id: wanted.query_id ?? '', response_headers: {} })
        else textOf(response).then((text) => reject(parseError(text)), reject)
      })
      outgoing.end(wanted.query)
    })
  }

  query(wanted: ExecRequest): Promise<ExecAnswer> {
    return this.exec(wanted)
  }

  async ping(): ReturnType<Connection['ping']> {
    try {
      const { stream } = await this.exec({ query: 'SELECT 1 FORMAT Null' })
      stream.resume()
      return { success: true }
    } catch (error) {
      return { success: false, error: error instanceof Error ? error : new Error(String(error)) }
    }
  }

  /** Queries only read; what writes goes through EngineSupervisor.command. */
  command(): never {
    throw new Error('the embedded engine takes no commands over its socket')
  }

  insert(): never {
    throw new Error('the embedded engine takes no inserts over its socket')
  }

  async close(): Promise<void> {
    this.#agent.destroy()
  }
}

function searchOf({ query_params: parameters = {}, clickhouse_settings: settings = {} }: ExecRequest): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) search.append(`param_${name}`, parameterText(value))
  for (const [name, value] of Object.entries(settings)) search.append(name, String(value))
  return search.toString()
}

/** ClickHouse's escaped text: a scalar as it is, the items of an array quoted. */
function parameterText(value: unknown): string {
  if (value === null) return '\\N'
  return Array.isArray(value) ? arrayText(value) : escaped(String(value))
}

function arrayText(items: readonly unknown[]): string {
  const parts = items.map((item) => {
    if (item === null) return 'NULL'
    return Array.isArray(item) ? arrayText(item) : `'${escaped(String(item))}'`
  })
  return `[${parts.join(',')}]`
}

const ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', "'": "\\'", '\\': '\\\\' }

function escaped(text: string): string {
  return text.replaceAll(/[\t\n\r'\\]/g, (character) => ESCAPES[character] ?? character)
}

async function textOf(stream: IncomingMessage | Readable): Promise<string> {
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) text += chunk
  return text
}
