import { fragmentOf } from '@flowforge/core/document'
import { EMPTY_GRAPH, type Graph } from '@flowforge/core/graph'
import { expect, test } from 'vitest'
import { fragmentToText, pasteOffset, textToFragment } from './clipboard.ts'
import { overlaps } from './layout.ts'

const graph: Graph = {
  ...EMPTY_GRAPH,
  name: 'Secret name',
  nodes: new Map(
    ['a', 'b', 'c'].map((id, i) => [
      id,
      {
        id,
        type: 'filter',
        title: `T${id}`,
        disabled: i === 1,
        position: { x: i * 300, y: 0 },
        config: { match: 'any' },
      },
    ]),
  ),
  edges: [
    { from: { node: 'a', port: 'out' }, to: { node: 'b', port: 'rows' } },
    { from: { node: 'b', port: 'out' }, to: { node: 'c', port: 'rows' } },
  ],
}

test('what was copied comes back with the edges among it, and nothing else', () => {
  const text = fragmentToText(fragmentOf(graph, new Set(['a', 'b'])))
  const back = textToFragment(text)
  expect(text).not.toContain('Secret name')
  expect([...(back?.nodes.values() ?? [])]).toEqual([graph.nodes.get('a'), graph.nodes.get('b')])
  expect(back?.edges).toEqual([graph.edges[0]])
})

test.each(['', 'hello', '{"format":1}', '[]', '{"format":1,"name":"","nodes":[],"edges":[]}'])(
  'a clipboard that holds %j pastes nothing',
  (text) => expect(textToFragment(text)).toBeNull(),
)

test('pasting twice at one place covers no part of the first copy', () => {
  const fragment = fragmentOf(graph, new Set(['a']))
  const first = pasteOffset(fragment, [], { x: 500, y: 500 })
  const second = pasteOffset(fragment, [first], { x: 500, y: 500 })
  expect(overlaps(first, second)).toBe(false)
})
