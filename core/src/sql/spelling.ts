/** A piece of SQL with how tightly it binds, so that parentheses stand only where they are needed. */
export interface Sql {
  readonly text: string
  readonly binding: Binding
}

/** Loosest first; both dialects agree on this much. What is `whole` keeps its parentheses inside everything. */
export const BINDING = {
  whole: 0,
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  other: 5,
  sum: 6,
  product: 7,
  prefix: 8,
  atom: 9,
} as const
export type Binding = (typeof BINDING)[keyof typeof BINDING]

export const atom = (text: string): Sql => ({ text, binding: BINDING.atom })

/** The text, in parentheses unless it binds tighter than `than`. */
export function within(sql: Sql, than: Binding): string {
  return sql.binding > than ? sql.text : `(${sql.text})`
}

/** `name(a, b)` */
export function called(name: string, ...args: readonly Sql[]): Sql {
  return atom(`${name}(${args.map((arg) => arg.text).join(', ')})`)
}

/** `a operator b`; operands that bind no tighter get parentheses. */
export function infix(operator: string, binding: Binding, a: Sql, b: Sql): Sql {
  return { text: `${within(a, binding)} ${operator} ${within(b, binding)}`, binding }
}

/** `a AND b AND c` */
export function joined(operator: 'AND' | 'OR', parts: readonly Sql[]): Sql {
  const binding = operator === 'AND' ? BINDING.and : BINDING.or
  // An AND inside an OR needs no parentheses, but readers do.
  return {
    text: parts.map((part) => (part.binding === binding ? part.text : within(part, BINDING.and))).join(` ${operator} `),
    binding,
  }
}

export function suffixed(sql: Sql, suffix: string): Sql {
  return { text: `${within(sql, BINDING.comparison)} ${suffix}`, binding: BINDING.comparison }
}
