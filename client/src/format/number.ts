/** Numbers for the screen: thin spaces between groups, a real minus, never a loss of digits that the reader would miss. */
const THIN = '\u2009'
const MINUS = '\u2212'

/** Groups the digits of a plain decimal numeral given as text, exact at any length: `-12345.600` → `−12 345.600`. */
export function groupDigits(numeral: string): string {
  const match = /^(-?)(\d+)(\.\d+)?(e[+-]?\d+)?$/i.exec(numeral)
  if (match === null) return numeral
  const [, sign = '', whole = '', fraction = '', exponent = ''] = match
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, THIN) : whole
  return `${sign === '' ? '' : MINUS}${grouped}${fraction}${exponent}`
}

/** A count of things: `2 000 000`. */
export const formatCount = (count: number): string => groupDigits(String(Math.round(count)))

/** A count with its noun: `1 row`, `2 000 rows`. */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

/** A count in a narrow place: `940`, `12.4 k`, `2 m`, `3.1 bn`. */
export function formatCompact(count: number): string {
  const units: readonly [number, string][] = [
    [1e9, 'bn'],
    [1e6, 'm'],
    [1e3, 'k'],
  ]
  const size = Math.abs(count)
  for (const [unit, name] of units) {
    if (size < unit * 0.9995) continue
    const scaled = size / unit
    const digits = scaled < 99.95 ? 1 : 0
    return `${count < 0 ? MINUS : ''}${scaled.toFixed(digits).replace(/\.0$/, '')}${THIN}${name}`
  }
  return groupDigits(String(Math.round(count)))
}

/** A float as one reads it: at most ten significant digits (the sum of 0.1 and 0.2 is 0.3); the cell's popover has all. */
export function formatFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 1e15 || size < 1e-6) return value.toExponential(4).replace('-', MINUS).replace(/e\+/, 'e')
  return groupDigits(String(Number(value.toPrecision(10))))
}

/** A share of one: `6.4 %`; what is not nothing never reads as nothing: `<0.1 %`. */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent > 0 && percent < 0.05) return `<0.1${THIN}%`
  const digits = percent !== 0 && Math.abs(percent) < 10 ? 1 : 0
  return `${percent.toFixed(digits)}${THIN}%`
}

/** How long something took: `<1 ms`, `38 ms`, `1.8 s`, `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1) return '<1 ms'
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`
  const seconds = Math.round(milliseconds / 1000)
  const rest = seconds % 60
  return rest === 0 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 60)} min ${rest} s`
}
