import type { HttpProblem } from './problem.ts'

const MAX_DEPTH = 64

/**
 * The JSON of a request body; an empty body is an empty object. Refuses what is not UTF-8 JSON, is nested deeper than any
 * honest graph (recursive readers would run out of stack), or has a key that would reach an object's prototype.
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

/** Walks without recursion. */
function faultIn(value: unknown): string | null {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return `The body is nested deeper than ${MAX_DEPTH} levels.`
    const next: unknown[] = []
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue
      if (Object.hasOwn(item, '__proto__')) return 'No key may be named __proto__.'
      for (const inner of Object.values(item)) if (typeof inner === 'object' && inner !== null) next.push(inner)
    }
    level = next
  }
  return null
}
