import type { HttpProblem } from './problem.ts'

const MAX_DEPTH = 64

/** NUL and halves of surrogate pairs: no text column and no JSON column of PostgreSQL holds them. */
const UNSTORABLE = /[\0\p{Surrogate}]/u

export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text)
}

/**
 * The JSON of a request body; an empty body is an empty object. Refuses what is not UTF-8 JSON, is nested deeper than any
 * honest graph (recursive readers would run out of stack), has a key that would reach an object's prototype, or text that
 * cannot be stored.
 */
export function readJson(
  contentType: string | undefined,
  bytes: Uint8Array,
): { readonly value: unknown } | { readonly problem: HttpProblem } {
  if (bytes.byteLength === 0) return { value: {} }
  if (contentType?.split(';')[0]?.trim().toLowerCase() !== 'application/json')
    return { problem: { code: 'unsupported_media_type', detail: 'The body must be sent as application/json.' } }
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return { problem: { code: 'bad_request', detail: 'The body is not JSON.' } }
  }
  const fault = faultIn(value)
  return fault === null ? { value } : { problem: { code: 'bad_request', detail: fault } }
}

const UNSTORABLE_TEXT = 'Text may not hold NUL or half a surrogate pair.'

/** Walks level by level, without recursion. */
function faultIn(value: unknown): string | null {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return `The body is nested deeper than ${MAX_DEPTH} levels.`
    const next: unknown[] = []
    for (const item of level) {
      const fault = faultOf(item)
      if (fault !== null) return fault
      if (typeof item === 'object' && item !== null) for (const inner of Object.values(item)) next.push(inner)
    }
    level = next
  }
  return null
}

/** What is wrong with a value itself, whatever is inside it. */
function faultOf(item: unknown): string | null {
  if (typeof item === 'string') return isStorable(item) ? null : UNSTORABLE_TEXT
  if (typeof item !== 'object' || item === null) return null
  if (Object.hasOwn(item, '__proto__')) return 'No key may be named __proto__.'
  return Object.keys(item).every(isStorable) ? null : UNSTORABLE_TEXT
}
