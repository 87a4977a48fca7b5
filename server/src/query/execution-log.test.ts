import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestDatabase } from '../../test/postgres.ts'
import type { Database } from '../database/index.ts'
import { ExecutionLog } from './execution-log.ts'

let database: Database
let log: ExecutionLog
beforeAll(async () => {
  database = await startTestDatabase()
  log = new ExecutionLog(database.kysely)
  await database.kysely.insertInto('user').values({ id: 'ada', name: 'Ada', role: 'admin' }).execute()
  await database.kysely.insertInto('document').values({ id: 'w1', kind: 'workflow', owner_id: 'ada' }).execute()
})
afterAll(() => database.close())

const started = { workflowId: 'w1', head: 3, principalId: 'ada', requestId: 'r', node: null }
const start = (...ids: string[]) => log.start({ ...started, executions: ids.map((id) => ({ id, nodeId: 'n' })) })
const ageBy = (id: string, interval: string) =>
  database.pool.query('UPDATE execution SET started_at = now() - $2::interval WHERE id = $1', [id, interval])

const END = {
  node: 'n',
  nodes: ['n'],
  fingerprint: 'f',
  milliseconds: 1.25,
  rowCount: 1_000_000,
  truncated: true,
  sql: { store: 'clickhouse', text: 'SELECT 1', parameters: { p1: ['a', null], p2: '18446744073709551615' } },
  problems: [{ code: 'query_limit', severity: 'error', place: { node: 'n' }, message: 'Too long.' }],
} as const

test('what was finished is read back whole', async () => {
  await start('e1')
  expect(await log.read('e1')).toMatchObject({ state: 'pending', nodeId: 'n', head: 3, sql: null, problems: [] })
  await log.finish({ ...END, executionId: 'e1', state: 'error' })
  const { node: _node, nodes: _nodes, ...kept } = END
  expect(await log.read('e1')).toMatchObject({ ...kept, id: 'e1', workflowId: 'w1', state: 'error' })
  expect(await log.read('none')).toBeNull()
})

test('a run that cannot be recorded leaves neither an execution nor an audit event', async () => {
  const events = async () => (await database.kysely.selectFrom('audit_event').select('id').execute()).length
  const before = await events()
  await expect(log.start({ ...started, workflowId: 'gone', executions: [{ id: 'e2', nodeId: 'n' }] })).rejects.toThrow()
  expect(await log.read('e2')).toBeNull()
  expect(await events()).toBe(before)
})

test('tidying ends what a server that is gone left, forgets what is old, and touches nothing else', async () => {
  await start('left', 'old', 'running', 'done')
  await ageBy('left', '2 hours')
  await ageBy('old', '31 days')
  await log.finish({ ...END, executionId: 'done', state: 'complete' })
  await ageBy('done', '29 days')
  await log.tidy()
  expect(await log.read('left')).toMatchObject({ state: 'cancelled' })
  expect(await log.read('old')).toBeNull()
  expect(await log.read('running')).toMatchObject({ state: 'pending' })
  expect(await log.read('done')).toMatchObject({ state: 'complete' })
})
