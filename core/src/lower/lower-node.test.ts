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
