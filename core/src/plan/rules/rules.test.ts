import { describe, expect, test } from 'vitest'
import {
  ascending,
  at,
  boolean,
  descending,
  filter,
  greater,
  integer,
  project,
  scan,
  sort,
  text,
  top,
} from '../../../test/plans.ts'
import { call, describePlan, type Expression, literal, measure, parameter, type Relation } from '../index.ts'
import { dropNoOps } from './drop_no_ops.ts'
import { foldConstants } from './fold_constants.ts'
import { liftProject } from './lift_project.ts'
import { mergeFilters } from './merge_filters.ts'
import { mergeProjectIntoAggregate } from './merge_project_into_aggregate.ts'
import { mergeProjects } from './merge_projects.ts'
import { mergeSorts } from './merge_sorts.ts'
import { mergeTopOverSort } from './merge_top_over_sort.ts'
import { mergeTops } from './merge_tops.ts'
import { pruneColumns } from './prune_columns.ts'
import { pushFilterDown } from './push_filter_down.ts'
import { isRefusal, type Rule } from './rule.ts'

const t = scan('a integer32', 'b text?', 'c float64', 'd boolean?')
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => at(t, name)) as [Expression, Expression, Expression, Expression]
const isBig = greater(a, integer(5))
const count = (input: Relation): Relation => ({
  operator: 'aggregate',
  input,
  keys: [],
  measures: [measure(50, 'rows', 'count', [], { keyed: false })],
})

/** What the rule makes of the relation, its operators on one line from the outermost in; or what it says. */
function outcome(rule: Rule, relation: Relation): string {
  const result = rule.apply(relation)
  if (result === null) return 'nothing'
  if (isRefusal(result)) return `refused: ${result.refused}`
  const [, ...lines] = describePlan({ relation: result, columns: [] }).split('\n')
  return lines.map((line) => line.trim().replaceAll(/#\d+/g, '')).join(' < ')
}

const T = 'scan store/demo.t [a, b, c, d]'

describe.each<[Rule, string, Relation, string]>([
  [
    mergeFilters,
    'runs of filters',
    filter(filter(filter(t, isBig), d), call('is_null', b)),
    `filter and(greater(a, 5), d, is_null(b)) < ${T}`,
  ],
  [mergeFilters, 'one filter', filter(t, d), 'nothing'],
  [
    pushFilterDown,
    'below a projection',
    filter(
      project(t, call('add', a, integer(1))),
      greater(at(project(t, call('add', a, integer(1))), 'e0'), integer(5)),
    ),
    `project e0 = add(a, 1) < filter greater(add(a, 1), 5) < ${T}`,
  ],
  [pushFilterDown, 'below a sort', filter(sort(t, ascending(a)), d), `sort by [a] < filter d < ${T}`],
  [
    pushFilterDown,
    'not below a limit',
    filter(top(t, 3), d),
    'refused: the limit below would then choose among other rows',
  ],
  [
    pushFilterDown,
    'not below an aggregate',
    filter(count(t), d),
    'refused: the groups below would then be made of other rows',
  ],
  [
    liftProject,
    'above a sort',
    sort(project(t, a), ascending(at(project(t, a), 'e0'))),
    `project e0 = a < sort by [a] < ${T}`,
  ],
  [liftProject, 'above a limit', top(project(t, a), 3), `project e0 = a < top 3 by [] < ${T}`],
  [
    mergeSorts,
    'the inner keys decide ties',
    sort(sort(t, ascending(a), ascending(b)), descending(a)),
    `sort by [a descending, b] < ${T}`,
  ],
  [mergeTopOverSort, 'the order of the input', top(sort(t, descending(a)), 3), `top 3 by [a descending] < ${T}`],
  [mergeTops, 'slices of one order', top(top(t, 10, [ascending(a)], 2), 5, [], 7), `top 3 after 9 by [a] < ${T}`],
  [
    mergeTops,
    'other orders',
    top(top(t, 10, [ascending(a)]), 5, [descending(a)]),
    'refused: the limits are in different orders',
  ],
  [mergeTops, 'per group', { ...top(top(t, 10), 5), partition: [b] }, 'refused: one of the limits is per group'],
  [
    mergeProjects,
    'expressions take the place of columns',
    project(project(t, call('add', a, integer(1))), call('negate', at(project(t, call('add', a, integer(1))), 'e0'))),
    `project e0 = negate(add(a, 1)) < ${T}`,
  ],
  [
    mergeProjects,
    'nothing is computed twice',
    project(
      project(t, call('add', a, integer(1))),
      call('add', at(project(t, call('add', a, integer(1))), 'e0'), at(project(t, call('add', a, integer(1))), 'e0')),
    ),
    'refused: e0 would be computed several times',
  ],
  [
    mergeProjectIntoAggregate,
    'a measure of an expression',
    {
      ...(count(project(t, a)) as Extract<Relation, { operator: 'aggregate' }>),
      measures: [measure(51, 'sum', 'sum', [at(project(t, a), 'e0')], { keyed: false })],
    },
    `aggregate by [] of [sum = sum(a)] < ${T}`,
  ],
  [dropNoOps, 'a filter that is true', filter(t, boolean(true)), T],
  [dropNoOps, 'a filter that is false reads nothing', filter(t, boolean(false)), 'values [a, b, c, d], 0 rows'],
  [dropNoOps, 'a sort of one row', sort(count(t), ascending(a)), `aggregate by [] of [rows = count()] < ${T}`],
  [
    dropNoOps,
    'a sort of what is sorted',
    sort(top(t, 3, [ascending(a), ascending(b)]), ascending(a)),
    `top 3 by [a, b] < ${T}`,
  ],
  [dropNoOps, 'constant keys', sort(t, ascending(integer(1)), ascending(a)), `sort by [a] < ${T}`],
  [
    dropNoOps,
    'an order below an aggregate',
    count(sort(t, ascending(a))),
    `aggregate by [] of [rows = count()] < ${T}`,
  ],
  [
    dropNoOps,
    'a limit that is never reached',
    top(count(t), 5),
    `sort by [] < aggregate by [] of [rows = count()] < ${T}`,
  ],
  [dropNoOps, 'a limit of nothing', top(t, 0), 'values [a, b, c, d], 0 rows'],
  [
    dropNoOps,
    'a projection that repeats its input',
    { operator: 'project', input: t, columns: t.columns.map((item) => ({ ...item, expression: at(t, item.name) })) },
    T,
  ],
  [foldConstants, 'a NULL condition keeps nothing', filter(t, call('equal', b, text(null))), `filter false < ${T}`],
  [foldConstants, 'nothing to fold', filter(t, isBig), 'nothing'],
])('$name', (rule, title, relation, expected) => {
  test(`${rule.name}: ${title}`, () => {
    expect(outcome(rule, relation)).toBe(expected)
  })
})

describe('folding', () => {
  const list = (...values: (string | null)[]): Expression =>
    literal({ kind: 'array', element: { kind: 'text' }, elementNullable: values.includes(null) }, values)
  test.each<[string, Expression, string]>([
    ['constants', call('add', integer(2), integer(3)), '5'],
    ['division by zero', call('divide', integer(2), integer(0)), 'NULL'],
    ['and with false', call('and', d, boolean(false)), 'false'],
    ['and with true', call('and', d, boolean(true)), 'd'],
    ['and with NULL stays NULL or false', call('and', d, boolean(null)), 'and(d, NULL)'],
    ['or with true', call('or', d, boolean(true)), 'true'],
    ['nested and', call('and', call('and', d, isBig), d), 'and(d, greater(a, 5))'],
    ['double negation', call('not', call('not', d)), 'd'],
    ['negated comparison', call('not', isBig), 'less_or_equal(a, 5)'],
    ['a column that is never NULL', call('is_null', a), 'false'],
    ['a column that may be NULL', call('is_not_null', b), 'is_not_null(b)'],
    ['a list of nothing', call('in', b, list()), 'false'],
    ['a list of one', call('in', b, list('x', 'x')), 'equal(b, "x")'],
    ['a list with repetitions', call('in', b, list('x', 'y', 'x')), 'in(b, [x, y])'],
    ['a comparison with NULL', call('less', b, text(null)), 'NULL'],
    ['a known condition', call('if', boolean(null), a, integer(3)), '3'],
    ['coalesce of what cannot be missing', call('coalesce', text(null), b, text('x'), b), 'coalesce(b, "x")'],
    ['lower-casing', call('contains', call('lower', b), call('lower', text('ÄSS'))), 'contains(lower(b), "äss")'],
    [
      'a parameter is not known yet',
      call('less', a, parameter('limit', { kind: 'integer', bits: 32, signed: true })),
      'less(a, $limit)',
    ],
    ['NaN is kept for the store', call('less', c, literal({ kind: 'float', bits: 64 }, Number.NaN)), 'less(c, NaN)'],
  ])('%s', (_title, expression, expected) => {
    const folded = foldConstants.apply(project(t, expression)) ?? project(t, expression)
    if (isRefusal(folded)) throw new Error(folded.refused)
    const [, line = ''] = describePlan({ relation: folded, columns: [] }).split('\n')
    expect(line.trim().replaceAll(/#\d+/g, '')).toBe(`project e0 = ${expected}`)
  })
})

test('pruning reads only what is needed', () => {
  const relation = sort(filter(t, isBig), ascending(c))
  const pruned = pruneColumns(relation, new Set([2]))
  expect(describePlan({ relation: pruned, columns: [] })).toContain('scan store/demo.t [a#1, b#2, c#3]')
  expect(pruneColumns(pruned, new Set([2]))).toBe(pruned)
})
