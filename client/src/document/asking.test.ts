import type { Answer, Question } from '@flowforge/core/protocol'
import { describe, expect, it } from 'vitest'
import { openQuestions } from './asking.ts'

const PREVIEW: Question = { kind: 'preview', limit: 100 }
const TABLE = { columns: [], rowCount: 0, data: [] }

interface Sent {
  readonly type: string
  readonly requestId: string
}

/** Questions over a wire that can be cut. */
function wired() {
  const sent: Sent[] = []
  const wire = { open: true }
  const questions = openQuestions((type, body) => {
    if (!wire.open) return false
    sent.push({ type, requestId: String('requestId' in body ? body.requestId : '') })
    return true
  })
  return { questions, sent, wire }
}

const answer = (requestId: string, more: Partial<Answer> = {}): Answer => ({
  requestId,
  node: 'n',
  head: 1,
  fingerprint: null,
  milliseconds: 3,
  table: TABLE,
  executionId: null,
  sql: null,
  problems: [],
  ...more,
})

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

describe('questions', () => {
  it('shows the answer in the slot it was asked in', async () => {
    const { questions } = wired()
    const id = questions.ask('preview', 'n', PREVIEW)
    expect(questions.slot('preview').value.kind).toBe('asking')
    questions.onAnswer(answer(id))
    await settled()
    expect(questions.slot('preview').value).toMatchObject({ kind: 'answered', node: 'n', milliseconds: 3 })
    expect(questions.slot('other').value.kind).toBe('idle')
  })

  it('cancels what a slot was asked before and ignores its late answer', async () => {
    const { questions, sent } = wired()
    const first = questions.ask('preview', 'a', PREVIEW)
    const second = questions.ask('preview', 'b', PREVIEW)
    expect(sent).toEqual([
      { type: 'ask', requestId: first },
      { type: 'cancel', requestId: first },
      { type: 'ask', requestId: second },
    ])
    questions.onAnswer(answer(first))
    await settled()
    expect(questions.slot('preview').value).toMatchObject({ kind: 'asking', node: 'b' })
  })

  it('keeps a question asked offline and sends it on connecting, once', async () => {
    const { questions, sent, wire } = wired()
    wire.open = false
    const id = questions.ask('preview', 'n', PREVIEW)
    expect(questions.slot('preview').value.kind).toBe('offline')
    wire.open = true
    questions.onConnected()
    expect(sent).toEqual([{ type: 'ask', requestId: id }])
    questions.onAnswer(answer(id))
    await settled()
    questions.onConnected()
    expect(sent).toHaveLength(1)
  })

  it('sends an unanswered question again after a lost connection', () => {
    const { questions, sent } = wired()
    const id = questions.ask('preview', 'n', PREVIEW)
    questions.onDisconnected()
    expect(questions.slot('preview').value.kind).toBe('offline')
    questions.onConnected()
    expect(sent.filter((frame) => frame.requestId === id && frame.type === 'ask')).toHaveLength(2)
  })

  it('cancels on wish and says so', () => {
    const { questions, sent } = wired()
    const id = questions.ask('preview', 'n', PREVIEW)
    questions.cancel('preview')
    expect(sent.at(-1)).toEqual({ type: 'cancel', requestId: id })
    expect(questions.slot('preview').value.kind).toBe('cancelled')
  })

  it('answers with the refusal, and sends nothing, where nothing may be asked', () => {
    const questions = openQuestions(() => {
      throw new Error('sent')
    }, 'Viewers do not ask.')
    questions.ask('preview', 'n', PREVIEW)
    const problems = [{ code: 'forbidden', message: 'Viewers do not ask.' }]
    expect(questions.slot('preview').value).toMatchObject({ kind: 'problem', problems })
  })

  it('passes problems on', async () => {
    const { questions } = wired()
    const id = questions.ask('preview', 'n', PREVIEW)
    const problem = { code: 'query_limit', severity: 'error', place: { node: 'n' }, message: 'Too much' } as const
    questions.onAnswer(answer(id, { table: null, problems: [problem] }))
    await settled()
    expect(questions.slot('preview').value).toMatchObject({ kind: 'problem', problems: [problem] })
  })
})
