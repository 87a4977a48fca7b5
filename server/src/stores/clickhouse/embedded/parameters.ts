const PREFIX = 'param_'
const ARRAY_PLACEHOLDER = /\{\s*(\w+)\s*:\s*Array\s*\(/g

const UNESCAPED: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  r: '\r',
  n: '\n',
  t: '\t',
  '0': '\0',
}

/**
 * The bound parameters of a request in the form chDB's binder takes. Over HTTP they arrive as ClickHouse's escaped text;
 * chDB escapes strings itself, so scalars are unescaped first, while arrays must reach the engine as they are.
 */
export function boundParameters(sql: string, query: URLSearchParams): Record<string, unknown> {
  const arrays = new Set(Array.from(sql.matchAll(ARRAY_PLACEHOLDER), (match) => match[1]))
  const bound: Record<string, unknown> = {}
  for (const [key, text] of query) {
    if (!key.startsWith(PREFIX)) continue
    const name = key.slice(PREFIX.length)
    bound[name] = arrays.has(name) ? verbatimArray(text) : scalar(text)
  }
  return bound
}

function scalar(text: string): string | null {
  if (text === '\\N') return null
  return text.replaceAll(/\\([\s\S])/g, (_, character: string) => UNESCAPED[character] ?? character)
}

/**
 * chDB prints an array as `[` + its mapped elements + `]` and quotes every string in it, which no array of decimals
 * survives. This one prints its text as it came.
 */
function verbatimArray(text: string): readonly string[] {
  return Object.assign([], { map: () => [text.slice(1, -1)] })
}
