import { type ReadonlySignal, signal } from '@preact/signals'
import { z } from 'zod'
import { call } from './call.ts'
import { noting } from './connection.ts'
import { readStored, writeStored } from './store.ts'

const queuedSchema = z.array(
  z.object({ id: z.string(), name: z.string(), nodeCount: z.int(), at: z.number(), userId: z.string() }),
)

/** A workflow made without the server: its content is in this device's replica, its id is already final. */
export type QueuedWorkflow = z.infer<typeof queuedSchema>[number]

const KEY = 'queue:workflows'
const queue = signal<readonly QueuedWorkflow[]>([])
let recalled: Promise<void> | undefined

/** Workflows that the server does not know yet, newest first. */
export const queuedWorkflows: ReadonlySignal<readonly QueuedWorkflow[]> = queue

/** Reads the queue of an earlier visit; once. */
export function recallQueue(): Promise<void> {
  recalled ??= readStored(KEY).then((stored) => {
    const parsed = queuedSchema.safeParse(stored)
    if (parsed.success) queue.value = [...queue.value, ...parsed.data]
  })
  return recalled
}

export async function enqueue(workflow: QueuedWorkflow): Promise<void> {
  await recallQueue()
  queue.value = [workflow, ...queue.value]
  await writeStored(
    KEY,
    queue.value.map((item) => ({ ...item })),
  )
}

/** Takes a workflow off the queue: created, or given up. */
export async function dequeue(id: string): Promise<void> {
  await recallQueue()
  if (!queue.value.some((item) => item.id === id)) return
  queue.value = queue.value.filter((item) => item.id !== id)
  await writeStored(
    KEY,
    queue.value.map((item) => ({ ...item })),
  )
}

const underWay = new Map<string, Promise<boolean>>()

/**
 * Creates a queued workflow on the server, empty but for its name: its content follows as edits of the replica. `name` is
 * the one the replica has now, so that the server's write of it and ours say the same, whichever comes to stand.
 * True when the server knows the workflow (or always did), false where it can't be reached or refuses.
 */
export async function ensureCreated(id: string, name: string): Promise<boolean> {
  await recallQueue()
  if (!queue.value.some((item) => item.id === id)) return true
  const before = underWay.get(id)
  if (before !== undefined) return before
  const attempt = create(id, name).finally(() => underWay.delete(id))
  underWay.set(id, attempt)
  return attempt
}

async function create(id: string, name: string): Promise<boolean> {
  try {
    await noting(call('createWorkflow', { body: { id, name } }))
  } catch {
    return false
  }
  await dequeue(id)
  return true
}
