import type { Json, JsonObject } from '../schema/index.ts'

const MAXIMUM_DEPTH = 32

/** True for plain JSON of reasonable depth: what a document may hold under a key (no Yjs types, bytes or NaN). */
export function isJson(value: unknown, depth = 0): value is Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || depth >= MAXIMUM_DEPTH) return false
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  return Object.values(value).every((item) => isJson(item, depth + 1))
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `next` with every part that deeply equals its counterpart in `previous` replaced by that very object. */
export function shareJson<T extends Json>(previous: Json | undefined, next: T): T {
  if (Object.is(previous, next) || typeof next !== 'object' || next === null) return next
  if (typeof previous !== 'object' || previous === null || Array.isArray(previous) !== Array.isArray(next)) return next
  const before = previous as Readonly<Record<string, Json>>
  const entries = Object.entries(next).map(([key, value]): [string, Json] => [
    key,
    shareJson(Object.hasOwn(before, key) ? before[key] : undefined, value as Json),
  ])
  const same =
    entries.length === Object.keys(previous).length &&
    entries.every(([key, value]) => Object.hasOwn(before, key) && Object.is(before[key], value))
  if (same) return previous as T
  return (Array.isArray(next) ? entries.map(([, value]) => value) : Object.fromEntries(entries)) as unknown as T
}

export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return Object.is(a, b) || Object.is(shareJson(a, b), a)
}
