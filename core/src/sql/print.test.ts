import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ascending, at, filter, integer, project, scan, sort, top } from '../../test/plans.ts'
import { Random } from '../../test/random.ts'
import { randomPlan, randomTable } from '../../test/random-plan.ts'
import { randomValue } from '../../test/random-values.ts'
import {
  call,
  cast,
  type Expression,
  literal,
  type NamedRelation,
  optimise,
  type Relation,
  timeShift,
} from '../plan/index.ts'
import type { Type } from '../schema/index.ts'
import { type Dialect, print, type SqlStatement } from './index.ts'

const DIALECTS: readonly Dialect[] = ['clickhouse', 'postgresql']

function printed(plan: NamedRelation, dialect: Dialect): SqlStatement {
  const result = print(plan, dialect)
  if (!result.ok) throw new Error(result.problem.message)
  return result.statement
}

const t = scan('a integer32', 'b text?', 'when datetime(9)')
const rows = (relation: Relation): NamedRelation => ({ relation, columns: [{ name: 'a', id: 1 }] })

test('the text of a statement does not depend on the values', () => {
  const types: readonly Type[] = [
    { kind: 'text' },
    { kind: 'integer', bits: 32, signed: true },
    { kind: 'uuid' },
    { kind: 'decimal', precision: 10, scale: 2 },
  ]
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(...types), (seed, type) => {
      const random = new Random(seed)
      const column: Expression = { kind: 'column', id: 1, type, nullable: true }
      const one = { ...t, columns: [{ id: 1, name: 'a', source: 'a', type, nullable: true }] }
      const list = (): Expression =>
        literal({ kind: 'array', element: type, elementNullable: false }, [
          randomValue(random, type),
          randomValue(random, type),
        ])
      const statement = (dialect: Dialect): string =>
        printed(
          rows(
            filter(
              one,
              call('or', call('equal', column, literal(type, randomValue(random, type))), call('in', column, list())),
            ),
          ),
          dialect,
        ).text
      for (const dialect of DIALECTS) expect(statement(dialect)).toBe(statement(dialect))
    }),
  )
})

test('every parameter is bound once and used', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = new Random(seed)
      const plan = randomPlan(random, randomTable(random, 'random'))
      for (const dialect of DIALECTS) {
        for (const variant of [plan, optimise(plan)]) {
          const result = print(variant, dialect)
          if (!result.ok) continue
          const { text, parameters } = result.statement
          const pattern = dialect === 'clickhouse' ? /\{(p\d+):/g : /\$(\d+)::/g
          const used = new Set(Array.from(text.matchAll(pattern), (match) => match[1]))
          const bound = parameters.map(({ name }) => (dialect === 'clickhouse' ? name : name.slice(1)))
          expect([...used].sort()).toEqual([...new Set(bound)].sort())
          expect(new Set(bound).size).toBe(bound.length)
        }
      }
    }),
    { numRuns: 300 },
  )
})

describe('refusals are problems that say why', () => {
  const nanoseconds = at(t, 'when')
  test.each<[string, Dialect, NamedRelation, string]>([
    [
      'text to a number',
      'clickhouse',
      rows(filter(t, call('equal', cast(at(t, 'b'), { kind: 'integer', bits: 32, signed: true }), integer(1)))),
      'it reads numbers and times in text otherwise than FlowForge',
    ],
    [
      'dates before 1900',
      'clickhouse',
      rows(filter(t, call('less', nanoseconds, literal({ kind: 'date' }, -40_000n)))),
      'it holds dates from 1900 to 2299 only',
    ],
    [
      'moving nanoseconds',
      'postgresql',
      rows(filter(t, call('less', nanoseconds, timeShift(nanoseconds, 1, 'day')))),
      'its times are no finer than microseconds',
    ],
  ])('%s in %s', (_title, dialect, plan, reason) => {
    const result = print(plan, dialect)
    expect(result).toMatchObject({ ok: false, problem: { code: 'store_refuses' } })
    expect(result.ok ? '' : result.problem.message).toContain(reason)
  })
})

test('a plan with an unbound parameter is a bug', () => {
  const plan = rows(
    filter(
      t,
      call('less', at(t, 'a'), {
        kind: 'parameter',
        name: 'x',
        type: { kind: 'integer', bits: 32, signed: true },
        nullable: false,
      }),
    ),
  )
  expect(() => print(plan, 'postgresql')).toThrow('parameter x must be bound')
})

test('a projection over a limit over a sort is one SELECT', () => {
  const added = call('add', at(t, 'a'), integer(1))
  const relation = project(
    top(sort(filter(t, call('is_not_null', at(t, 'b'))), ascending(at(t, 'b'))), 5, [], 10),
    added,
  )
  const { text } = printed({ relation, columns: [{ name: 'next', id: 101 }] }, 'postgresql')
  expect(text).toBe(
    [
      'SELECT a::bigint + $1::integer AS next',
      'FROM demo.t',
      'WHERE b IS NOT NULL',
      'ORDER BY b COLLATE "C" NULLS LAST',
      'LIMIT 5 OFFSET 10',
    ].join('\n'),
  )
})
