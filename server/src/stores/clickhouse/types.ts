import type { IntegerBits, Type } from '@flowforge/core/schema'

export interface ParsedType {
  readonly type: Type
  readonly nullable: boolean
}

const INTEGER = /^(U?)Int(8|16|32|64|128|256)$/
const DECIMAL_WIDTHS: Readonly<Record<string, number>> = { '32': 9, '64': 18, '128': 38, '256': 76 }

/**
 * ClickHouse's name of a type as ours. What has no counterpart (Map, Tuple, FixedString, IPv4, AggregateFunction, …) is
 * opaque under its whole name. Enums are text: that is how they read and compare.
 */
export function parseClickHouseType(name: string): ParsedType {
  const { head, parts } = split(name.trim())
  if (head === 'Nullable' && parts.length === 1)
    return { type: parseClickHouseType(parts[0] ?? '').type, nullable: true }
  if (head === 'LowCardinality' && parts.length === 1) return parseClickHouseType(parts[0] ?? '')
  return { type: plainType(name.trim(), head, parts), nullable: name.trim() === 'Nothing' }
}

function plainType(name: string, head: string, parts: readonly string[]): Type {
  const integer = INTEGER.exec(name)
  if (integer) return { kind: 'integer', bits: Number(integer[2]) as IntegerBits, signed: integer[1] === '' }
  switch (head) {
    case 'Bool':
      return { kind: 'boolean' }
    case 'Float32':
      return { kind: 'float', bits: 32 }
    case 'Float64':
      return { kind: 'float', bits: 64 }
    case 'String':
    case 'Enum8':
    case 'Enum16':
      return { kind: 'text' }
    case 'Date':
    case 'Date32':
      return { kind: 'date' }
    case 'UUID':
      return { kind: 'uuid' }
    case 'DateTime':
      return { kind: 'datetime', precision: 0, zone: unquote(parts[0]) }
    case 'DateTime64':
      return { kind: 'datetime', precision: Number(parts[0] ?? 3), zone: unquote(parts[1]) }
    case 'Decimal':
      return { kind: 'decimal', precision: Number(parts[0] ?? 10), scale: Number(parts[1] ?? 0) }
    case 'Array': {
      const element = parseClickHouseType(parts[0] ?? '')
      return element.type.kind === 'opaque'
        ? { kind: 'opaque', engine: name }
        : { kind: 'array', element: element.type, elementNullable: element.nullable }
    }
    default:
      return sizedDecimal(head, parts) ?? { kind: 'opaque', engine: name }
  }
}

/** Decimal32(S) and its wider sisters. */
function sizedDecimal(head: string, parts: readonly string[]): Type | null {
  const width = /^Decimal(\d+)$/.exec(head)?.[1]
  const precision = width === undefined ? undefined : DECIMAL_WIDTHS[width]
  return precision === undefined ? null : { kind: 'decimal', precision, scale: Number(parts[0] ?? 0) }
}

/** `Head(a, b)` taken apart at its top-level commas. Quotes and nested parentheses hold together. */
function split(name: string): { head: string; parts: string[] } {
  const open = name.indexOf('(')
  if (open < 0 || !name.endsWith(')')) return { head: name, parts: [] }
  const parts: string[] = []
  let depth = 0
  let quoted = false
  let start = open + 1
  for (let index = open + 1; index < name.length - 1; index += 1) {
    const character = name[index]
    if (quoted) {
      if (character === '\\') index += 1
      else if (character === "'") quoted = false
    } else if (character === "'") quoted = true
    else if (character === '(') depth += 1
    else if (character === ')') depth -= 1
    else if (character === ',' && depth === 0) {
      parts.push(name.slice(start, index).trim())
      start = index + 1
    }
  }
  parts.push(name.slice(start, -1).trim())
  return { head: name.slice(0, open), parts }
}

function unquote(text: string | undefined): string | null {
  return text === undefined ? null : text.replace(/^'(.*)'$/, '$1')
}
