import { ROUTES, type RouteName } from '@flowforge/core/protocol'
import type { z } from 'zod'
import { ApiError, errorOf, offlineError } from './error.ts'

type RouteOf<Name extends RouteName> = (typeof ROUTES)[Name]
type Input<Route, Part extends string> = Route extends { readonly [key in Part]: infer Schema extends z.ZodType }
  ? { readonly [key in Part]: z.input<Schema> }
  : { readonly [key in Part]?: never }

/** What a route takes: its path parameters, query and body, as far as it has them. */
export type Arguments<Name extends RouteName> = Input<RouteOf<Name>, 'parameters'> &
  Input<RouteOf<Name>, 'query'> &
  Input<RouteOf<Name>, 'body'> & {
    readonly headers?: Readonly<Record<string, string>>
    readonly signal?: AbortSignal
  }

/** What a route answers; undefined where it answers without a body. */
export type Answered<Name extends RouteName> = RouteOf<Name>['response'] extends z.ZodType
  ? z.output<RouteOf<Name>['response']>
  : undefined

/** The address of a route with its parameters and query filled in. */
function addressOf(path: string, parameters: Record<string, unknown> = {}, query: Record<string, unknown> = {}) {
  const filled = path.replace(/:([A-Za-z]+)/g, (_whole, name: string) => encodeURIComponent(String(parameters[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size === 0 ? filled : `${filled}?${search}`
}

/** Sends a request to a route and returns the raw response. Throws ApiError for anything but success and 304. */
export async function send<Name extends RouteName>(name: Name, given: Arguments<Name>): Promise<Response> {
  const route = ROUTES[name]
  const body: unknown = given.body
  const request: RequestInit = {
    method: route.method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...given.headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(given.signal === undefined ? {} : { signal: given.signal }),
  }
  let response: Response
  try {
    response = await fetch(addressOf(route.path, given.parameters, given.query), request)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw offlineError()
  }
  if (!response.ok && response.status !== 304) throw await errorOf(response)
  return response
}

/** Calls a route. The answer is checked against the contract; throws ApiError. */
export async function call<Name extends RouteName>(name: Name, given: Arguments<Name>): Promise<Answered<Name>> {
  const response = await send(name, given)
  return readAnswer(name, response)
}

/** The checked body of a route's response. */
export async function readAnswer<Name extends RouteName>(name: Name, response: Response): Promise<Answered<Name>> {
  const schema: z.ZodType | null = ROUTES[name].response
  if (schema === null) return undefined as Answered<Name>
  const parsed = schema.safeParse(await response.json().catch(() => undefined))
  if (!parsed.success) {
    throw new ApiError(
      response.status,
      'contract',
      'The server answered something this page does not understand.',
      'Reload the page: it may be older than the server.',
    )
  }
  return parsed.data as Answered<Name>
}
