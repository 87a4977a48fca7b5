import { expect, test } from 'vitest'
import { describePlan, planFingerprint } from '../src/plan/index.ts'
import { typeKey } from '../src/schema/index.ts'
import { type Dialect, print } from '../src/sql/index.ts'
import { caseNames, type GoldenCase, readCase } from './case.ts'

test.each(caseNames())('%s', async (name) => {
  const golden = readCase(name)
  await expect(planText(golden)).toMatchFileSnapshot(`${golden.folder}/plan.txt`)
  await expect(sqlText(golden, 'clickhouse')).toMatchFileSnapshot(`${golden.folder}/clickhouse.sql`)
  await expect(sqlText(golden, 'postgresql')).toMatchFileSnapshot(`${golden.folder}/postgresql.sql`)
})

/** Schema, plan as lowered and as optimised, the steps between, and the rows. */
function planText({ title, schema, problems, lowered, plan, steps, rows }: GoldenCase): string {
  const columns = schema.map(({ name, type, nullable }) => `  ${name} ${typeKey(type)}${nullable ? '?' : ''}`)
  const done = steps.map(
    ({ rule, operator, refused }) => `  ${rule} on ${operator}${refused === null ? '' : `: refused, ${refused}`}`,
  )
  const said = problems.map(
    ({ code, place, message }) => `  ${code} at ${place.node ?? ''}/${place.field ?? ''}: ${message}`,
  )
  return [
    title,
    ...section('schema', columns),
    ...(said.length > 0 ? section('problems', said) : []),
    ...section('lowered', [describePlan(lowered)]),
    ...section('steps', done.length > 0 ? done : ['  none']),
    ...section('optimised', [describePlan(plan)]),
    ...section(
      'rows',
      rows.map((row) => `  ${row.map((cell) => JSON.stringify(cell)).join(' | ')}`),
    ),
    '',
    `fingerprint ${planFingerprint(lowered)}`,
    '',
  ].join('\n')
}

const section = (title: string, lines: readonly string[]): readonly string[] => ['', `== ${title}`, ...lines]

function sqlText({ plan }: GoldenCase, dialect: Dialect): string {
  const printed = print(plan, dialect)
  if (!printed.ok) return `-- refused: ${printed.problem.message}\n`
  const { text, parameters } = printed.statement
  const bound = parameters.map(
    ({ name, type, value }) =>
      `-- ${name} ${typeKey(type)} = ${JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner))}`,
  )
  return [text, ...bound, ''].join('\n')
}
