import { ROUTES, type Route, type RouteName } from '@flowforge/core/protocol'
import type { z } from 'zod'
import { mayEver } from '../access/permissions.ts'
import type { HttpRequest } from '../transport/transport.ts'
import type { Endpoint, Endpoints, Input, RequestContext } from './endpoint.ts'
import type { HttpProblem } from './problem.ts'
import { isStorable, readJson } from './read-json.ts'
import { fail, type Reply } from './reply.ts'

/** Throws where a route has no endpoint or names no permission: such a server must not start. */
export function checkEndpoints(endpoints: Endpoints): void {
  for (const name of Object.keys(ROUTES) as RouteName[])
    if (!endpoints[name]?.permission) throw new Error(`The route ${name} names no permission`)
}

/** Permission, then path, query and body by the route's contract, then the endpoint. */
export async function callEndpoint(
  endpoints: Endpoints,
  name: RouteName,
  parameters: Readonly<Record<string, string>>,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const route: Route = ROUTES[name]
  const endpoint = endpoints[name] as Endpoint<RouteName>
  if (!mayEver(context.principal, endpoint.permission))
    return fail({
      code: 'forbidden',
      detail: `The role ${context.principal.role} does not include this.`,
      hint: 'Ask an admin, or try another role where you signed in locally.',
    })
  const path = parse(route.parameters, parameters, 'address')
  // An id that cannot be one names nothing.
  if ('problem' in path) return fail({ code: 'not_found', detail: 'There is no such address.' })
  const query = parse(route.query, Object.fromEntries(request.query), 'query')
  if ('problem' in query) return fail(query.problem)
  let body: Parsed = { value: undefined }
  if (route.body !== undefined) {
    const read = readJson(request.headers.get('content-type'), await request.body())
    if ('problem' in read) return fail(read.problem)
    body = parse(route.body, read.value, 'body')
    if ('problem' in body) return fail(body.problem)
  }
  const input = { parameters: path.value, query: query.value, body: body.value } as Input<RouteName>
  return endpoint.handle(input as never, context)
}

type Parsed = { readonly value: unknown } | { readonly problem: HttpProblem }

function parse(schema: z.ZodType | undefined, value: unknown, part: string): Parsed {
  if (schema === undefined) return { value: undefined }
  if (part === 'query' && !Object.values(value as Record<string, string>).every(isStorable))
    return { problem: { code: 'bad_request', detail: 'The query holds text that cannot be looked up.' } }
  const parsed = schema.safeParse(value)
  if (parsed.success) return { value: parsed.data }
  const [issue] = parsed.error.issues
  const place = issue === undefined || issue.path.length === 0 ? '' : ` at “${issue.path.join('/')}”`
  return { problem: { code: 'bad_request', detail: `The ${part} is not as it should be${place}: ${issue?.message}.` } }
}
