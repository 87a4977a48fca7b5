/** Text in lines; what stands in an inner list is indented one step further. */
export type Lines = readonly (string | Lines)[]

/** The text of the lines. */
export function textOf(lines: Lines): string {
  const texts: string[] = []
  collect(lines, '', texts)
  return texts.join('\n')
}

function collect(lines: Lines, indent: string, into: string[]): void {
  for (const line of lines) {
    if (typeof line === 'string') into.push(indent + line)
    else collect(line, `${indent}  `, into)
  }
}
