import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { refusal } from './guard.ts'
import { boundParameters } from './parameters.ts'
import type { QueryConnection, Sessions } from './sessions.ts'

/** How often a query whose request was closed is killed again, until it has ended. */
const KILL_EVERY_MILLISECONDS = 20
const EXCEPTION = '__exception__'
/** Bound parameters travel in the address. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024

/**
 * ClickHouse's HTTP protocol, the read-only part of it: `POST /?param_x=…&max_result_rows=…` with a SELECT in the body.
 * The result streams as fast as the reader takes it, and ends with the block that reaches `max_result_rows`; other
 * settings are not taken. A closed request kills its query.
 */
export function createFront(sessions: Sessions, maxBodyBytes: number): Server {
  // A connection is kept for ever: one that closes while the next request is on its way would fail it.
  return createServer({ maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: 0 }, (request, response) => {
    if (request.method === 'GET') {
      response.end(request.url === '/ping' ? 'Ok.\n' : '')
      return
    }
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= maxBodyBytes) chunks.push(chunk)
    })
    request.on('end', () => {
      if (bytes > maxBodyBytes) fail(response, 'Code: 62. DB::Exception: The statement is too long. (SYNTAX_ERROR)')
      else void answer(sessions, request, response, Buffer.concat(chunks).toString('utf8'))
    })
  })
}

async function answer(sessions: Sessions, request: IncomingMessage, response: ServerResponse, sql: string) {
  const query = new URL(request.url ?? '/', 'http://engine').searchParams
  const reason = refusal(sql)
  if (reason !== null) return fail(response, `Code: 164. DB::Exception: ${reason}. (READONLY)`)
  let connection: QueryConnection | null = null
  try {
    connection = sessions.openReadonly()
    await stream(sessions, connection, response, sql, query)
  } catch (error) {
    fail(response, error instanceof Error ? error.message : String(error))
  } finally {
    connection?.session.close()
  }
}

async function stream(
  sessions: Sessions,
  { session, token }: QueryConnection,
  response: ServerResponse,
  sql: string,
  query: URLSearchParams,
): Promise<void> {
  const maxRows = Number(query.get('max_result_rows') ?? Number.POSITIVE_INFINITY)
  const blocks = session.queryStreamBind(sql, boundParameters(sql, query), { format: 'TabSeparated' })
  let killer: NodeJS.Timeout | undefined
  const kill = () => {
    if (response.writableFinished || killer !== undefined) return
    sessions.kill(token)
    killer = setInterval(() => sessions.kill(token), KILL_EVERY_MILLISECONDS)
  }
  response.on('close', kill)
  if (response.destroyed) kill()
  try {
    let held: Uint8Array | undefined
    let rows = 0
    for await (const block of blocks) {
      if (response.destroyed) break
      // One block is held back: a result of one block leaves with its length, in one write.
      if (held !== undefined && !response.write(held)) await drained(response)
      held = block.raw()
      rows += block.numRows
      if (rows >= maxRows) break
    }
    response.end(held)
  } finally {
    clearInterval(killer)
    response.off('close', kill)
  }
}

function drained(response: ServerResponse): Promise<void> {
  if (response.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}

/** The error as a status while nothing has been sent, in ClickHouse's trailing form afterwards. */
function fail(response: ServerResponse, message: string): void {
  if (response.destroyed) return
  if (!response.headersSent) {
    const code = /^Code: (\d+)/.exec(message)?.[1] ?? '1001'
    response.writeHead(500, { 'X-ClickHouse-Exception-Code': code }).end(message)
    return
  }
  response.end(`\r\n${EXCEPTION}\r\n${message}\r\n${EXCEPTION}\r\n`)
}
