import { EMPTY_GRAPH, type Graph, type GraphJson } from '@flowforge/core/graph'
import { type Session, type WorkflowSummary, workflowSummarySchema } from '@flowforge/core/protocol'
import { type ReadonlySignal, signal } from '@preact/signals'
import { z } from 'zod'
import { call } from '../api/call.ts'
import { noting } from '../api/connection.ts'
import { ApiError } from '../api/error.ts'
import { dequeue, enqueue, queuedWorkflows } from '../api/queue.ts'
import { session } from '../api/session.ts'
import { readStored, writeStored } from '../api/store.ts'

const listSchema = z.array(workflowSummarySchema)
const keyOf = (userId: string): string => `workflows:${userId}`

const list = signal<readonly WorkflowSummary[] | null>(null)
const bin = signal<readonly WorkflowSummary[] | null>(null)
const failure = signal<unknown>(null)

/** All workflows, newest change first; null until the server or this device's memory has said them. */
export const workflows: ReadonlySignal<readonly WorkflowSummary[] | null> = list
/** Those that were deleted and can be restored; null until asked for. */
export const deletedWorkflows: ReadonlySignal<readonly WorkflowSummary[] | null> = bin
/** Why the last attempt to bring the list up to date failed; null when it did not. */
export const listFailure: ReadonlySignal<unknown> = failure

/** Shows the remembered list at once and asks the server for the current one. */
export async function loadWorkflows(): Promise<void> {
  const userId = session.value?.user.id
  if (list.value === null && userId !== undefined) {
    const stored = listSchema.safeParse(await readStored(keyOf(userId)))
    if (stored.success && list.value === null) list.value = stored.data
  }
  try {
    const answer = await noting(call('listWorkflows', { query: {} }))
    setList(answer.workflows)
    failure.value = null
  } catch (error) {
    failure.value = error
    throw error
  }
}

export async function loadDeleted(): Promise<void> {
  const answer = await noting(call('listWorkflows', { query: { deleted: 'true' } }))
  bin.value = answer.workflows
}

function setList(next: readonly WorkflowSummary[]): void {
  list.value = next
  const userId = session.value?.user.id
  if (userId !== undefined)
    void writeStored(
      keyOf(userId),
      next.map((item) => ({ ...item })),
    )
}

/** Ids that fit documents' names and addresses. */
const newId = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 20)

/** Makes a workflow and returns its id; without the server it is made on this device and created there later. */
export async function createWorkflow(graph: GraphJson | null, parsed: Graph = EMPTY_GRAPH): Promise<string> {
  const id = newId()
  const name = graph?.name || 'Untitled workflow'
  try {
    const made = await noting(call('createWorkflow', { body: { id, name, ...(graph === null ? {} : { graph }) } }))
    setList([made, ...(list.value ?? []).filter((other) => other.id !== made.id)])
  } catch (error) {
    const own = session.value
    if (!(error instanceof ApiError && error.isOffline) || own === null) throw error
    await makeHere(id, { ...parsed, name }, own)
  }
  return id
}

/** The document's code is only loaded where it is needed: the start page does without it. */
async function makeHere(id: string, graph: Graph, own: Session): Promise<void> {
  const { createHere } = await import('./create-here.ts')
  if (!(await createHere(id, graph, own))) {
    throw new ApiError(0, 'not_kept', 'This browser keeps nothing while offline, so a new workflow would be lost.')
  }
  await enqueue({ id, name: graph.name, nodeCount: graph.nodes.size, at: Date.now(), userId: own.user.id })
}

export async function renameWorkflow(id: string, name: string): Promise<void> {
  const before = list.value
  setList((before ?? []).map((item) => (item.id === id ? { ...item, name } : item)))
  try {
    const changed = await noting(call('updateWorkflow', { parameters: { id }, body: { name } }))
    setList((list.value ?? []).map((item) => (item.id === id ? changed : item)))
  } catch (error) {
    if (before !== null) setList(before)
    throw error
  }
}

export async function duplicateWorkflow(id: string): Promise<WorkflowSummary> {
  const copy = await noting(call('duplicateWorkflow', { parameters: { id } }))
  setList([copy, ...(list.value ?? [])])
  return copy
}

/** Deletes so that it can be restored. One that the server does not know yet only leaves the queue. */
export async function deleteWorkflow(id: string): Promise<void> {
  if (queuedWorkflows.value.some((item) => item.id === id)) return dequeue(id)
  const before = list.value
  setList((before ?? []).filter((item) => item.id !== id))
  try {
    await noting(call('deleteWorkflow', { parameters: { id } }))
  } catch (error) {
    if (before !== null) setList(before)
    throw error
  }
  bin.value = null
}

export async function restoreWorkflow(id: string): Promise<void> {
  const back = await noting(call('restoreWorkflow', { parameters: { id } }))
  setList([back, ...(list.value ?? []).filter((item) => item.id !== id)])
  if (bin.value !== null) bin.value = bin.value.filter((item) => item.id !== id)
}

/** The graph as the server has it, for export. */
export const fetchGraph = (id: string): Promise<GraphJson> => noting(call('getGraph', { parameters: { id } }))
