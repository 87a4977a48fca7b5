import type { Graph } from '@flowforge/core/graph'
import { lowerNode } from '@flowforge/core/lower'
import { planFingerprint } from '@flowforge/core/plan'
import { propagate } from '@flowforge/core/propagate'
import type { Question, ResultTable, RunStatus } from '@flowforge/core/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  ADA,
  beside,
  chain,
  DROPPED,
  ENDLESS,
  FLIGHTS,
  MILLION,
  NOW,
  type QueryFixture,
  startQueryFixture,
  WORKFLOW,
} from '../../test/query-fixture.ts'
import type { Run } from './service.ts'

let fixture: QueryFixture
beforeAll(async () => {
  fixture = await startQueryFixture()
})
afterAll(() => fixture.close())
beforeEach(() => {
  fixture.events.length = 0
})

const never = () => new AbortController().signal
const asking = (graph: Graph, signal = never()) => ({ principal: ADA, workflowId: WORKFLOW, graph, head: 7, signal })

const ask = (graph: Graph, node: string, question: Question, signal?: AbortSignal) =>
  fixture.queries.ask({ ...asking(graph, signal), node, question })

async function run(graph: Graph, options: { node?: string; signal?: AbortSignal } = {}) {
  const statuses: RunStatus[] = []
  const started: Run = await fixture.queries.run({
    ...asking(graph, options.signal),
    requestId: 'r1',
    node: options.node ?? null,
    onStatus: (status) => void statuses.push(status),
  })
  return { ...started, statuses }
}

/** A table as rows. */
const rowsOf = ({ data, rowCount }: ResultTable) =>
  Array.from({ length: rowCount }, (_, row) => data.map((cells) => cells[row]))

const PREVIEW: Question = { kind: 'preview', limit: 100 }
const late = {
  match: 'all',
  conditions: [
    { id: 'a', column: 'delay', operator: 'greater', value: 60 },
    { id: 'b', column: 'origin', operator: 'is_one_of', values: ['SFO', 'LAX'] },
  ],
}
const byDelay = {
  keys: [
    { id: 'k', column: 'delay', direction: 'descending' },
    { id: 'l', column: 'id' },
  ],
}
const FLOW = chain({
  flights: ['source', { table: FLIGHTS }],
  late: ['filter', late],
  sorted: ['sort', byDelay],
  shown: ['table'],
})
const LATE_SQL = "FROM shop.flights WHERE delay > 60 AND origin IN ('SFO', 'LAX')"
const endless = chain({
  numbers: ['source', { table: ENDLESS }],
  none: ['filter', { conditions: [{ id: 'a', column: 'n', operator: 'is', value: '18446744073709551615' }] }],
  shown: ['table'],
})

describe('questions', () => {
  test('a preview shows the first rows, with the plan’s fingerprint and the SQL that ran', async () => {
    const answer = await ask(FLOW, 'sorted', PREVIEW)
    expect(answer.problems).toEqual([])
    const expected = await fixture.select(`SELECT id, origin, delay ${LATE_SQL} ORDER BY delay DESC, id LIMIT 100`)
    expect(rowsOf(answer.table ?? expect.fail('no table')).map((row) => row.slice(0, 3))).toEqual(expected)
    expect(answer).toMatchObject({ head: 7, node: 'sorted', executionId: null, sql: { store: 'clickhouse' } })
    expect(answer.sql?.text.match(/SELECT/g)).toHaveLength(1)
    expect(Object.values(answer.sql?.parameters ?? {})).toEqual([60, ['SFO', 'LAX']])
  })

  test.each<[Question, string, string]>([
    [{ kind: 'count' }, 'late', `SELECT toString(count()) ${LATE_SQL}`],
    [
      { kind: 'matches' },
      'late',
      `SELECT toString(count()), toString(countIf(delay > 60 AND origin IN ('SFO', 'LAX'))), toString(countIf(delay > 60)),
         toString(countIf(origin IN ('SFO', 'LAX'))) FROM shop.flights`,
    ],
    [
      { kind: 'values', column: 'origin', search: '', limit: 3 },
      'late',
      `SELECT origin, toString(count()) ${LATE_SQL} GROUP BY origin ORDER BY count() DESC, origin LIMIT 3`,
    ],
    [
      { kind: 'values', column: 'origin', search: 'fo', limit: 3 },
      'flights',
      "SELECT origin, toString(count()) FROM shop.flights WHERE origin = 'SFO' GROUP BY origin",
    ],
  ])('%j of %s is what a hand-written query says', async (question, node, sql) => {
    const answer = await ask(FLOW, node, question)
    expect(answer.problems).toEqual([])
    expect(rowsOf(answer.table ?? expect.fail('no table'))).toEqual(await fixture.select(sql))
  })

  test('a profile says of each column how many are missing and distinct, its least and its greatest', async () => {
    const answer = await ask(FLOW, 'flights', { kind: 'profile' })
    const rows = rowsOf(answer.table ?? expect.fail('no table'))
    expect(rows.map(([name]) => name)).toEqual(['id', 'origin', 'delay', 'departed', 'fare', 'total'])
    expect(rows.find(([name]) => name === 'origin')).toEqual(['origin', '0', '4', 'JFK', 'SFO'])
    expect(rows.find(([name]) => name === 'delay')).toEqual(['delay', '3000', '270', '-59', '239'])
    expect(rows.find(([name]) => name === 'total')?.[4]).toBe('18446744073709551615')
  })

  test('the buckets of a histogram hold every row that has a value', async () => {
    const answer = await ask(FLOW, 'flights', { kind: 'histogram', column: 'delay', buckets: 10 })
    expect(answer.problems).toEqual([])
    const rows = rowsOf(answer.table ?? expect.fail('no table'))
    expect(rows.length).toBeLessThanOrEqual(10)
    expect(rows.reduce((sum, row) => sum + Number(row[3]), 0)).toBe(27_000)
  })

  test('a histogram without a value is an empty table', async () => {
    const none = { conditions: [{ id: 'a', column: 'id', operator: 'is', value: 99_999_999 }] }
    const graph = chain({ flights: ['source', { table: FLIGHTS }], none: ['filter', none] })
    const answer = await ask(graph, 'none', { kind: 'histogram', column: 'delay', buckets: 10 })
    expect(answer.problems).toEqual([])
    expect(answer.table?.rowCount).toBe(0)
  })

  test('equal questions at once are one query; asked again, none', async () => {
    const graph = chain({ flights: ['source', { table: FLIGHTS }], few: ['limit', { count: 11 }] })
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(graph, 'few', PREVIEW)))
    expect(new Set(answers.map((answer) => JSON.stringify(answer.table))).size).toBe(1)
    expect(fixture.events.map((event) => event.outcome)).toEqual(['complete'])
    await ask(graph, 'few', PREVIEW)
    expect(fixture.events.map((event) => event.outcome)).toEqual(['complete', 'cached'])
  })

  test('a query stops in the engine when the last one who asks has left', async () => {
    const leavers = [new AbortController(), new AbortController()]
    const answers = leavers.map(({ signal }) => ask(endless, 'none', { kind: 'count' }, signal))
    await vi.waitFor(() => expect(fixture.engine.store.load().running).toBe(1))
    leavers[0]?.abort()
    expect((await answers[0])?.problems).toMatchObject([{ code: 'query_cancelled' }])
    expect(fixture.engine.store.load().running).toBe(1)
    leavers[1]?.abort()
    expect((await answers[1])?.problems).toMatchObject([{ code: 'query_cancelled' }])
    await vi.waitFor(() => expect(fixture.engine.store.load().running).toBe(0))
  })

  test('the clock is a bound parameter, and close moments ask the same question', async () => {
    const recent = { conditions: [{ id: 'a', column: 'departed', operator: 'in_last', amount: 2, unit: 'hour' }] }
    const graph = chain({ flights: ['source', { table: FLIGHTS }], recent: ['filter', recent] })
    const answer = await ask(graph, 'recent', { kind: 'count' })
    expect(answer.problems).toEqual([])
    expect(rowsOf(answer.table ?? expect.fail('no table'))).toEqual([['120']])
    expect(JSON.stringify(answer.sql?.parameters)).toContain(new Date(NOW).toISOString().slice(0, 16))
    expect(answer.sql?.text).not.toMatch(/now\(/i)
  })

  test('a large answer is held and paged instead', async () => {
    const graph = chain({ flights: ['source', { table: FLIGHTS }] })
    const whole = await ask(graph, 'flights', { kind: 'preview', limit: 1000 })
    const held = await fixture.queries.ask({
      ...asking(graph),
      node: 'flights',
      question: { kind: 'preview', limit: 1000 },
      inlineBytes: 1_000,
    })
    expect(held).toMatchObject({ table: null, problems: [] })
    const executionId = held.executionId ?? expect.fail('not held')
    const page = await fixture.queries.rows({
      principal: ADA,
      executionId,
      offset: 990,
      limit: 100,
      sort: null,
      signal: never(),
    })
    if ('code' in page) throw new Error(page.message)
    expect(page.total).toBe(1000)
    expect(rowsOf(page.table)).toEqual(rowsOf(whole.table ?? expect.fail('no table')).slice(990))
    expect(await fixture.queries.execution(executionId)).toMatchObject({ workflowId: WORKFLOW, state: 'complete' })
  })
})

describe('what cannot be asked', () => {
  test.each<[string, Graph, string, { code: string; node: string }]>([
    ['a node that is gone', FLOW, 'gone', { code: 'not_found', node: 'gone' }],
    [
      'a broken node upstream is named',
      chain({
        flights: ['source', { table: FLIGHTS }],
        chosen: ['sort', { keys: [{ id: 'k', column: 'nope' }] }],
        few: ['limit', { count: 1 }],
      }),
      'few',
      { code: 'column_missing', node: 'chosen' },
    ],
    [
      'a table that was dropped since',
      chain({ old: ['source', { table: DROPPED }], few: ['limit', { count: 1 }] }),
      'few',
      { code: 'query_failed', node: 'few' },
    ],
  ])('%s', async (_name, graph, node, { code, node: place }) => {
    const answer = await ask(graph, node, PREVIEW)
    expect(answer.table).toBeNull()
    expect(answer.problems).toMatchObject([{ code, severity: 'error', place: { node: place } }])
    expect(answer.problems[0]?.message).toMatch(/^[A-Z“].*\.$/)
  })

  test('what could not be read of the document refuses the nodes that depend on it', async () => {
    const unreadable = [
      { code: 'config_unreadable', severity: 'error', place: { node: 'late', field: 'match' }, message: 'Unreadable.' },
    ] as const
    const below = await fixture.queries.ask({ ...asking(FLOW), unreadable, node: 'sorted', question: PREVIEW })
    expect(below.problems).toEqual(unreadable)
    const above = await fixture.queries.ask({ ...asking(FLOW), unreadable, node: 'flights', question: PREVIEW })
    expect(above.problems).toEqual([])
    const status = await (await fixture.queries.run({ ...asking(FLOW), unreadable, requestId: 'u', node: null }))
      .finished
    expect(status.outputs).toMatchObject([{ state: 'error', problems: unreadable }])
  })
})

describe('runs', () => {
  test('an output goes from pending over running to complete, and says what it covers', async () => {
    const { statuses, finished, executions } = await run(FLOW)
    const last = await finished
    expect(statuses.map((status) => status.state)).toEqual(['pending', 'running', 'complete'])
    expect(last).toEqual(statuses.at(-1))
    const [output] = last.outputs
    const [expected] = await fixture.select(`SELECT toUInt32(count()) ${LATE_SQL}`)
    expect(output).toMatchObject({
      node: 'shown',
      nodes: ['flights', 'late', 'sorted', 'shown'],
      rowCount: expected?.[0],
      truncated: false,
      problems: [],
    })
    expect(output?.milliseconds).toBeGreaterThan(0)
    const lowered = lowerNode(propagate(FLOW, fixture.catalog), 'shown')
    expect(output?.fingerprint).toBe(lowered.ok ? planFingerprint(lowered.value.rows) : null)
    expect(executions).toMatchObject([{ id: output?.executionId, nodeId: 'shown', head: 7 }])
  })

  test('its execution and who ran it are recorded', async () => {
    const { finished } = await run(FLOW)
    const [output] = (await finished).outputs
    const id = output?.executionId ?? ''
    const { kysely } = fixture.database
    const row = await kysely.selectFrom('execution').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    expect(row).toMatchObject({
      workflow_id: WORKFLOW,
      node_id: 'shown',
      principal_id: 'ada',
      head: 7,
      state: 'complete',
      store: 'clickhouse',
      sql_text: output?.sql?.text,
      parameters: output?.sql?.parameters,
      row_count: output?.rowCount,
    })
    expect(row.finished_at).not.toBeNull()
    const audit = await kysely.selectFrom('audit_event').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect(audit).toMatchObject({
      action: 'workflow.run',
      subject_id: WORKFLOW,
      principal_id: 'ada',
      detail: { executions: [id] },
    })
  })

  test('one broken output does not keep another from its rows', async () => {
    const broken = chain({ empty: ['source'], lost: ['table'] })
    const { finished, statuses } = await run(beside(FLOW, broken))
    const status = await finished
    expect(status.state).toBe('error')
    expect(statuses.filter(({ state }) => state !== 'pending' && state !== 'running')).toEqual([status])
    const byNode = Object.fromEntries(status.outputs.map((output) => [output.node, output]))
    expect(byNode.shown).toMatchObject({ state: 'complete' })
    expect(byNode.lost).toMatchObject({
      state: 'error',
      problems: [{ code: 'table_not_chosen', place: { node: 'empty' } }],
    })
  })

  test('two outputs over the same rows run one statement, and any node can be run', async () => {
    const second = { ...FLOW.nodes.get('shown'), id: 'again' } as never
    const graph = {
      ...FLOW,
      nodes: new Map([...FLOW.nodes, ['again', second] as const]),
      edges: [...FLOW.edges, { from: { node: 'sorted', port: 'out' }, to: { node: 'again', port: 'rows' } }],
    }
    const status = await (await run(graph)).finished
    expect(status.outputs.map((output) => output.state)).toEqual(['complete', 'complete'])
    expect(fixture.events).toHaveLength(1)
    const one = await (await run(graph, { node: 'late' })).finished
    expect(one.outputs).toMatchObject([{ node: 'late', state: 'complete', nodes: ['flights', 'late'] }])
  })

  test('a disabled output is not run, a workflow without outputs has nothing to run', async () => {
    const graph = chain({ flights: ['source', { table: FLIGHTS }], shown: ['table', {}, { disabled: true }] })
    const { finished, executions } = await run(graph)
    expect(await finished).toMatchObject({ state: 'complete', outputs: [] })
    expect(executions).toEqual([])
  })

  test.each(['its execution is cancelled', 'its asker gives up'])('a run stops when %s', async (how) => {
    const controller = new AbortController()
    const { executions, finished } = await run(endless, { signal: controller.signal })
    const id = executions[0]?.id ?? ''
    await vi.waitFor(() => expect(fixture.engine.store.load().running).toBe(1))
    const rows = { principal: ADA, executionId: id, offset: 0, limit: 1, sort: null, signal: never() }
    expect(await fixture.queries.execution(id)).toMatchObject({ state: 'running', sql: { store: 'clickhouse' } })
    expect(await fixture.queries.rows(rows)).toMatchObject({ code: 'conflict' })
    if (how === 'its asker gives up') controller.abort()
    else expect(fixture.queries.cancel(id)).toBe(true)
    expect(await finished).toMatchObject({ state: 'cancelled', outputs: [{ state: 'cancelled', problems: [] }] })
    await vi.waitFor(() => expect(fixture.engine.store.load().running).toBe(0))
    expect(fixture.queries.cancel(id)).toBe(false)
    expect(await fixture.queries.execution(id)).toMatchObject({ state: 'cancelled' })
    expect(await fixture.queries.rows(rows)).toMatchObject({
      code: 'not_found',
      message: 'This execution has no result.',
    })
  })

  test('a run of a workflow that no row knows rejects, and nothing goes on', async () => {
    const running = fixture.queries.run({ ...asking(endless), workflowId: 'unknown', requestId: 'x', node: null })
    await expect(running).rejects.toThrow()
    await vi.waitFor(() => expect(fixture.engine.store.load().running).toBe(0))
  })
})

describe('results', () => {
  const rows = (
    executionId: string,
    offset: number,
    limit: number,
    sort: { column: string; descending: boolean } | null = null,
  ) => fixture.queries.rows({ principal: ADA, executionId, offset, limit, sort, signal: never() })

  async function pages(executionId: string, size: number, sort: { column: string; descending: boolean } | null = null) {
    const all: unknown[][] = []
    for (let offset = 0; ; offset += size) {
      const page = await rows(executionId, offset, size, sort)
      if ('code' in page) throw new Error(page.message)
      all.push(...rowsOf(page.table))
      if (offset + size >= page.total) return all
    }
  }

  const idOf = async ({ finished }: Run) => (await finished).outputs[0]?.executionId ?? ''

  test('pages put together are the result, in its order', async () => {
    const id = await idOf(await run(FLOW))
    const expected = await fixture.select(`SELECT id, origin, delay ${LATE_SQL} ORDER BY delay DESC, id`)
    expect((await pages(id, 777)).map((row) => row.slice(0, 3))).toEqual(expected)
    expect(await rows(id, 1_000_000, 10)).toMatchObject({ total: expected.length, table: { rowCount: 0 } })
  })

  test.each([true, false])(
    'sorted by a column (descending: %s), ties always in one order, missing values last',
    async (descending) => {
      const graph = chain({ flights: ['source', { table: FLIGHTS }], shown: ['table'] })
      const id = await idOf(await run(graph))
      fixture.events.length = 0
      const sorted = await pages(id, 4_000, { column: 'delay', descending })
      const direction = descending ? 'DESC' : 'ASC'
      const expected = await fixture.select(
        `SELECT id, origin, delay FROM shop.flights ORDER BY delay ${direction} NULLS LAST, id`,
      )
      expect(sorted.map((row) => row.slice(0, 3))).toEqual(expected)
      expect(fixture.events).toHaveLength(1)
    },
  )

  test('rows that the store chose freely are sorted as they were shown', async () => {
    const graph = chain({ flights: ['source', { table: FLIGHTS, limit: 500 }], shown: ['table'] })
    const id = await idOf(await run(graph))
    const shown = await pages(id, 100)
    fixture.events.length = 0
    const sorted = await pages(id, 100, { column: 'total', descending: false })
    expect(fixture.events).toEqual([])
    const byTotal = (a: unknown[], b: unknown[]) => Number(BigInt(String(a[5])) - BigInt(String(b[5])))
    expect(sorted).toEqual(shown.toSorted(byTotal))
  })

  test('past a million rows a result is cut and says so; sorted, the first of all rows come first', async () => {
    const graph = chain({ million: ['source', { table: MILLION }], shown: ['table'] })
    const started = await run(graph)
    const [output] = (await started.finished).outputs
    expect(output).toMatchObject({ state: 'complete', rowCount: 1_000_000, truncated: true })
    const page = await rows(output?.executionId ?? '', 0, 2, { column: 'n', descending: true })
    expect(page).toMatchObject({ total: 1_000_000, table: { data: [[1_000_004, 1_000_003]] } })
  })

  test.each([
    ['nope', 'column_missing'],
    ['', 'column_missing'],
  ])('a sort by %j is refused', async (column, code) => {
    const id = await idOf(await run(FLOW))
    expect(await rows(id, 0, 1, { column, descending: false })).toMatchObject({ code })
  })

  test('an execution that is not known is not found', async () => {
    expect(await fixture.queries.execution('nope')).toBeNull()
    expect(await rows('nope', 0, 1)).toMatchObject({ code: 'not_found' })
  })
})
