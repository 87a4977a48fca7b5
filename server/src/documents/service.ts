import type { Graph, GraphJson } from '@flowforge/core/graph'
import type { WorkflowSummary } from '@flowforge/core/protocol'
import type { Principal } from '../access/principal.ts'
import type { Connection } from '../transport/transport.ts'
import type { DocumentKind } from './log.ts'

/**
 * Documents for sockets and for REST. Callers have checked the principal's permission. What a user can get wrong comes
 * back as `{ ok: false }`; promises reject only where the database fails (StorageError).
 */
export interface Documents {
  /**
   * Takes over a socket that was accepted for `/sync/<kind>/<id>`. Closes it with CLOSE.notFound or CLOSE.deleted where
   * there is no such document.
   */
  open(connection: Connection, request: OpenRequest): void

  list(query: { readonly search?: string; readonly deleted: boolean }): Promise<readonly WorkflowSummary[]>
  get(id: string): Promise<Result<WorkflowSummary>>
  /** The graph as of `head`, with every committed edit. */
  read(id: string): Promise<Result<{ readonly head: number; readonly graph: Graph }>>
  /** Creates from a graph, or empty. The same id by the same principal again answers with what is there. */
  create(request: CreateRequest, principal: Principal): Promise<Result<WorkflowSummary>>
  rename(id: string, to: Rename, principal: Principal): Promise<Result<WorkflowSummary>>
  /** Replaces the whole graph as one edit, where the document still stands at `ifMatch`. Returns the new head. */
  replace(
    id: string,
    graph: GraphJson,
    ifMatch: number,
    principal: Principal,
  ): Promise<Result<{ readonly head: number }>>
  duplicate(id: string, principal: Principal): Promise<Result<WorkflowSummary>>
  /** Soft: keeps everything, closes the sockets with CLOSE.deleted. */
  remove(id: string, principal: Principal): Promise<Result<null>>
  restore(id: string, principal: Principal): Promise<Result<WorkflowSummary>>

  stats(): DocumentStats
  /** Commits what waits, brings the projections up to date, closes every socket with CLOSE.stopping. */
  close(): Promise<void>
}

export interface OpenRequest {
  readonly kind: DocumentKind
  readonly id: string
  readonly principal: Principal
  readonly canEdit: boolean
}

export interface CreateRequest {
  /** Minted by a client that was offline; otherwise made here. */
  readonly id?: string | undefined
  readonly name?: string | undefined
  readonly graph?: GraphJson | undefined
}

export interface Rename {
  readonly name?: string | undefined
  readonly description?: string | undefined
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal }

/**
 * `exists`: the id is taken by somebody else's document; `changed`: If-Match is not the head; `bad_graph`: the graph
 * cannot be written as a document; `read_only`: a newer FlowForge wrote the document.
 */
export interface Refusal {
  readonly code: 'not_found' | 'deleted' | 'exists' | 'changed' | 'bad_graph' | 'too_large' | 'read_only'
  /** One sentence for the user. */
  readonly message: string
}

export interface DocumentStats {
  readonly rooms: number
  readonly sockets: number
  /** Transactions committed, updates stored in them, and bytes of these updates, since the start. */
  readonly commits: number
  readonly updates: number
  readonly bytes: number
  /** True while the database takes no commits. */
  readonly trouble: boolean
}
