/** One piece of a statement and what it is, for colouring. The pieces joined are the statement. */
export interface SqlPart {
  readonly kind: 'keyword' | 'function' | 'name' | 'text' | 'number' | 'parameter' | 'comment' | 'plain'
  readonly text: string
}

const KEYWORDS = new Set(
  `SELECT FROM WHERE AND OR NOT IN IS NULL AS ORDER BY GROUP HAVING LIMIT OFFSET ASC DESC NULLS FIRST LAST DISTINCT CASE
   WHEN THEN ELSE END UNION ALL JOIN LEFT RIGHT INNER OUTER ON USING WITH BETWEEN LIKE ILIKE CAST INTERVAL TRUE FALSE OVER
   PARTITION FILTER EXISTS COLLATE SETTINGS ANY ARRAY VALUES`.split(/\s+/),
)

const PIECES =
  /(?<comment>--[^\n]*|\/\*[\s\S]*?\*\/)|(?<text>'(?:[^'\\]|\\.|'')*')|(?<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`)|(?<parameter>\{\w+:[^{}]+\}|\$\d+)|(?<number>\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b)|(?<word>[A-Za-z_]\w*)(?=(?<call>\s*\()?)/gi

export function highlightSql(sql: string): readonly SqlPart[] {
  const parts: SqlPart[] = []
  let end = 0
  for (const match of sql.matchAll(PIECES)) {
    if (match.index > end) parts.push({ kind: 'plain', text: sql.slice(end, match.index) })
    parts.push({ kind: kindOf(match.groups ?? {}), text: match[0] })
    end = match.index + match[0].length
  }
  if (end < sql.length) parts.push({ kind: 'plain', text: sql.slice(end) })
  return parts
}

function kindOf({
  comment,
  text,
  name,
  parameter,
  number,
  word,
  call,
}: Record<string, string | undefined>): SqlPart['kind'] {
  if (comment !== undefined) return 'comment'
  if (text !== undefined) return 'text'
  if (name !== undefined) return 'name'
  if (parameter !== undefined) return 'parameter'
  if (number !== undefined) return 'number'
  if (KEYWORDS.has((word ?? '').toUpperCase())) return 'keyword'
  return call === undefined ? 'name' : 'function'
}
