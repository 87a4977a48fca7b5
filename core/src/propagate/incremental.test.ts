import fc from 'fast-check'
import { expect, test } from 'vitest'
import { catalogOf, flights, tableOf } from '../../test/graphs.ts'
import { PATIENCE, runs } from '../../test/runs.ts'
import { type Edge, EMPTY_GRAPH, type Graph, type GraphNode } from '../graph/index.ts'
import { type Catalog, INT64, type JsonObject } from '../schema/index.ts'
import { type Propagation, propagate } from './index.ts'

const other = tableOf('other', [{ name: 'delay', type: INT64, nullable: false }])
const catalogs: readonly Catalog[] = [catalogOf(flights.table, other), catalogOf(other)]

interface World {
  readonly graph: Graph
  readonly catalog: Catalog
}
type Change = (world: World) => World

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
const config: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {},
  { table: flights.table.id },
  { table: other.id },
  { count: 5 },
  { count: 'many' },
  { keys: [{ id: 'k', column: 'delay' }] },
  { keys: [{ id: 'k', column: 'origin' }] },
  { conditions: [{ id: 'c', column: 'delay', operator: 'greater', value: 1 }] },
  { others: 'drop', columns: [{ id: 'delay', name: 'delay' }] },
)
const type = fc.constantFrom('source', 'source', 'limit', 'sort', 'filter', 'select', 'table', 'teleport')
const wire = fc.record({ from: id, to: id, port: fc.constantFrom('rows', 'rows', 'rows', 'left') })

const withNodes = (world: World, nodes: ReadonlyMap<string, GraphNode>): World => {
  const edges = world.graph.edges.filter(({ from, to }) => nodes.has(from.node) && nodes.has(to.node))
  const sameEdges = edges.length === world.graph.edges.length
  return { ...world, graph: { ...world.graph, nodes, edges: sameEdges ? world.graph.edges : edges } }
}
const edited = (world: World, node: string, change: Partial<GraphNode>): World => {
  const before = world.graph.nodes.get(node)
  return before === undefined ? world : withNodes(world, new Map(world.graph.nodes).set(node, { ...before, ...change }))
}
const wired = (world: World, edges: readonly Edge[]): World => ({ ...world, graph: { ...world.graph, edges } })

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ id, type, config }).map(({ id, type, config }) => (world: World) => {
    const node = { id, type, config, disabled: false, position: { x: 0, y: 0 } }
    return withNodes(world, new Map(world.graph.nodes).set(id, node))
  }),
  fc.tuple(id, config).map(
    ([node, config]) =>
      (world: World) =>
        edited(world, node, { config }),
  ),
  fc.tuple(id, fc.boolean()).map(
    ([node, disabled]) =>
      (world: World) =>
        edited(world, node, { disabled }),
  ),
  fc.tuple(id, fc.constantFrom('One', 'Two')).map(
    ([node, title]) =>
      (world: World) =>
        edited(world, node, { title }),
  ),
  id.map((node) => (world: World) => {
    const nodes = new Map(world.graph.nodes)
    nodes.delete(node)
    return withNodes(world, nodes)
  }),
  wire.map(({ from, to, port }) => (world: World) => {
    if (!world.graph.nodes.has(from) || !world.graph.nodes.has(to)) return world
    const edge = { from: { node: from, port: 'out' }, to: { node: to, port } }
    return wired(world, [...world.graph.edges, edge])
  }),
  fc.nat({ max: 5 }).map(
    (i) => (world: World) =>
      wired(
        world,
        world.graph.edges.filter((_edge, at) => at !== i),
      ),
  ),
  fc.constantFrom(...catalogs).map((catalog) => (world: World) => ({ ...world, catalog })),
)

/** What a propagation says, without what it keeps for the next one. */
const said = ({ nodes }: Propagation) =>
  Object.fromEntries(
    [...nodes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([node, { definition, ...state }]) => [node, { ...state, kind: definition?.kind }]),
  )

test('after any edits, incremental propagation says what a full one says', PATIENCE, () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40, size: 'max' }), (changes) => {
      let world: World = { graph: EMPTY_GRAPH, catalog: catalogOf(flights.table, other) }
      let propagation = propagate(world.graph, world.catalog)
      for (const apply of changes) {
        world = apply(world)
        propagation = propagate(world.graph, world.catalog, propagation)
        expect(said(propagation)).toEqual(said(propagate(world.graph, world.catalog)))
      }
    }),
    runs(150, 5_000),
  )
})
