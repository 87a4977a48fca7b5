/** Decimal arithmetic on unscaled bigints. */

/** a / b rounded half away from zero; b is not zero. */
export function divideRounded(a: bigint, b: bigint): bigint {
  const negative = a < 0n !== b < 0n
  const dividend = a < 0n ? -a : a
  const divisor = b < 0n ? -b : b
  const quotient = (dividend * 2n + divisor) / (divisor * 2n)
  return negative ? -quotient : quotient
}

/** The same number at another scale, rounded half away from zero where digits are lost. */
export function rescale(unscaled: bigint, from: number, to: number): bigint {
  return to >= from ? unscaled * 10n ** BigInt(to - from) : divideRounded(unscaled, 10n ** BigInt(from - to))
}

/** `-12.50` for -1250 at scale 2. */
export function formatDecimal(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return `${unscaled < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`
}

/** The digits of `[+-]12[.50]` with their scale, or null; at most 76 digits on either side of the point. */
export function parseDecimal(text: string): { readonly unscaled: bigint; readonly scale: number } | null {
  const match = /^([+-]?)(\d{1,76})(?:\.(\d{1,76}))?$/.exec(text)
  if (match === null) return null
  const [, sign = '', whole = '', fraction = ''] = match
  const unscaled = BigInt(whole + fraction)
  return { unscaled: sign === '-' ? -unscaled : unscaled, scale: fraction.length }
}

/** Whether a decimal type holds the unscaled number. */
export function fitsPrecision(unscaled: bigint, precision: number): boolean {
  const most = 10n ** BigInt(precision)
  return -most < unscaled && unscaled < most
}

/** The nearest 64-bit float of an unscaled decimal. */
export function decimalToFloat(unscaled: bigint, scale: number): number {
  return Number(formatDecimal(unscaled, scale))
}

/** The smallest and the largest of some whole numbers. */
export function extremes(values: readonly bigint[]): readonly [low: bigint, high: bigint] {
  const [first = 0n] = values
  let low = first
  let high = first
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}
