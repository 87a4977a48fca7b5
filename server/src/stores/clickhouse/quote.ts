/** A name for an administrative statement, between back quotes. Queries of users take theirs from core's printer. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll(/[\\`]/g, (character) => `\\${character}`)}\``
}

/** A text literal for an administrative statement. */
export function quoteText(text: string): string {
  const escaped = text.replaceAll(/[\\'\0\n\r\t]/g, (character) => ESCAPES[character] ?? `\\${character}`)
  return `'${escaped}'`
}

const ESCAPES: Readonly<Record<string, string>> = { '\0': '\\0', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
