import {
  call,
  cast,
  checkCall,
  checkCast,
  column,
  comparable,
  type Expression,
  type FunctionName,
  isReason,
  isTime,
  type Literal,
  literal,
  type PlanColumn,
  TIME_UNITS,
  timeFloor,
  timeShift,
} from '../src/plan/index.ts'
import { TEXT, type Type, type TypeClass, typeClass } from '../src/schema/index.ts'
import type { Random } from './random.ts'
import { RANDOM_TYPES, randomValue } from './random-values.ts'

type Called = Exclude<FunctionName, 'cast'>

/** Random expressions over some columns, typed so that every call is one the checker accepts. */
export class RandomExpressions {
  readonly #random: Random
  readonly #columns: readonly PlanColumn[]

  constructor(random: Random, columns: readonly PlanColumn[]) {
    this.#random = random
    this.#columns = columns
  }

  /** Any expression; deeper ones are rarer. */
  any(depth: number): Expression {
    if (depth === 0 || this.#random.chance(0.3)) return this.leaf()
    const kind = this.#random.pick<TypeClass>(['boolean', 'number', 'number', 'text', 'date', 'datetime'])
    return this.of(kind, depth)
  }

  of(kind: TypeClass, depth: number): Expression {
    switch (kind) {
      case 'boolean':
        return this.condition(depth)
      case 'number':
        return this.number(depth)
      case 'text':
        return this.text(depth)
      case 'date':
      case 'datetime':
        return this.time(depth)
      default:
        return this.leaf(kind)
    }
  }

  /** A column, or now and then a literal, of the class where it is given. */
  leaf(kind?: TypeClass): Expression {
    const fitting = this.#columns.filter(({ type }) => kind === undefined || typeClass(type) === kind)
    if (fitting.length > 0 && this.#random.chance(0.8)) return column(this.#random.pick(fitting))
    const types = RANDOM_TYPES.filter((type) => kind === undefined || typeClass(type) === kind)
    return this.literalOf(this.#random.pick(types))
  }

  literalOf(type: Type): Literal {
    return literal(type, this.#random.chance(0.1) ? null : randomValue(this.#random, type))
  }

  condition(depth: number): Expression {
    if (depth === 0) return this.comparison(0)
    const deeper = (): Expression => this.condition(depth - 1)
    switch (this.#random.between(0, 9)) {
      case 0:
      case 1:
        return call(
          this.#random.pick<Called>(['and', 'or']),
          ...Array.from({ length: this.#random.between(1, 3) }, deeper),
        )
      case 2:
        return call('not', deeper())
      case 3:
        return call(this.#random.pick<Called>(['is_null', 'is_not_null']), this.any(depth - 1))
      case 4:
        return this.membership(depth)
      case 5:
        return call(
          this.#random.pick<Called>(['contains', 'starts_with', 'ends_with']),
          this.text(depth - 1),
          this.text(0),
        )
      case 6:
        return this.leaf('boolean')
      case 7:
        return this.alternatives('boolean', depth)
      default:
        return this.comparison(depth - 1)
    }
  }

  comparison(depth: number): Expression {
    const left = this.any(depth)
    const right = this.#random.chance(0.5) ? this.literalOf(left.type) : this.of(typeClass(left.type), depth)
    const name = this.#random.pick<Called>([
      'equal',
      'not_equal',
      'less',
      'less_or_equal',
      'greater',
      'greater_or_equal',
    ])
    return this.#tryCall(name, [left, right]) ?? call('is_null', left)
  }

  membership(depth: number): Expression {
    const value = this.any(depth - 1)
    const fitting = RANDOM_TYPES.filter((type) => comparable(type, value.type))
    const element = this.#random.chance(0.7) || fitting.length === 0 ? value.type : this.#random.pick(fitting)
    const values = Array.from({ length: this.#random.between(0, 4) }, () => this.literalOf(element).value)
    const list = literal({ kind: 'array', element, elementNullable: values.includes(null) }, values)
    return this.#tryCall('in', [value, list]) ?? call('is_null', value)
  }

  number(depth: number): Expression {
    if (depth === 0) return this.leaf('number')
    const deeper = (): Expression => this.number(depth - 1)
    switch (this.#random.between(0, 6)) {
      case 0:
        return this.#tryCall(this.#random.pick<Called>(['floor', 'negate']), [deeper()]) ?? this.leaf('number')
      case 1:
        return call('length', this.text(depth - 1))
      case 2:
        return this.alternatives('number', depth)
      case 3: {
        const inner = this.any(depth - 1)
        const target = this.#random.pick(RANDOM_TYPES.filter((type) => typeClass(type) === 'number'))
        return isReason(checkCast(inner, target)) ? this.leaf('number') : cast(inner, target)
      }
      default: {
        const name = this.#random.pick<Called>(['add', 'subtract', 'multiply', 'divide', 'modulo'])
        return this.#tryCall(name, [deeper(), deeper()]) ?? this.leaf('number')
      }
    }
  }

  text(depth: number): Expression {
    if (depth === 0) return this.leaf('text')
    switch (this.#random.between(0, 3)) {
      case 0:
        return call('lower', this.text(depth - 1))
      case 1:
        return this.alternatives('text', depth)
      case 2: {
        const inner = this.any(depth - 1)
        return isReason(checkCast(inner, TEXT)) ? this.leaf('text') : cast(inner, TEXT)
      }
      default:
        return this.leaf('text')
    }
  }

  time(depth: number): Expression {
    const time = this.leaf(this.#random.pick<TypeClass>(['date', 'datetime']))
    if (depth === 0 || !isTime(time.type)) return time
    const unit = this.#random.pick(
      TIME_UNITS.filter(
        (candidate) => time.type.kind === 'datetime' || !['second', 'minute', 'hour'].includes(candidate),
      ),
    )
    switch (this.#random.between(0, 3)) {
      case 0:
        return timeFloor(time, unit)
      case 1:
        return timeShift(time, this.#random.chance(0.5) ? this.#random.between(-40, 40) : this.#amount(), unit)
      case 2: {
        const target = this.#random.pick(RANDOM_TYPES.filter(isTime))
        return cast(time, target)
      }
      default:
        return this.alternatives(typeClass(time.type), depth)
    }
  }

  /** A choice between expressions of one class. */
  alternatives(kind: TypeClass, depth: number): Expression {
    const choice = (): Expression => this.of(kind, depth - 1)
    const name = this.#random.pick<Called>(['if', 'coalesce', 'least', 'greatest'])
    const args =
      name === 'if'
        ? [this.condition(depth - 1), choice(), choice()]
        : Array.from({ length: this.#random.between(1, 3) }, choice)
    return this.#tryCall(name, args) ?? this.leaf(kind)
  }

  #amount(): Expression {
    const integers = this.#columns.filter(({ type }) => type.kind === 'integer')
    return integers.length === 0
      ? literal({ kind: 'integer', bits: 8, signed: true }, 7n)
      : column(this.#random.pick(integers))
  }

  #tryCall(name: Called, args: readonly Expression[]): Expression | null {
    const checked = checkCall(name, args)
    return isReason(checked) ? null : call(name, ...args)
  }
}
