import { FLOAT64, type Type, typeInWords } from '../schema/index.ts'
import { extremes } from './number.ts'
import {
  asDecimal,
  type DecimalType,
  decimalOf,
  type IntegerType,
  integerRange,
  integerTypeFor,
  isNumber,
  MAXIMUM_PRECISION,
  type Reason,
} from './types.ts'

export type ArithmeticName = 'add' | 'subtract' | 'multiply' | 'divide' | 'modulo' | 'negate'

const TOO_WIDE: Reason = { reason: 'the result may not fit any exact number: convert to a float first' }

/** Result types of arithmetic: wide enough for every operand, so that no store can wrap silently. */
export function arithmeticType(name: ArithmeticName, types: readonly Type[]): Type | Reason {
  const expected = name === 'negate' ? 1 : 2
  const [a, b = a] = types
  if (types.length !== expected || a === undefined || b === undefined)
    return { reason: `it takes ${expected} argument${expected === 1 ? '' : 's'}` }
  if (!isNumber(a) || !isNumber(b)) return { reason: `it takes numbers, not ${typeInWords(isNumber(a) ? b : a)}` }
  if (name === 'modulo') {
    if (a.kind === 'integer' && b.kind === 'integer') return a
    return { reason: 'it takes whole numbers' }
  }
  if (a.kind === 'float' || b.kind === 'float') return FLOAT64
  if (a.kind === 'integer' && b.kind === 'integer') return integerResult(name, a, b)
  return decimalResult(name, asDecimal(a), asDecimal(b))
}

function integerResult(name: Exclude<ArithmeticName, 'modulo'>, a: IntegerType, b: IntegerType): Type | Reason {
  const [lowA, highA] = integerRange(a)
  const [lowB, highB] = integerRange(b)
  const unsigned = !a.signed && !b.signed
  switch (name) {
    case 'add':
      return integerTypeFor(lowA + lowB, highA + highB, unsigned) ?? TOO_WIDE
    case 'subtract':
      return integerTypeFor(lowA - highB, highA - lowB) ?? TOO_WIDE
    case 'multiply': {
      const [low, high] = extremes([lowA * lowB, lowA * highB, highA * lowB, highA * highB])
      return integerTypeFor(low, high, unsigned) ?? TOO_WIDE
    }
    case 'negate':
      return integerTypeFor(-highA, -lowA) ?? TOO_WIDE
    case 'divide':
      return FLOAT64
  }
}

/** How many more digits after the point a quotient of decimals has than its dividend. */
const QUOTIENT_DIGITS = 6

function decimalResult(name: Exclude<ArithmeticName, 'modulo'>, a: DecimalType, b: DecimalType): Type | Reason {
  const digitsA = a.precision - a.scale
  const digitsB = b.precision - b.scale
  const scale = Math.max(a.scale, b.scale)
  switch (name) {
    case 'add':
    case 'subtract':
      return decimalOf(Math.max(digitsA, digitsB) + 1, scale) ?? TOO_WIDE
    case 'multiply':
      return decimalOf(digitsA + digitsB, a.scale + b.scale) ?? TOO_WIDE
    case 'negate':
      return a
    case 'divide':
      return decimalOf(digitsA + b.scale, a.scale + QUOTIENT_DIGITS) ?? TOO_WIDE
  }
}

/** Up to 16 bits, 64 hold the sum of 2^47 rows; wider ones get room for 2^64 rows. */
export function integerSumType(type: IntegerType): Type | Reason {
  if (type.bits <= 16) return { kind: 'integer', bits: 64, signed: type.signed }
  if (type.bits <= 64) return { kind: 'integer', bits: 128, signed: type.signed }
  return type.bits === 128 ? { kind: 'integer', bits: 256, signed: type.signed } : TOO_WIDE
}

/** Room for 10^19 rows; a decimal's sum keeps its scale. */
export function decimalSumType(type: DecimalType): Type | Reason {
  const precision = type.precision + 19
  return precision > MAXIMUM_PRECISION ? TOO_WIDE : { ...type, precision }
}
