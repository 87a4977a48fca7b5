import { expect, test } from 'vitest'
import { catalogOf, flights, graphOf } from '../../test/graphs.ts'
import { evaluate, optimise, type Value } from '../plan/index.ts'
import { propagate } from '../propagate/index.ts'
import { coveredNodes, lowerNode } from './index.ts'

const catalog = catalogOf(flights.table)
const context = { tables: new Map([[flights.table.id, flights.rows]]), parameters: new Map<string, Value>() }

const workflow = graphOf(
  [
    { id: 'source', type: 'source', config: { table: flights.table.id } },
    {
      id: 'late',
      type: 'filter',
      config: {
        conditions: [
          { id: 'a', column: 'delay', operator: 'greater', value: 60 },
          { id: 'b', column: 'origin', operator: 'is_one_of', values: ['SFO', 'LAX'] },
        ],
      },
    },
    { id: 'columns', type: 'select', config: { others: 'drop', columns: [{ id: 'origin', name: 'origin' }] } },
    { id: 'sort', type: 'sort', config: { keys: [{ id: 'k', column: 'origin', direction: 'descending' }] } },
    { id: 'limit', type: 'limit', config: { count: 2 } },
    { id: 'table', type: 'table' },
  ],
  ['source late', 'late columns', 'columns sort', 'sort limit', 'limit table'],
)

test('a chain of nodes is lowered to one scan, one filter and one top', () => {
  const propagation = propagate(workflow, catalog)
  expect([...propagation.nodes.values()].flatMap((state) => state.problems)).toEqual([])
  const lowered = lowerNode(propagation, 'table')
  if (!lowered.ok) throw new Error(JSON.stringify(lowered.problems))
  expect(evaluate(lowered.value.rows, context)).toEqual([['SFO'], ['LAX']])
  const { relation } = optimise(lowered.value.rows)
  expect(relation).toMatchObject({ operator: 'top', input: { operator: 'filter', input: { operator: 'scan' } } })
  expect(coveredNodes(propagation, 'table')).toEqual(['source', 'late', 'columns', 'sort', 'limit', 'table'])
})

test('a disabled node hands on its rows, and a plan does not depend on where nodes stand', () => {
  const on = lowerNode(propagate(workflow, catalog), 'table')
  const nodes = new Map(workflow.nodes)
  for (const [id, node] of nodes) nodes.set(id, { ...node, disabled: id === 'limit', position: { x: 5, y: 5 } })
  const off = lowerNode(propagate({ ...workflow, nodes }, catalog), 'table')
  if (!on.ok || !off.ok) throw new Error('expected both to be lowered')
  expect(off.value.rows.relation).toEqual(
    on.value.rows.relation.operator === 'top' ? on.value.rows.relation.input : null,
  )
})

test.each<[string, string, string[]]>([
  ['a node that is not there', 'nobody', ['not_found']],
  ['a cause upstream, not its consequences', 'last', ['table_not_chosen']],
  ['a disabled source', 'off-limit', ['input_broken']],
  ['a cycle', 'round', ['cycle', 'cycle']],
])('not lowered: %s', (_name, node, codes) => {
  const broken = graphOf(
    [
      { id: 'empty', type: 'source' },
      { id: 'middle', type: 'limit' },
      { id: 'last', type: 'limit' },
      { id: 'off', type: 'source', config: { table: flights.table.id }, disabled: true },
      { id: 'off-limit', type: 'limit' },
      { id: 'round', type: 'limit' },
      { id: 'about', type: 'limit' },
    ],
    ['empty middle', 'middle last', 'off off-limit', 'round about', 'about round'],
  )
  const lowered = lowerNode(propagate(broken, catalog), node)
  expect(lowered.ok ? [] : lowered.problems.map((problem) => problem.code)).toEqual(codes)
})
