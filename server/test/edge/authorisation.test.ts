import { ROUTES, type Role, type Route, type RouteName } from '@flowforge/core/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/index.ts'
import { startTestDatabase } from '../postgres.ts'
import { Browser, call } from './browser.ts'
import { type Edge, startEdge } from './edge.ts'
import { addressOf, exampleOf, type Ids, ROUTE_NAMES } from './examples.ts'

let database: Database
let edge: Edge
beforeAll(async () => {
  database = await startTestDatabase()
  edge = await startEdge(database, 'ws')
})
afterAll(async () => {
  await edge.close()
  await database.close()
})

/** Per route: the status for an admin, an analyst on an own workflow, on somebody else's, a viewer, a browser without sign-in. */
const EXPECTED: Record<
  RouteName,
  readonly [admin: number, own: number, others: number, viewer: number, nobody: number]
> = {
  getSession: [200, 200, 200, 200, 200],
  updateSession: [200, 200, 200, 200, 401],
  listWorkflows: [200, 200, 200, 200, 401],
  createWorkflow: [201, 201, 201, 403, 401],
  getWorkflow: [200, 200, 200, 200, 401],
  updateWorkflow: [200, 200, 200, 403, 401],
  deleteWorkflow: [204, 204, 403, 403, 401],
  restoreWorkflow: [200, 200, 403, 403, 401],
  duplicateWorkflow: [201, 201, 201, 403, 401],
  getGraph: [200, 200, 200, 200, 401],
  replaceGraph: [200, 200, 200, 403, 401],
  askNode: [200, 200, 200, 403, 401],
  runWorkflow: [202, 202, 202, 403, 401],
  getExecution: [200, 200, 200, 403, 401],
  getExecutionRows: [200, 200, 200, 403, 401],
  cancelExecution: [204, 204, 204, 403, 401],
  getCatalog: [200, 200, 200, 200, 401],
  refreshCatalog: [200, 200, 200, 403, 401],
  getNodeTypes: [200, 200, 200, 200, 401],
  getOpenApi: [200, 200, 200, 200, 401],
}

const CASES: readonly { readonly role: Role | 'nobody'; readonly owned: boolean; readonly column: number }[] = [
  { role: 'admin', owned: false, column: 0 },
  { role: 'analyst', owned: true, column: 1 },
  { role: 'analyst', owned: false, column: 2 },
  { role: 'viewer', owned: false, column: 3 },
  { role: 'nobody', owned: false, column: 4 },
]

/** A workflow with one node, and a running execution of it. */
async function prepare(owner: Browser): Promise<Ids> {
  const nodes = [{ id: 'n1', type: 'source', x: 0, y: 0 }]
  const created = await owner.send('POST', '/api/workflows', {
    graph: { format: 1, name: 'Theirs', nodes, edges: [] },
  })
  expect(created.status).toBe(201)
  const { id } = created.json() as { id: string }
  const execution = `x-${id}`
  edge.executions.set(execution, {
    id: execution,
    workflowId: id,
    nodeId: 'n1',
    state: 'running',
    head: 1,
    fingerprint: null,
    milliseconds: null,
    rowCount: null,
    truncated: false,
    sql: null,
    problems: [],
    startedAt: new Date(0).toISOString(),
  })
  return { workflow: id, execution }
}

it('covers every route there is', () => {
  expect(Object.keys(EXPECTED).sort()).toEqual([...ROUTE_NAMES].sort())
})

describe.each(CASES)('$role, owner: $owned', ({ role, owned, column }) => {
  let someone: Browser
  let caller: Browser
  beforeAll(async () => {
    someone = await edge.browser('admin')
    caller =
      role === 'nobody'
        ? new Browser(edge.port, null, { kind: 'user', id: '', name: '', role: 'viewer' })
        : await edge.browser(role)
  })

  it.each(ROUTE_NAMES)('%s', async (name) => {
    const ids = await prepare(owned ? caller : someone)
    const before = await database.pool.query('SELECT id, head, deleted_at FROM document WHERE id = $1', [ids.workflow])
    const answer = await caller.example(exampleOf(name, ids))
    expect(answer.status).toBe(EXPECTED[name][column])
    const route: Route = ROUTES[name]
    if (answer.status >= 400) {
      expect(answer.json()).toMatchObject({ code: answer.status === 401 ? 'unauthenticated' : 'forbidden' })
      const after = await database.pool.query('SELECT id, head, deleted_at FROM document WHERE id = $1', [ids.workflow])
      expect(after.rows).toEqual(before.rows)
    } else if (answer.status === 204) expect(route.response).toBeNull()
    else expect(route.response?.safeParse(answer.json()).error).toBeUndefined()
  })
})

describe('a page of another site', () => {
  it.each(ROUTE_NAMES)('%s is refused, whatever the cookie says', async (name) => {
    const browser = await edge.browser('admin')
    const ids = await prepare(browser)
    const example = exampleOf(name, ids)
    const answer = await browser.send(example.method, addressOf(example), example.body, {
      ...example.headers,
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
    })
    expect([answer.status, answer.json()]).toEqual([403, expect.objectContaining({ code: 'cross_site' })])
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('a script on this machine', () => {
  it.each(ROUTE_NAMES)('%s is answered as the user of this computer', async (name) => {
    const ids = await prepare(await edge.browser('admin'))
    const example = exampleOf(name, ids)
    const body = example.body === undefined ? {} : { body: JSON.stringify(example.body) }
    const answer = await call(edge.port, addressOf(example), {
      method: example.method,
      headers: { 'content-type': 'application/json', ...example.headers },
      ...body,
    })
    expect(answer.status).toBe(EXPECTED[name][0])
    expect(answer.headers['set-cookie']).toBeUndefined()
  })
})
