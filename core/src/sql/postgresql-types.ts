import { isReason, type Literal, type Reason, type Value } from '../plan/index.ts'
import type { IntegerBits, Type } from '../schema/index.ts'

const SIGNED: Partial<Record<IntegerBits, string>> = { 8: 'smallint', 16: 'smallint', 32: 'integer', 64: 'bigint' }
const UNSIGNED: Partial<Record<IntegerBits, string>> = { 8: 'smallint', 16: 'integer', 32: 'bigint' }

/** PostgreSQL's name of a type, or why it has none. Integers that it lacks are numeric. */
export function postgresTypeName(type: Type): string | Reason {
  switch (type.kind) {
    case 'boolean':
      return 'boolean'
    case 'integer':
      return (type.signed ? SIGNED : UNSIGNED)[type.bits] ?? 'numeric'
    case 'float':
      return type.bits === 32 ? 'real' : 'double precision'
    case 'decimal':
      return `numeric(${type.precision},${type.scale})`
    case 'text':
      return 'text'
    case 'date':
      return 'date'
    case 'datetime':
      return `timestamptz(${Math.min(type.precision, 6)})`
    case 'uuid':
      return 'uuid'
    case 'array': {
      if (type.element.kind === 'array') return { reason: 'lists in lists cannot be sent' }
      const element = postgresTypeName(type.element)
      return isReason(element) ? element : `${element}[]`
    }
    case 'opaque':
      return { reason: `values of type ${type.engine} cannot be sent` }
  }
}

/** PostgreSQL's times have microseconds; finer ones would be rounded. */
export function postgresLiteralProblem({ type, value }: Literal): Reason | null {
  const element = type.kind === 'array' ? type.element : type
  if (element.kind !== 'datetime') return null
  const values: readonly Value[] = Array.isArray(value) ? value : [value as bigint]
  const finer = values.some((item) => typeof item === 'bigint' && item % 1_000n !== 0n)
  return finer ? { reason: 'its times are no finer than microseconds' } : null
}
