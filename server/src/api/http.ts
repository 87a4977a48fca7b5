import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import { isCrossSite, isLoopbackAddress, isOurHost } from '../access/origin.ts'
import type { HttpRequest, HttpResponse, TransportHandlers } from '../transport/transport.ts'
import { callEndpoint, checkEndpoints } from './call-endpoint.ts'
import type { HttpDependencies } from './dependencies.ts'
import { createEndpoints } from './endpoints/index.ts'
import { answerOperations, isOperationsPath } from './operations.ts'
import type { HttpProblem } from './problem.ts'
import { fail, type Reply, toResponse } from './reply.ts'
import { matchRoute } from './router.ts'
import { SECURITY_HEADERS } from './security-headers.ts'
import { opensPage, type SignedIn, signIn } from './sign-in.ts'
import { createStaticFiles } from './static-files.ts'
import { isUnavailable } from './unavailable.ts'
import { createUpgrades } from './upgrade.ts'

/** An answer and the name it is counted under. */
interface Handled {
  readonly route: string
  readonly response: HttpResponse
  readonly userId?: string
}

/** The network edge: everything between the transport and the parts of the server. Throws where a route names no permission. */
export function createHttpHandlers(dependencies: HttpDependencies): TransportHandlers {
  const { sessions, metrics, logger } = dependencies
  const upgrades = createUpgrades(dependencies)
  const endpoints = createEndpoints(dependencies, upgrades.userChanged)
  checkEndpoints(endpoints)
  const staticFiles = createStaticFiles(dependencies.clientFolder)

  const api = async (request: HttpRequest, requestId: string): Promise<Handled> => {
    const refuse = (route: string, problem: HttpProblem): Handled => ({
      route,
      response: toResponse(fail(problem), requestId),
    })
    if (isCrossSite(request)) return refuse('refused', CROSS_SITE)
    const match = matchRoute(request.method, request.path)
    if (match.kind === 'nothing') return refuse('unknown', NO_ROUTE)
    if (match.kind === 'wrong_method') return refuse('unknown', wrongMethod(match.allowed))
    const { name, parameters } = match
    const who = await signIn(sessions, request.headers, dependencies.port(), name === 'getSession')
    if (who === null) return refuse(name, NOBODY)
    const { principal } = who
    const context = { principal, requestId, headers: request.headers, signal: request.signal }
    const reply = await callEndpoint(endpoints, name, parameters, request, context)
    return { route: name, response: withCookie(toResponse(reply, requestId), who), userId: principal.id }
  }

  const page = async (request: HttpRequest): Promise<Handled> => {
    const response = await staticFiles(request)
    if (!opensPage(request.headers) || response.status !== 200) return { route: 'static', response }
    // The page works without: it asks who it is as soon as the database answers.
    const who = await signIn(sessions, request.headers, dependencies.port(), true).catch(() => null)
    return { route: 'static', response: who === null ? response : withCookie(response, who) }
  }

  const handle = async (request: HttpRequest, requestId: string): Promise<Handled> => {
    if (!isLoopbackAddress(request.remoteAddress))
      return { route: 'refused', response: toResponse(fail(NOT_LOCAL), requestId) }
    if (!isOurHost(request.headers, dependencies.port()))
      return { route: 'refused', response: toResponse(fail(WRONG_HOST), requestId) }
    if (isOperationsPath(request.path))
      return { route: request.path, response: await answerOperations(request.path, request, dependencies) }
    return request.path === '/api' || request.path.startsWith('/api/') ? api(request, requestId) : page(request)
  }

  return {
    request: async (request) => {
      const started = performance.now()
      const requestId = requestIdOf(request)
      const handled = await handle(request, requestId).catch((error: unknown): Handled => {
        const reply = toFailure(error)
        logger.error({ requestId, method: request.method, path: request.path, error }, 'A request failed')
        return { route: 'failed', response: toResponse(reply, requestId) }
      })
      const milliseconds = performance.now() - started
      const { route, response, userId } = handled
      metrics.httpRequest(
        METHODS.has(request.method) ? request.method : 'other',
        route,
        response.status,
        milliseconds / 1_000,
      )
      const level = response.status >= 500 ? 'warn' : request.method === 'GET' || route === 'static' ? 'debug' : 'info'
      logger[level](
        { requestId, method: request.method, path: request.path, route, status: response.status, milliseconds, userId },
        `${request.method} ${request.path} ${response.status} ${STATUS_CODES[response.status] ?? ''}`,
      )
      return { ...response, headers: { ...SECURITY_HEADERS, ...response.headers, 'X-Request-Id': requestId } }
    },
    upgrade: upgrades.decide,
  }
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

const NOT_LOCAL: HttpProblem = { code: 'forbidden', detail: 'This server answers only to its own machine.' }
const WRONG_HOST: HttpProblem = {
  code: 'wrong_host',
  detail: 'The request names another host than this server.',
  hint: 'Open the address that the server printed when it started.',
}
const CROSS_SITE: HttpProblem = { code: 'cross_site', detail: 'Requests from other sites are not answered.' }
const NO_ROUTE: HttpProblem = {
  code: 'not_found',
  detail: 'There is no such address.',
  hint: 'GET /api/openapi.json lists all of them.',
}
const NOBODY: HttpProblem = {
  code: 'unauthenticated',
  detail: 'This browser is not signed in.',
  hint: 'Reload the page.',
}

function wrongMethod(allowed: readonly string[]): HttpProblem {
  const list = allowed.join(', ')
  return { code: 'method_not_allowed', detail: `This address takes ${list} only.`, headers: { Allow: list } }
}

/** The client's own id where it is fit for a log, otherwise a new one. */
function requestIdOf(request: HttpRequest): string {
  const given = request.headers.get('x-request-id') ?? ''
  return /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : randomUUID()
}

function withCookie(response: HttpResponse, who: SignedIn): HttpResponse {
  return who.cookie === null ? response : { ...response, headers: { ...response.headers, 'Set-Cookie': who.cookie } }
}

/** What the client hears of a failure: never its text, which may hold anything. */
function toFailure(error: unknown): Reply<never> {
  if (isUnavailable(error))
    return fail({
      code: 'store_unavailable',
      detail: 'The database does not answer.',
      hint: 'Try again in a moment; edits made meanwhile are kept on your device.',
    })
  return fail({
    code: 'internal',
    detail: 'Something went wrong here.',
    hint: 'The server log says what, by the request id.',
  })
}
