import { replaceGraph, setConfig, WorkflowDocument } from '@flowforge/core/document'
import type { Graph } from '@flowforge/core/graph'
import type { Answer, Question, RunStatus } from '@flowforge/core/protocol'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import {
  ADA,
  chain,
  ENDLESS,
  FLIGHTS,
  type QueryFixture,
  startQueryFixture,
  WORKFLOW,
} from '../../test/query-fixture.ts'
import type { RunContext, RunHandler } from '../documents/runs.ts'
import { createRunHandler } from './socket-runs.ts'

let fixture: QueryFixture
let handler: RunHandler
let failures: unknown[]
beforeAll(async () => {
  fixture = await startQueryFixture()
})
afterAll(() => fixture.close())
beforeEach(() => {
  failures = []
  handler = createRunHandler({
    queries: fixture.queries,
    log: { error: (fields: unknown) => void failures.push(fields) },
  })
})

const COUNT: Question = { kind: 'count' }
const UNTIL_STOPPED = chain({
  numbers: ['source', { table: ENDLESS }],
  none: ['filter', { conditions: [{ id: 'a', column: 'n', operator: 'is', value: '18446744073709551615' }] }],
  shown: ['table'],
})
const FLOW = chain({ flights: ['source', { table: FLIGHTS }], few: ['limit', { count: 5 }], shown: ['table'] })

function documentOf(graph: Graph) {
  const document = new Y.Doc()
  replaceGraph(new WorkflowDocument(document), graph, () => false)
  return document
}

/** A socket in the room of a document, and all that it and the room are told. */
function socket(document: Y.Doc, more: Partial<RunContext> = {}) {
  const closed = new AbortController()
  const statuses: RunStatus[] = []
  const answers: Answer[] = []
  const context: RunContext = {
    documentId: WORKFLOW,
    document,
    head: 1,
    principal: ADA,
    canEdit: true,
    socketId: 's1',
    signal: closed.signal,
    status: (status) => void statuses.push(status),
    answer: (answer) => void answers.push(answer),
    ...more,
  }
  const answerTo = (requestId: string) =>
    vi.waitFor(() => answers.find((answer) => answer.requestId === requestId) ?? expect.fail('no answer yet'), {
      timeout: 10_000,
    })
  const ended = () =>
    vi.waitFor(
      () =>
        statuses.find(({ state }) => state !== 'pending' && state !== 'running') ??
        expect.fail('the run has not ended'),
      { timeout: 10_000 },
    )
  return { context, statuses, answers, close: () => closed.abort(), answerTo, ended }
}

const ask = (requestId: string, node: string, question: Question, slot = 'preview') => ({
  requestId,
  node,
  question,
  slot,
})
const run = (requestId: string) => ({ requestId, node: null, fingerprints: {} })
const running = () => fixture.engine.store.load().running

test('a question is answered to its asker alone, at the head it was asked at', async () => {
  const asker = socket(documentOf(FLOW), { head: 42 })
  handler.ask(ask('q1', 'few', COUNT), asker.context)
  const answer = await asker.answerTo('q1')
  expect(answer).toMatchObject({ node: 'few', head: 42, problems: [], table: { data: [['5']] } })
  expect(asker.statuses).toEqual([])
})

test('the document is read as it stands when it is asked', async () => {
  const document = documentOf(FLOW)
  const asker = socket(document)
  handler.ask(ask('before', 'few', COUNT, 'a'), asker.context)
  setConfig(new WorkflowDocument(document), 'few', 'count', 3)
  handler.ask(ask('after', 'few', COUNT, 'b'), { ...asker.context, head: 2 })
  expect((await asker.answerTo('before')).table?.data).toEqual([['5']])
  expect((await asker.answerTo('after')).table?.data).toEqual([['3']])
})

test('a newer question in the same slot ends the older one, in another slot it does not', async () => {
  const asker = socket(documentOf(UNTIL_STOPPED))
  handler.ask(ask('old', 'none', COUNT), asker.context)
  await vi.waitFor(() => expect(running()).toBe(1))
  handler.ask(ask('other', 'numbers', { kind: 'preview', limit: 1 }, 'elsewhere'), asker.context)
  await asker.answerTo('other')
  expect(running()).toBe(1)
  handler.ask(ask('new', 'numbers', { kind: 'preview', limit: 2 }), asker.context)
  expect((await asker.answerTo('old')).problems).toMatchObject([{ code: 'query_cancelled' }])
  expect((await asker.answerTo('new')).table?.rowCount).toBe(2)
  await vi.waitFor(() => expect(running()).toBe(0))
})

test('a question ends when it is cancelled by its own socket, or when that closes', async () => {
  const document = documentOf(UNTIL_STOPPED)
  const asker = socket(document)
  const other = socket(document, { socketId: 's2' })
  handler.ask(ask('q', 'none', COUNT), asker.context)
  handler.ask(ask('q', 'none', { kind: 'matches' }), other.context)
  await vi.waitFor(() => expect(running()).toBe(2))
  handler.cancel({ requestId: 'q' }, other.context)
  await other.answerTo('q')
  await vi.waitFor(() => expect(running()).toBe(1))
  expect(asker.answers).toEqual([])
  asker.close()
  await vi.waitFor(() => expect(running()).toBe(0))
})

test('a run is told to the room, survives the socket, and is cancelled over another one', async () => {
  const document = documentOf(UNTIL_STOPPED)
  const first = socket(document)
  handler.run(run('r1'), first.context)
  await vi.waitFor(() => expect(running()).toBe(1))
  first.close()
  const again = socket(document, { socketId: 's2' })
  handler.cancel({ requestId: 'r1' }, { ...again.context, principal: { ...ADA, id: 'eve' } })
  expect(running()).toBe(1)
  handler.cancel({ requestId: 'r1' }, again.context)
  expect(await first.ended()).toMatchObject({ state: 'cancelled', by: { id: 'ada', name: 'Ada' } })
  await vi.waitFor(() => expect(running()).toBe(0))
})

test('who may only look neither runs nor asks', async () => {
  const viewer = socket(documentOf(FLOW), { principal: { ...ADA, role: 'viewer' }, canEdit: false })
  fixture.events.length = 0
  handler.run(run('r1'), viewer.context)
  handler.ask(ask('q1', 'few', COUNT), viewer.context)
  expect(viewer.statuses).toMatchObject([{ requestId: 'r1', state: 'error', outputs: [] }])
  expect(viewer.answers).toMatchObject([{ requestId: 'q1', table: null, problems: [{ code: 'forbidden' }] }])
  expect(fixture.events).toEqual([])
})

test('what cannot be read of the document is not run as if it were not there', async () => {
  const document = documentOf(FLOW)
  document.getMap('nodes').set('few/c/count', new Uint8Array([1]))
  const asker = socket(document)
  handler.ask(ask('q1', 'few', COUNT), asker.context)
  expect((await asker.answerTo('q1')).problems).toMatchObject([{ code: 'config_unreadable', place: { node: 'few' } }])
})

test('a run that cannot be recorded ends with an error and a line in the log', async () => {
  const lost = socket(documentOf(FLOW), { documentId: 'unknown' })
  handler.run(run('r1'), lost.context)
  await vi.waitFor(() => expect(failures).toHaveLength(1))
  await vi.waitFor(() => expect(lost.statuses.at(-1)).toMatchObject({ state: 'error', outputs: [] }))
})
