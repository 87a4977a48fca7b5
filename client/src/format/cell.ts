import type { Cell } from '@flowforge/core/protocol'
import type { Type } from '@flowforge/core/schema'
import { formatFloat, groupDigits } from './number.ts'

/** A cell as it is drawn. `quiet` stands dimmed in front of `text` (the date of a datetime). */
export interface CellText {
  readonly text: string
  readonly quiet?: string
  readonly isNull?: boolean
}

const NULL: CellText = { text: 'NULL', isNull: true }

/** True where values line up at the right, by their last digit. */
export const isRightAligned = (type: Type): boolean =>
  type.kind === 'integer' || type.kind === 'float' || type.kind === 'decimal'

/**
 * How a cell of a result is drawn. Exact numbers stay exact: they come as text and are only grouped. Times show
 * `fractionDigits` digits of their seconds' fraction, by default as many as the value has.
 */
export function formatCell(cell: Cell, type: Type, fractionDigits?: number): CellText {
  if (cell === null) return NULL
  switch (type.kind) {
    case 'integer':
    case 'decimal':
      return { text: groupDigits(String(cell)) }
    case 'float':
      return { text: typeof cell === 'number' ? formatFloat(cell) : String(cell) }
    case 'datetime':
      return typeof cell === 'string' ? formatDatetime(cell, type.zone, fractionDigits) : { text: String(cell) }
    case 'boolean':
      return { text: cell === true ? 'yes' : cell === false ? 'no' : String(cell) }
    case 'array':
      return { text: Array.isArray(cell) ? formatArray(cell, type.element) : JSON.stringify(cell) }
    default:
      return { text: typeof cell === 'string' ? cell : JSON.stringify(cell) }
  }
}

/** How many digits of their seconds' fraction these times need, so that all can be told apart: zeros at the end don't count. */
export function fractionDigitsOf(cells: readonly (Cell | undefined)[]): number {
  let most = 0
  for (const cell of cells) {
    if (typeof cell !== 'string') continue
    most = Math.max(most, /\.(\d*[1-9])0*Z?$/.exec(cell)?.[1]?.length ?? 0)
  }
  return most
}

/** The whole value as plain text, for copying and for the popover: full precision, nothing grouped, NULL is empty. */
export function plainCell(cell: Cell): string {
  if (cell === null) return ''
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
}

function formatArray(cells: readonly Cell[], element: Type): string {
  return `[${cells.map((cell) => formatCell(cell, element).text).join(', ')}]`
}

const zones = new Map<string, Intl.DateTimeFormat | null>()

/** `2026-11-18T09:30:01.786Z`, shown in the column's own zone where it names one, otherwise in UTC. */
function formatDatetime(iso: string, zone: string | null, fractionDigits?: number): CellText {
  const match = /^(-?\d{4,}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?Z?$/.exec(iso)
  if (match === null) return { text: iso }
  const [, date = '', time = '', fraction = ''] = match
  const local = zone === null || zone === 'UTC' ? null : inZone(`${date}T${time}Z`, zone)
  const digits = fractionDigits === undefined ? fraction : fraction.padEnd(fractionDigits, '0').slice(0, fractionDigits)
  return { quiet: local?.date ?? date, text: `${local?.time ?? time}${digits === '' ? '' : `.${digits}`}` }
}

function inZone(iso: string, zone: string): { readonly date: string; readonly time: string } | null {
  const formatter = zoneFormatter(zone)
  const at = Date.parse(iso)
  if (formatter === null || Number.isNaN(at)) return null
  const parts = Object.fromEntries(formatter.formatToParts(at).map(({ type, value }) => [type, value]))
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    time: `${parts.hour}:${parts.minute}:${parts.second}`,
  }
}

function zoneFormatter(zone: string): Intl.DateTimeFormat | null {
  const known = zones.get(zone)
  if (known !== undefined) return known
  let formatter: Intl.DateTimeFormat | null = null
  try {
    formatter = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
  } catch {
    // A zone that this browser does not know: UTC it is.
  }
  zones.set(zone, formatter)
  return formatter
}
