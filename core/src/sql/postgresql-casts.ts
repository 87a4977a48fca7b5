import { type Call, type Expression, integerRange, isReason } from '../plan/index.ts'
import type { Type } from '../schema/index.ts'
import type { Writer } from './dialect.ts'
import { postgresTypeName } from './postgresql-types.ts'
import { atom, BINDING, type Sql, within } from './spelling.ts'

/** `x::type`; the value is known to fit. */
export function castTo(sql: Sql, type: Type): Sql {
  const name = postgresTypeName(type)
  return isReason(name) ? sql : cast(sql, name)
}

const cast = (sql: Sql, name: string): Sql => atom(`${within(sql, BINDING.prefix)}::${name}`)

/** `cast` as plan/cast.ts defines it. */
export function spellCast(call: Call, writer: Writer): Sql {
  const [inner] = call.arguments
  if (inner === undefined) throw new TypeError('cast lacks its argument')
  const sql = writer.print(inner)
  const [from, to] = [inner.type, call.type]
  switch (from.kind) {
    case 'boolean':
      return to.kind === 'integer' ? cast(cast(sql, 'integer'), typeName(to)) : castTo(sql, to)
    case 'integer':
    case 'float':
    case 'decimal':
      return castNumber(sql, inner, to, writer)
    case 'date':
      return to.kind === 'datetime' ? cast(cast(sql, 'timestamp'), typeName(to)) : castTo(sql, to)
    case 'datetime':
      return castDatetime(sql, from, to)
    case 'uuid':
      return castTo(sql, to)
    case 'text':
      return to.kind === 'text' ? sql : writer.refuse('it reads numbers and times in text otherwise than FlowForge')
    default:
      return writer.refuse('this conversion does not exist there')
  }
}

function typeName(type: Type): string {
  const name = postgresTypeName(type)
  return isReason(name) ? 'text' : name
}

function castDatetime(sql: Sql, from: Extract<Type, { kind: 'datetime' }>, to: Type): Sql {
  const utc = `${within(cast(sql, 'timestamptz'), BINDING.prefix)} AT TIME ZONE 'UTC'`
  if (to.kind === 'date') return cast(atom(`(${utc})`), 'date')
  if (to.kind === 'text') {
    const digits = from.precision === 0 ? '' : `.FF${Math.min(from.precision, 6)}`
    return atom(`to_char(${utc}, 'YYYY-MM-DD"T"HH24:MI:SS${digits}"Z"')`)
  }
  // A cast to fewer digits would round; date_trunc cuts off, but only knows thousandths and millionths.
  if (to.kind === 'datetime' && to.precision < from.precision) {
    const step = 10 ** (6 - to.precision)
    return atom(`date_bin('${step} microseconds', ${cast(sql, 'timestamptz').text}, '1900-01-01Z')`)
  }
  return cast(sql, 'timestamptz')
}

function castNumber(sql: Sql, inner: Expression, to: Type, writer: Writer): Sql {
  const from = inner.type
  switch (to.kind) {
    case 'text':
      return from.kind === 'decimal' ? cast(cast(sql, typeName(from)), 'text') : cast(sql, 'text')
    case 'float':
      if (to.bits === 32 && !(from.kind === 'float' && from.bits === 32)) return writer.refuse('narrow floats')
      return castTo(sql, to)
    case 'integer':
      return toInteger(sql, from, to, writer)
    case 'decimal': {
      const scale = from.kind === 'decimal' ? from.scale : 0
      const rounded = scale > to.scale ? atom(`round(${sql.text}, ${to.scale})`) : cast(sql, 'numeric')
      return atom(
        `CASE WHEN abs(${rounded.text}) < 1${'0'.repeat(to.precision - to.scale)} THEN ${castTo(rounded, to).text} END`,
      )
    }
    default:
      return writer.refuse('this conversion does not exist there')
  }
}

/** Cut off at the point; NULL where it does not fit. */
function toInteger(sql: Sql, from: Type, to: Extract<Type, { kind: 'integer' }>, writer: Writer): Sql {
  const [low, high] = integerRange(to)
  const whole = from.kind === 'integer' ? sql : atom(`trunc(${sql.text})`)
  if (from.kind === 'float') {
    // float8 to bigint is exact within bounds, float8 to numeric keeps only 15 digits.
    if (to.bits > 64 || (to.bits === 64 && !to.signed))
      return writer.refuse('floats become whole numbers of up to 64 bits only')
    const inside = `${whole.text} >= '${low}'::double precision AND ${whole.text} < '${high + 1n}'::double precision`
    return atom(`CASE WHEN ${inside} THEN ${castTo(cast(whole, 'bigint'), to).text} END`)
  }
  return atom(`CASE WHEN ${whole.text} BETWEEN ${low} AND ${high} THEN ${castTo(whole, to).text} END`)
}
