import { cellOf, integerRange, type Value } from '@flowforge/core/plan'
import type { Type } from '@flowforge/core/schema'
import type { SqlParameter } from '@flowforge/core/sql'

/** What `@clickhouse/client` is given for one parameter: it escapes text and the text inside arrays. */
export type EncodedParameter = string | null | readonly EncodedItem[]
type EncodedItem = string | null | readonly EncodedItem[]

/** The parameters of a statement as `query_params`. Throws where a value does not fit its type: that is a compiler's bug. */
export function encodeParameters(parameters: readonly SqlParameter[]): Record<string, EncodedParameter> {
  return Object.fromEntries(parameters.map(({ name, type, value }) => [name, encodeValue(type, value)]))
}

function encodeValue(type: Type, value: Value): EncodedParameter {
  if (value === null) return null
  if (type.kind !== 'array') return scalarText(type, value)
  // The client quotes every text inside an array, which numbers do not survive: arrays of those travel as one text.
  return isQuotedInside(type.element) ? items(type.element, value) : bareText(type.element, value)
}

function items(element: Type, value: Value): readonly EncodedItem[] {
  return list(value).map((item) => {
    if (item === null) return null
    return element.kind === 'array' ? items(element.element, item) : scalarText(element, item)
  })
}

function bareText(element: Type, value: Value): string {
  const parts = list(value).map((item) => {
    if (item === null) return 'NULL'
    return element.kind === 'array' ? bareText(element.element, item) : scalarText(element, item)
  })
  return `[${parts.join(',')}]`
}

/** Whether ClickHouse writes a value of this type between quotes inside an array. */
function isQuotedInside(type: Type): boolean {
  switch (type.kind) {
    case 'array':
      return isQuotedInside(type.element)
    case 'boolean':
    case 'integer':
    case 'float':
    case 'decimal':
      return false
    default:
      return true
  }
}

function scalarText(type: Type, value: Value): string {
  switch (type.kind) {
    case 'integer': {
      const integer = requireKind(value, 'bigint', type)
      const [low, high] = integerRange(type)
      // ClickHouse wraps a parameter that is out of range instead of refusing it.
      if (integer < low || integer > high) throw new RangeError(`${integer} does not fit the type of its parameter`)
      return integer.toString()
    }
    case 'decimal':
    case 'date':
      return String(cellOf(type, requireKind(value, 'bigint', type)))
    case 'datetime':
      return momentText(String(cellOf(type, requireKind(value, 'bigint', type))))
    case 'float':
      return floatText(requireKind(value, 'number', type))
    case 'boolean':
      return requireKind(value, 'boolean', type) ? 'true' : 'false'
    default:
      return requireKind(value, 'string', type)
  }
}

/**
 * A moment without its zone: the placeholder's own type is in UTC. Whole seconds go without a fraction, which a
 * placeholder of type DateTime would not take.
 */
function momentText(cell: string): string {
  return cell.replace('T', ' ').replace(/(\.0+)?Z$/, '')
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  return Object.is(value, -0) ? '-0' : String(value)
}

interface Primitives {
  bigint: bigint
  number: number
  string: string
  boolean: boolean
}

function requireKind<Kind extends keyof Primitives>(value: Value, kind: Kind, type: Type): Primitives[Kind] {
  if (typeof value !== kind) throw new TypeError(`a parameter of kind ${type.kind} holds a ${typeof value}`)
  return value as Primitives[Kind]
}

function list(value: Value): readonly Value[] {
  if (!Array.isArray(value)) throw new TypeError('a parameter of kind array holds no array')
  return value
}
