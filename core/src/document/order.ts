import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing'

/** An item of a list as its document holds it: lists stand in the order (order, id). */
export interface OrderedItem {
  readonly id: string
  readonly order: string
}

/** A key that sorts between two neighbours (null for an end), or null where there is no room: equal or foreign keys. */
export function orderBetween(after: string | null, before: string | null): string | null {
  if (after !== null && before !== null && after >= before) return null
  try {
    return generateKeyBetween(after, before)
  } catch {
    return null
  }
}

/**
 * Order keys for `ids` in this sequence. Keys that already stand stay, so that few keys change and concurrent edits of
 * other items survive; only where they contradict the sequence are all made anew.
 */
export function orderKeys(ids: readonly string[], standing: ReadonlyMap<string, string>): readonly string[] {
  const kept = ids.map((id) => standing.get(id) ?? null)
  const present = kept.filter((key) => key !== null)
  const increasing = present.every((key, i) => i === 0 || (present[i - 1] ?? '') < key)
  const filled = increasing ? fillGaps(kept) : null
  return filled ?? generateNKeysBetween(null, null, ids.length)
}

function fillGaps(keys: readonly (string | null)[]): readonly string[] | null {
  const filled: string[] = []
  try {
    for (let i = 0; i < keys.length; ) {
      const key = keys[i] ?? null
      if (key !== null) {
        // Also shows that a key which somebody else wrote is one that new keys can be made from.
        generateKeyBetween(key, null)
        filled.push(key)
        i += 1
        continue
      }
      let end = i
      while (end < keys.length && (keys[end] ?? null) === null) end += 1
      filled.push(...generateNKeysBetween(filled.at(-1) ?? null, keys[end] ?? null, end - i))
      i = end
    }
    return filled
  } catch {
    return null
  }
}
