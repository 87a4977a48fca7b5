import type { NodeRunState } from '@flowforge/core/protocol'
import type { Problem } from '@flowforge/core/schema'
import { expect, test } from 'vitest'
import { cardProblem, cardState, type StateFacts } from './card-view.ts'
import type { NodeRun } from './runs.ts'

const problem = (severity: 'error' | 'warning', message: string = severity): Problem => ({
  code: 'column_missing',
  severity,
  place: {},
  message,
})
const run = (state: NodeRunState, change: Partial<NodeRun> = {}): NodeRun => ({
  state,
  by: { id: 'u', name: 'Ada' },
  milliseconds: 12,
  rowCount: 3,
  truncated: false,
  executionId: 'e',
  sql: null,
  problems: [],
  signature: 1,
  at: 0,
  isOutput: true,
  ...change,
})
const facts = (change: Partial<StateFacts>): StateFacts => ({
  disabled: false,
  problems: [],
  run: undefined,
  signature: 1,
  ...change,
})

test.each<[string, Partial<StateFacts>]>([
  ['fresh', {}],
  ['disabled', { disabled: true, problems: [problem('error')] }],
  ['queued', { run: run('pending') }],
  ['running', { run: run('running'), problems: [problem('warning')] }],
  ['done', { run: run('complete') }],
  ['stale', { run: run('complete'), signature: 2 }],
  ['error', { problems: [problem('warning'), problem('error')], run: run('complete') }],
  ['error', { run: run('error', { problems: [problem('error')] }) }],
  ['fresh', { run: run('error', { problems: [problem('error')] }), signature: 2 }],
  ['warning', { run: run('complete'), problems: [problem('warning')] }],
  ['fresh', { run: run('cancelled') }],
])('a card is %s', (state, change) => {
  expect(cardState(facts(change))).toBe(state)
})

test('the line is for the first error, and for a run only while it is still about this node', () => {
  const failed = run('error', { problems: [problem('error', 'too slow')] })
  expect(cardProblem(facts({ problems: [problem('warning')], run: failed }))?.message).toBe('too slow')
  expect(cardProblem(facts({ run: failed, signature: 2 }))).toBeNull()
})
