/** How a text table begins. */
export interface TextLayout {
  readonly delimiter: string
  /** Names of the columns, unique, or null where the first line is data already. */
  readonly header: readonly string[] | null
  /** Nothing stands below the header, as far as was read. */
  readonly rowless: boolean
}

const DELIMITERS = [',', ';', '\t', '|']
const DATA_LIKE = /^(?:[-+]?[\d.,]*\d[\d.,]*(?:e[-+]?\d+)?%?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|true|false|null|\\N)$/i

/**
 * Reads the layout off the first lines. The engine guesses a header only where the types below it differ, and would
 * make the header of a table of texts its first row.
 */
export function textLayout(start: string, delimiter?: string): TextLayout {
  const text = start.replace(/^\ufeff/, '')
  const chosen = delimiter ?? likelyDelimiter(firstRecord(text, ',').line)
  const first = firstRecord(text, chosen)
  const second = firstRecord(text.slice(first.end), chosen)
  const header = isHeader(first.cells, second.cells) ? uniqueNames(first.cells) : null
  const rowless = (header === null ? text : text.slice(first.end)).trim() === ''
  return { delimiter: chosen, header, rowless }
}

function likelyDelimiter(line: string): string {
  const unquoted = line.replaceAll(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => unquoted.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}

/** More of the first line's cells look like names than of the second's, or all of them do. */
function isHeader(first: readonly string[], second: readonly string[]): boolean {
  const dataLike = (cells: readonly string[]) => cells.filter((cell) => DATA_LIKE.test(cell.trim())).length
  if (first.every((cell) => cell.trim() === '')) return false
  return dataLike(first) === 0 || dataLike(first) < dataLike(second)
}

interface TextRecord {
  readonly cells: readonly string[]
  readonly line: string
  readonly end: number
}

function firstRecord(text: string, delimiter: string): TextRecord {
  const cells: string[] = []
  let cell = ''
  let quoted = false
  let index = 0
  for (; index < text.length; index += 1) {
    const character = text[index] ?? ''
    if (character === '"' && quoted && text[index + 1] === '"') {
      cell += '"'
      index += 1
    } else if (character === '"' && (quoted || cell === '')) quoted = !quoted
    else if (character === delimiter && !quoted) {
      cells.push(cell)
      cell = ''
    } else if (character === '\n' && !quoted) break
    else cell += character
  }
  return { cells: [...cells, cell.replace(/\r$/, '')], line: text.slice(0, index), end: index + 1 }
}

/** Column names without blanks around them, none empty, none twice. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return names.map((raw, index) => {
    const base = raw.trim() || `column_${index + 1}`
    let name = base
    for (let number = 2; taken.has(name); number += 1) name = `${base}_${number}`
    taken.add(name)
    return name
  })
}
