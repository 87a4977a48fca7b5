import type { Pool } from 'pg'
import * as Y from 'yjs'

interface Span {
  readonly client: number
  readonly clock: number
  readonly length: number
}

/** What a client was told is saved: every struct and every deletion in the frames that `saved` covered. */
export class Ledger {
  readonly #edits: Span[] = []
  readonly #deletions: Span[] = []
  /** Updates by the count of their frame on the present socket, not yet acknowledged. */
  #unacknowledged = new Map<number, Uint8Array>()

  /** A new socket counts from 0; what was not acknowledged on the old one never counts as saved. */
  reset(): void {
    this.#unacknowledged = new Map()
  }

  sent(ordinal: number, update: Uint8Array): void {
    this.#unacknowledged.set(ordinal, update)
  }

  acknowledged(frames: number): void {
    for (const [ordinal, update] of [...this.#unacknowledged]) {
      if (ordinal > frames) continue
      this.#unacknowledged.delete(ordinal)
      const { structs, ds } = Y.decodeUpdate(update)
      for (const { id, length } of structs) this.#edits.push({ client: id.client, clock: id.clock, length })
      for (const [client, ranges] of ds.clients) {
        for (const { clock, len } of ranges) this.#deletions.push({ client, clock, length: len })
      }
    }
  }

  get edits(): readonly Span[] {
    return this.#edits
  }

  get deletions(): readonly Span[] {
    return this.#deletions
  }
}

/** Distinct clock ticks covered by the spans. */
export function ticksOf(spans: readonly Span[]): number {
  const ticks = new Set<string>()
  for (const { client, clock, length } of spans) {
    for (let offset = 0; offset < length; offset++) ticks.add(`${client}:${clock + offset}`)
  }
  return ticks.size
}

/** The document as the database alone has it: no server, no client. */
export async function replayLog(pool: Pool, documentId: string): Promise<Y.Doc> {
  const snapshots = await pool.query<{ through_sequence: string; state: Buffer }>(
    'SELECT through_sequence, state FROM document_snapshot WHERE document_id = $1 ORDER BY through_sequence DESC LIMIT 1',
    [documentId],
  )
  const [snapshot] = snapshots.rows
  const { rows } = await pool.query<{ update: Buffer }>(
    'SELECT update FROM document_update WHERE document_id = $1 AND sequence > $2 ORDER BY sequence',
    [documentId, snapshot?.through_sequence ?? 0],
  )
  const doc = new Y.Doc()
  doc.transact(() => {
    if (snapshot !== undefined) Y.applyUpdate(doc, snapshot.state)
    for (const { update } of rows) Y.applyUpdate(doc, update)
  })
  return doc
}

/** How many acknowledged edits and deletions the document lacks. */
export function missingFrom(doc: Y.Doc, ledger: Pick<Ledger, 'edits' | 'deletions'>): number {
  let missing = 0
  for (const { client, clock, length } of ledger.edits) {
    if (clock + length > Y.getState(doc.store, client)) missing += 1
  }
  for (const { client, clock, length } of ledger.deletions) {
    if (clock + length > Y.getState(doc.store, client)) missing += 1
    else if (!isDeleted(doc, client, clock, length)) missing += 1
  }
  return missing
}

function isDeleted(doc: Y.Doc, client: number, clock: number, length: number): boolean {
  const structs = doc.store.clients.get(client) ?? []
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
    const struct = structs[index]
    if (struct === undefined || struct.id.clock >= clock + length) break
    if (!struct.deleted) return false
  }
  return true
}
