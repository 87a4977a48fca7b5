import type { RunOutput, RunStatus } from '@flowforge/core/protocol'
import { expect, test } from 'vitest'
import { applyRunStatus } from './runs.ts'

const output = (change: Partial<RunOutput>): RunOutput => ({
  node: 'table',
  state: 'running',
  executionId: 'x1',
  fingerprint: null,
  nodes: ['source', 'filter', 'table'],
  milliseconds: null,
  rowCount: null,
  truncated: false,
  sql: null,
  problems: [],
  ...change,
})
const status = (...outputs: readonly RunOutput[]): RunStatus => ({
  requestId: 'r',
  by: { id: 'u', name: 'Ada' },
  head: 1,
  state: 'running',
  outputs,
})
const signatures = new Map([
  ['source', 1],
  ['filter', 2],
  ['table', 3],
])

test('merged nodes share state and time, rows belong to the output', () => {
  const runs = applyRunStatus(
    new Map(),
    status(output({ state: 'complete', milliseconds: 38, rowCount: 42 })),
    signatures,
    7,
  )
  expect(runs.get('filter')).toMatchObject({ state: 'complete', milliseconds: 38, rowCount: null, signature: 2, at: 7 })
  expect(runs.get('table')).toMatchObject({ rowCount: 42, isOutput: true })
})

test('an error stands on the node that caused it', () => {
  const problem = { code: 'query_failed', severity: 'error', place: { node: 'filter' }, message: 'no' } as const
  const runs = applyRunStatus(new Map(), status(output({ state: 'error', problems: [problem] })), signatures, 0)
  expect(runs.get('filter')?.problems).toEqual([problem])
  expect(runs.get('table')?.problems).toEqual([])
})

test('what was edited while a run went on makes its result stale', () => {
  const started = applyRunStatus(new Map(), status(output({})), signatures, 0)
  const edited = new Map([...signatures, ['filter', 9] as const])
  const done = applyRunStatus(started, status(output({ state: 'complete' })), edited, 1)
  expect(done.get('filter')?.signature).toBe(2)
})

test('a node under two outputs shows the one that still runs', () => {
  const runs = applyRunStatus(
    new Map(),
    status(
      output({ node: 'one', nodes: ['source', 'one'], executionId: 'a', state: 'running' }),
      output({ node: 'two', nodes: ['source', 'two'], executionId: 'b', state: 'complete' }),
    ),
    signatures,
    0,
  )
  expect(runs.get('source')?.state).toBe('running')
})
