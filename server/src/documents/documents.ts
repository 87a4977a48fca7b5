import {
  fromGraphJson,
  readGraph,
  renameWorkflow,
  replaceGraph,
  setDescription,
  type WorkflowDocument,
} from '@flowforge/core/document'
import { EMPTY_GRAPH, type Graph } from '@flowforge/core/graph'
import { portTakesMany } from '@flowforge/core/nodes'
import { CLOSE, type WorkflowSummary } from '@flowforge/core/protocol'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Principal } from '../access/principal.ts'
import type { Connection, Group } from '../transport/transport.ts'
import { buildEdit, type EditOutcome, editRoom, freshClientId, refusalOf } from './edits.ts'
import { openUpdateLog, StorageError, type UpdateLog } from './log.ts'
import { Maintenance } from './maintenance.ts'
import { Pacer } from './pacer.ts'
import { findWorkflow, insertWorkflow, listWorkflows, setDeleted } from './records.ts'
import type { Room } from './room.ts'
import { type Opening, Rooms } from './rooms.ts'
import type { RunHandler } from './runs.ts'
import type { CreateRequest, DocumentStats, Documents, OpenRequest, Refusal, Rename, Result } from './service.ts'
import { Session } from './session.ts'

export interface DocumentsOptions {
  readonly pool: Pool
  readonly createGroup: () => Group
  readonly runs: RunHandler
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>
  /** The durable log; made from the pool unless a test wraps it. */
  readonly log?: UpdateLog
  readonly idleMilliseconds?: number
  readonly keepAliveMilliseconds?: number
  readonly compactRows?: number
  readonly compactBytes?: number
}

const IDLE_MILLISECONDS = 30_000
const KEEP_ALIVE_MILLISECONDS = 20_000
const COMPACT_ROWS = 2_000
const COMPACT_BYTES = 4 * 1024 * 1024
/** Large documents on their way to joiners at once. */
const LARGE_JOINS = 8

const NOT_FOUND: Refusal = { code: 'not_found', message: 'There is no such workflow.' }
const DELETED: Refusal = { code: 'deleted', message: 'This workflow was deleted. It can be restored from the list.' }

export function createDocuments(options: DocumentsOptions): Documents {
  return new DocumentService(options)
}

class DocumentService implements Documents {
  readonly #options: DocumentsOptions
  readonly #log: UpdateLog
  readonly #rooms: Rooms
  readonly #maintenance: Maintenance
  readonly #pacer = new Pacer(LARGE_JOINS)

  constructor(options: DocumentsOptions) {
    const { pool, logger, createGroup } = options
    this.#options = options
    this.#log = options.log ?? openUpdateLog(pool)
    const { compactRows = COMPACT_ROWS, compactBytes = COMPACT_BYTES } = options
    this.#maintenance = new Maintenance({ pool, log: this.#log, logger, compactRows, compactBytes })
    this.#rooms = new Rooms({
      log: this.#log,
      logger,
      createGroup,
      idleMilliseconds: options.idleMilliseconds ?? IDLE_MILLISECONDS,
      keepAliveMilliseconds: options.keepAliveMilliseconds ?? KEEP_ALIVE_MILLISECONDS,
      onCommitted: (room) => this.#maintenance.committed(room),
      onUnloaded: (room) => this.#maintenance.unloaded(room),
    })
    this.#maintenance.start()
  }

  open(connection: Connection, request: OpenRequest): void {
    const session = new Session({
      connection,
      principal: request.principal,
      canEdit: request.canEdit,
      runs: this.#options.runs,
      logger: this.#options.logger,
      pacer: this.#pacer,
      hasMoved: (room) => this.#hasMoved(room),
    })
    this.#rooms.enter(request.id, request.kind, session)
  }

  /** True where the log ends beyond what the room knows of, its own commit under way aside. */
  async #hasMoved(room: Room): Promise<boolean> {
    const head = await this.#log.head(room.documentId)
    await room.whenSettled()
    return head !== null && head > room.head
  }

  list(query: { readonly search?: string; readonly deleted: boolean }): Promise<readonly WorkflowSummary[]> {
    return listWorkflows(this.#options.pool, query)
  }

  async get(id: string): Promise<Result<WorkflowSummary>> {
    const found = await findWorkflow(this.#options.pool, id)
    return found === null ? refuse(NOT_FOUND) : { ok: true, value: found }
  }

  read(id: string): Promise<Result<{ readonly head: number; readonly graph: Graph }>> {
    return this.#rooms.use(id, async (opening) => {
      const room = workflowRoom(opening)
      if ('code' in room) return refuse(room)
      return { ok: true, value: { head: room.head, graph: readGraph(room.doc).graph } }
    })
  }

  async create(request: CreateRequest, principal: Principal): Promise<Result<WorkflowSummary>> {
    const { graph, problems } =
      request.graph === undefined ? { graph: EMPTY_GRAPH, problems: [] } : fromGraphJson(request.graph)
    const [problem] = problems
    if (problem !== undefined) return refuse({ code: 'bad_graph', message: problem.message })
    return this.#create(request.id, { ...graph, name: request.name ?? graph.name }, principal)
  }

  async #create(id: string | undefined, graph: Graph, principal: Principal): Promise<Result<WorkflowSummary>> {
    const clientId = freshClientId(() => false)
    const named = { ...graph, name: graph.name === '' ? 'Untitled workflow' : graph.name }
    let update: Uint8Array | null
    try {
      update = buildEdit(null, clientId, (document) => void replaceGraph(document, named, portTakesMany))
    } catch (error) {
      return refuse(refusalOf(error))
    }
    if (update === null) throw new Error('A new workflow has a name at least')
    const created = await insertWorkflow(this.#options.pool, { id, principal, update, clientId })
    if (created !== null) return this.get(created)
    const existing = await this.get(id ?? '')
    if (existing.ok && existing.value.createdBy.id === principal.id && existing.value.deletedAt === null)
      return existing
    return refuse({ code: 'exists', message: 'A workflow with this id exists already.' })
  }

  rename(id: string, to: Rename, principal: Principal): Promise<Result<WorkflowSummary>> {
    return this.#edit(id, principal, (document) => {
      if (to.name !== undefined) renameWorkflow(document, to.name)
      if (to.description !== undefined) setDescription(document, to.description)
    })
  }

  async replace(
    id: string,
    json: Parameters<typeof fromGraphJson>[0],
    ifMatch: number,
    principal: Principal,
  ): Promise<Result<{ readonly head: number }>> {
    const { graph, problems } = fromGraphJson(json)
    const [problem] = problems
    if (problem !== undefined) return refuse({ code: 'bad_graph', message: problem.message })
    return this.#rooms.use(id, async (opening) => {
      const room = workflowRoom(opening)
      if ('code' in room) return refuse(room)
      await room.whenSettled()
      if (room.head !== ifMatch) {
        return refuse({ code: 'changed', message: 'The workflow has changed meanwhile: read it again.' })
      }
      const outcome = await editRoom(room, principal, (document) => void replaceGraph(document, graph, portTakesMany))
      if ('refusal' in outcome) return refuse(outcome.refusal)
      await this.#maintenance.project(room)
      return { ok: true, value: { head: outcome.head } }
    })
  }

  async duplicate(id: string, principal: Principal): Promise<Result<WorkflowSummary>> {
    const source = await this.read(id)
    if (!source.ok) return source
    const { graph } = source.value
    return this.#create(undefined, { ...graph, name: `${graph.name} (copy)`.slice(0, 200) }, principal)
  }

  async #edit(
    id: string,
    principal: Principal,
    write: (document: WorkflowDocument) => void,
  ): Promise<Result<WorkflowSummary>> {
    const outcome = await this.#rooms.use(id, async (opening): Promise<EditOutcome> => {
      const room = workflowRoom(opening)
      if ('code' in room) return { refusal: room }
      const edited = await editRoom(room, principal, write)
      if (!('refusal' in edited)) await this.#maintenance.project(room)
      return edited
    })
    return 'refusal' in outcome ? refuse(outcome.refusal) : this.get(id)
  }

  async remove(id: string, principal: Principal): Promise<Result<null>> {
    if (!(await setDeleted(this.#options.pool, id, true, principal))) return refuse(NOT_FOUND)
    this.#rooms.evict(id, CLOSE.deleted, 'The document was deleted')
    return { ok: true, value: null }
  }

  async restore(id: string, principal: Principal): Promise<Result<WorkflowSummary>> {
    await setDeleted(this.#options.pool, id, false, principal)
    return this.get(id)
  }

  stats(): DocumentStats {
    const { commits, updates, bytes } = this.#rooms.committer.counts
    const { size, sockets, trouble } = this.#rooms
    return { rooms: size, sockets, commits, updates, bytes, trouble }
  }

  async close(): Promise<void> {
    await this.#rooms.stop()
    await this.#maintenance.flush()
    this.#rooms.close()
  }
}

function refuse(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal }
}

function workflowRoom(opening: Opening): Room | Refusal {
  switch (opening.kind) {
    case 'room':
      return opening.room.kind === 'workflow' ? opening.room : NOT_FOUND
    case 'missing':
      return NOT_FOUND
    case 'deleted':
      return DELETED
    case 'stopped':
      throw new StorageError('down', new Error('The server is stopping'))
  }
}
