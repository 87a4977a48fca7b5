import {
  type Column,
  type Json,
  type Problem,
  type ProblemCode,
  type Schema,
  type Type,
  typeInWords,
} from '../schema/index.ts'

/** An error at a field of a config; the node is added by whoever knows it. */
export function fieldProblem(
  code: ProblemCode,
  field: string,
  message: string,
  more: Partial<Pick<Problem, 'expected' | 'found' | 'hint' | 'fix' | 'severity'>> = {},
): Problem {
  return { code, severity: 'error', place: { field }, message, ...more }
}

/** Something a person has begun and not finished: it is left out of the result, and says so. */
export function unfinished(field: string, message: string): Problem {
  return fieldProblem('value_missing', field, message, {
    severity: 'warning',
    hint: 'Until then it is left out of the result.',
  })
}

/** A column that is not among the input's; the most similar name is offered as a fix. */
export function missingColumn(field: string, name: string, schema: Schema): Problem {
  const near = nearestName(
    name,
    schema.map((column) => column.name),
  )
  return fieldProblem('column_missing', field, `There is no column “${name}” any more.`, {
    found: name,
    hint: near === null ? 'Choose another column.' : `Did you mean “${near}”?`,
    ...(near === null ? {} : { fix: { label: `Use “${near}”`, field, value: near satisfies Json } }),
  })
}

export function notOperable(field: string, column: Column, purpose: string): Problem {
  return fieldProblem('column_not_operable', field, `“${column.name}” cannot be used to ${purpose}.`, {
    found: describeType(column.type),
    hint: 'Choose a column of another type.',
  })
}

export function describeType(type: Type): string {
  return type.kind === 'opaque' ? `${typeInWords(type)} (${type.engine})` : typeInWords(type)
}

/**
 * The name that differs least from `name`, by at most a third of its letters; upper and lower case are alike, and a name
 * that begins with the other is near.
 */
export function nearestName(name: string, candidates: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(name.length / 3))
  let best: string | null = null
  let bestDistance = limit + 1
  for (const candidate of candidates) {
    const distance = nameDistance(name.toLowerCase(), candidate.toLowerCase(), limit)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

function nameDistance(a: string, b: string, limit: number): number {
  if (Math.min(a.length, b.length) > 2 && (a.startsWith(b) || b.startsWith(a))) return a === b ? 0 : 1
  return Math.abs(a.length - b.length) > limit ? limit + 1 : editDistance(a, b)
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}
