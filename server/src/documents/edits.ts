import { ReadOnlyDocumentError, WorkflowDocument } from '@flowforge/core/document'
import * as Y from 'yjs'
import type { Principal } from '../access/principal.ts'
import { StorageError } from './log.ts'
import { judge } from './ownership.ts'
import type { Room } from './room.ts'
import { ROOTS } from './roots.ts'
import type { Refusal } from './service.ts'
import { readUpdate, UpdateError } from './update.ts'

/** The update that a write makes on top of a state, under a client id of its own. Null where it changes nothing. */
export function buildEdit(
  state: Uint8Array | null,
  clientId: number,
  write: (document: WorkflowDocument) => void,
): Uint8Array | null {
  const scratch = new Y.Doc()
  if (state !== null) Y.applyUpdate(scratch, state)
  scratch.clientID = clientId
  const updates: Uint8Array[] = []
  scratch.on('update', (update: Uint8Array) => updates.push(update))
  write(new WorkflowDocument(scratch))
  scratch.destroy()
  return updates.length === 0 ? null : Y.mergeUpdates(updates)
}

/** A client id that nobody in the document has. */
export function freshClientId(taken: (client: number) => boolean): number {
  for (;;) {
    const client = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
    if (client !== 0 && !taken(client)) return client
  }
}

export type EditOutcome = { readonly head: number } | { readonly refusal: Refusal }

/**
 * An edit by the server for a principal: written on a scratch clone as changed keys only, then taken in like a socket's
 * frame. Resolves after its commit with the head; rejects with StorageError where the room fails before.
 */
export async function editRoom(
  room: Room,
  principal: Principal,
  write: (document: WorkflowDocument) => void,
): Promise<EditOutcome> {
  const client = freshClientId((taken) => room.owner(taken) !== null || room.clock(taken) > 0)
  try {
    const bytes = buildEdit(Y.encodeStateAsUpdate(room.doc), client, write)
    if (bytes === null) return { head: room.head }
    const verdict = judge(readUpdate(bytes, ROOTS[room.kind]), room, principal.id)
    if (verdict.kind === 'nothing') return { head: room.head }
    if (verdict.kind !== 'accept') throw new Error(`An edit by the server was judged ${verdict.kind}`)
    return { head: await submitted(room, principal, verdict) }
  } catch (error) {
    return { refusal: refusalOf(error) }
  }
}

/** What of an edit is the user's to know; everything else is thrown on. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof ReadOnlyDocumentError) return { code: 'read_only', message: error.message }
  if (error instanceof UpdateError && error.code === 'too_large') {
    return { code: 'too_large', message: `The edit is too large: ${error.message}.` }
  }
  throw error
}

function submitted(
  room: Room,
  principal: Principal,
  accepted: {
    readonly update: Uint8Array
    readonly claims: readonly number[]
    readonly clocks: ReadonlyMap<number, number>
  },
): Promise<number> {
  const { update, claims, clocks } = accepted
  return new Promise((resolve, reject) => {
    const submitter = {
      connection: null,
      settled: (_entries: unknown, head: number) => resolve(head),
      abandoned: (reason: string) => reject(new StorageError('unknown', new Error(reason))),
    }
    room.submit({ update, claims, submitter, principalId: principal.id, ordinal: null }, clocks)
  })
}
