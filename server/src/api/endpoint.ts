import type { ROUTES, RouteName } from '@flowforge/core/protocol'
import type { z } from 'zod'
import type { Action } from '../access/permissions.ts'
import type { UserPrincipal } from '../access/principal.ts'
import type { Reply } from './reply.ts'

type RouteOf<Name extends RouteName> = (typeof ROUTES)[Name]
type Part<Route, Key extends string> = Route extends { readonly [key in Key]: infer Schema extends z.ZodType }
  ? z.output<Schema>
  : undefined
type Answered<Name extends RouteName> = RouteOf<Name>['response'] extends z.ZodType
  ? z.input<RouteOf<Name>['response']>
  : never

/** What a route's contract took in, validated. */
export interface Input<Name extends RouteName> {
  readonly parameters: Part<RouteOf<Name>, 'parameters'>
  readonly query: Part<RouteOf<Name>, 'query'>
  readonly body: Part<RouteOf<Name>, 'body'>
}

/** What every endpoint knows of its request. */
export interface RequestContext {
  readonly principal: UserPrincipal
  readonly requestId: string
  readonly headers: ReadonlyMap<string, string>
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
}

/** The server's side of one route. `permission` is checked for the role before `handle` is called. */
export interface Endpoint<Name extends RouteName> {
  readonly permission: Action
  handle(input: Input<Name>, context: RequestContext): Promise<Reply<Answered<Name>>>
}

/** One endpoint per route: a route without one does not compile. */
export type Endpoints = { readonly [Name in RouteName]: Endpoint<Name> }
