import type { IntegerBits, Type } from '../src/schema/index.ts'

/** The type that typeKey writes so: test cases say types in one word. */
export function parseTypeKey(key: string): Type {
  const integer = /^(u?)integer(\d+)$/.exec(key)
  if (integer) return { kind: 'integer', bits: Number(integer[2]) as IntegerBits, signed: integer[1] === '' }
  const float = /^float(32|64)$/.exec(key)
  if (float) return { kind: 'float', bits: float[1] === '32' ? 32 : 64 }
  const decimal = /^decimal\((\d+),(\d+)\)$/.exec(key)
  if (decimal) return { kind: 'decimal', precision: Number(decimal[1]), scale: Number(decimal[2]) }
  const datetime = /^datetime\((\d)\)(?:@(.+))?$/.exec(key)
  if (datetime) return { kind: 'datetime', precision: Number(datetime[1]), zone: datetime[2] ?? null }
  const array = /^array\((.+?)(\?)?\)$/.exec(key)
  if (array) return { kind: 'array', element: parseTypeKey(array[1] ?? ''), elementNullable: array[2] === '?' }
  if (key === 'boolean' || key === 'text' || key === 'date' || key === 'uuid') return { kind: key }
  throw new Error(`no type is written ${key}`)
}
