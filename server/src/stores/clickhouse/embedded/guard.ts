/**
 * What `readonly=1` lets through and no query of ours needs: writing a file on the engine's machine
 * (`INTO OUTFILE`) and the scalar functions that read one. Statements come from our own printer; this holds should it err.
 */
const FILE_FUNCTIONS = new Set(['file', 'catboostevaluate', 'filesystemavailable', 'filesystemcapacity'])

const TOKEN =
  /\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^'\\]|\\[\s\S]|'')*'?|`((?:[^`\\]|\\[\s\S]|``)*)`?|"((?:[^"\\]|\\[\s\S]|"")*)"?|([A-Za-z_][A-Za-z0-9_]*)|[\s\S]/g

/** The reason to refuse a statement, or null. */
export function refusal(sql: string): string | null {
  let previous = ''
  let beforePrevious = ''
  let word = ''
  for (const match of sql.matchAll(TOKEN)) {
    const token = match[0]
    if (/^(\s|--|\/\*)/.test(token)) continue
    const name = (match[1] ?? match[2] ?? match[3] ?? '').toLowerCase()
    if (name === 'outfile' && previous === 'into') return 'INTO OUTFILE is not allowed'
    if (token === '(' && FILE_FUNCTIONS.has(word)) return `${word}() is not allowed`
    // A column transformer applies a function by its bare name: APPLY(file), APPLY file.
    const applied = previous === 'apply' || (previous === '(' && beforePrevious === 'apply')
    if (applied && FILE_FUNCTIONS.has(name)) return `${name} is not allowed`
    beforePrevious = previous
    previous = name === '' ? token : name
    word = name
  }
  return null
}
