/** Ranking of search results: pure, shared by the command palette and every searchable list. */

interface Searchable {
  readonly label: string
  /** Found in as well, but ranked below the label. */
  readonly more?: string
}

/**
 * How well `query` matches `text`: null where its letters do not appear in order, or only here and there. Whole words and starts of words count
 * most (also after `_`, `.`, `-` and at humps), then unbroken runs, then short texts.
 */
export function score(query: string, text: string): number | null {
  const wanted = query.toLowerCase().replace(/\s+/g, ' ').trim()
  const lower = text.toLowerCase()
  if (wanted === '') return 0
  const at = lower.indexOf(wanted)
  if (at >= 0) {
    const atStart = at === 0 ? 40 : startsWord(text, at) ? 30 : 0
    const wholeWord = at + wanted.length === lower.length || !/[\p{L}\p{N}]/u.test(lower[at + wanted.length] ?? '')
    return 100 + atStart + (wholeWord ? 10 : 0) - Math.min(20, lower.length / 10)
  }
  let total = 0
  let from = 0
  let previous = -2
  for (const letter of wanted.replaceAll(' ', '')) {
    const found = lower.indexOf(letter, from)
    if (found < 0) return null
    total += found === previous + 1 ? 4 : startsWord(text, found) ? 6 : -Math.min(3, found - from)
    previous = found
    from = found + 1
  }
  // Letters strewn over a text say nothing.
  return total <= wanted.length ? null : total - Math.min(20, lower.length / 10)
}

function startsWord(text: string, at: number): boolean {
  if (at === 0) return true
  const before = text[at - 1] ?? ''
  const letter = text[at] ?? ''
  if (!/[\p{L}\p{N}]/u.test(before)) return true
  return /\p{Ll}/u.test(before) && /\p{Lu}/u.test(letter)
}

/** The items that match, best first; equal ones keep their order. */
export function rank<Item>(query: string, items: readonly Item[], read: (item: Item) => Searchable): readonly Item[] {
  const scored: { readonly item: Item; readonly points: number }[] = []
  for (const item of items) {
    const { label, more } = read(item)
    const own = score(query, label)
    const other = more === undefined || more === '' ? null : score(query, more)
    // Letters scattered over a long description say nothing; only a real piece of it counts.
    const weak = other !== null && other > 60 ? other - 80 : null
    const points = own === null ? weak : Math.max(own, weak ?? own)
    if (points !== null) scored.push({ item, points })
  }
  return scored.sort((a, b) => b.points - a.points).map(({ item }) => item)
}
