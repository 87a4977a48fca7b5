import type { Question } from '@flowforge/core/protocol'
import type { Problem } from '@flowforge/core/schema'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Asking } from '../document/index.ts'
import type { Answered } from './answers.ts'
import { useEditor } from './editor-context.ts'

/** What is known of a question, for a component. */
export interface AnswerView {
  /** The answer, or the last one to the same question while a newer one is on its way. */
  readonly answer: Answered | null
  /** True where `answer` is about the node as it stands. */
  readonly isCurrent: boolean
  readonly state: 'idle' | 'asking' | 'offline' | 'problem' | 'cancelled' | 'answered'
  readonly problems: readonly Problem[]
  /** When the question was sent (ms since 1970); null where none is under way. */
  readonly since: number | null
  readonly refresh: () => void
  readonly cancel: () => void
}

/** Waits for a pause in typing before it asks. */
const PAUSE = 160
const NONE: readonly Problem[] = []

/**
 * Asks a question about a node whenever what the node computes changes; null asks nothing. A newer question of the slot
 * cancels the older one, and leaving the screen cancels too.
 */
export function useAnswer(slot: string, node: string | null, question: Question | null): AnswerView {
  const editor = useEditor()
  const { answers } = editor
  const signature = node === null ? undefined : editor.signatures.value.get(node)
  const version = editor.catalog.value?.version
  const text = question === null ? null : JSON.stringify(question)
  const asks = signature !== undefined && version !== undefined && text !== null
  const key = asks ? `${signature} ${version} ${text}` : null
  const [turn, setTurn] = useState(0)
  const asked = useRef(0)
  const shown = useRef<{ readonly about: string; readonly answer: Answered } | null>(null)

  useEffect(() => {
    if (key === null || node === null || question === null) return
    const again = asked.current !== turn
    if (!again && answers.known(key) !== undefined) return
    const timer = setTimeout(
      () => {
        asked.current = turn
        answers.ask(slot, key, node, question)
      },
      again ? 0 : PAUSE,
    )
    return () => {
      clearTimeout(timer)
      answers.cancel(slot)
    }
    // The question is told apart by its text.
  }, [answers, slot, key, node, turn])

  const current = key === null ? undefined : answers.known(key)
  const about = `${node} ${text}`
  if (current !== undefined) shown.current = { about, answer: current }
  const last = shown.current?.about === about ? shown.current.answer : null
  const asking = answers.slot(slot).value
  const own = asking.kind !== 'idle' && asking.node === node ? asking : null
  return {
    answer: current ?? last,
    isCurrent: current !== undefined,
    state: key === null ? 'idle' : stateOf(own, current !== undefined),
    problems: own?.kind === 'problem' ? own.problems : NONE,
    since: own?.kind === 'asking' ? own.since : null,
    refresh: () => setTurn(turn + 1),
    cancel: () => answers.cancel(slot),
  }
}

/** A question that is not sent yet, because somebody may still be typing, counts as asked. */
function stateOf(own: Exclude<Asking, { kind: 'idle' }> | null, isKnown: boolean): AnswerView['state'] {
  if (own?.kind === 'asking') return 'asking'
  if (isKnown) return 'answered'
  return own === null || own.kind === 'answered' ? 'asking' : own.kind
}
