/** The types of FlowForge: what a column of any store can hold, in one vocabulary. */
export type Type =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly bits: IntegerBits; readonly signed: boolean }
  | { readonly kind: 'float'; readonly bits: 32 | 64 }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'text' }
  | { readonly kind: 'date' }
  /** Points in time with `precision` fractional digits of a second; `zone` is how the store shows it, values are UTC. */
  | { readonly kind: 'datetime'; readonly precision: number; readonly zone: string | null }
  | { readonly kind: 'uuid' }
  | { readonly kind: 'array'; readonly element: Type; readonly elementNullable: boolean }
  /** A type we do not understand: kept and shown, not operable. `engine` is the store's own name of it. */
  | { readonly kind: 'opaque'; readonly engine: string }

export type IntegerBits = 8 | 16 | 32 | 64 | 128 | 256
export type TypeKind = Type['kind']

/** Types that share operators: filters and formulas speak of these, not of widths. */
export type TypeClass = 'boolean' | 'number' | 'text' | 'date' | 'datetime' | 'uuid' | 'array' | 'opaque'

const TYPE_CLASS: Record<TypeKind, TypeClass> = {
  boolean: 'boolean',
  integer: 'number',
  float: 'number',
  decimal: 'number',
  text: 'text',
  date: 'date',
  datetime: 'datetime',
  uuid: 'uuid',
  array: 'array',
  opaque: 'opaque',
}

export function typeClass(type: Type): TypeClass {
  return TYPE_CLASS[type.kind]
}

export const BOOLEAN: Type = { kind: 'boolean' }
export const TEXT: Type = { kind: 'text' }
export const DATE: Type = { kind: 'date' }
export const UUID: Type = { kind: 'uuid' }
export const INT64: Type = { kind: 'integer', bits: 64, signed: true }
export const UINT64: Type = { kind: 'integer', bits: 64, signed: false }
export const FLOAT64: Type = { kind: 'float', bits: 64 }

/** Structural equality; a datetime's display zone counts. */
export function equalTypes(a: Type, b: Type): boolean {
  return typeKey(a) === typeKey(b)
}

/** A short canonical spelling such as `integer64`, `uinteger8`, `decimal(18,4)`, `datetime(3)@UTC`; equal types have equal keys. */
export function typeKey(type: Type): string {
  switch (type.kind) {
    case 'integer':
      return `${type.signed ? '' : 'u'}integer${type.bits}`
    case 'float':
      return `float${type.bits}`
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`
    case 'datetime':
      return `datetime(${type.precision})${type.zone === null ? '' : `@${type.zone}`}`
    case 'array':
      return `array(${typeKey(type.element)}${type.elementNullable ? '?' : ''})`
    case 'opaque':
      return `opaque(${type.engine})`
    default:
      return type.kind
  }
}

const WORDS: Record<TypeKind, string> = {
  boolean: 'yes or no',
  integer: 'whole number',
  float: 'number',
  decimal: 'decimal',
  text: 'text',
  date: 'date',
  datetime: 'date and time',
  uuid: 'UUID',
  array: 'list',
  opaque: 'other',
}

/** The type in a user's words, for screens and problems. */
export function typeInWords(type: Type): string {
  return type.kind === 'array' ? `list of ${typeInWords(type.element)}` : WORDS[type.kind]
}
