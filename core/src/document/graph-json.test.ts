import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { randomEdit } from '../../test/document-edits.ts'
import { PATIENCE, runs } from '../../test/runs.ts'
import { type GraphJson, graphJsonSchema } from '../graph/index.ts'
import type { Json } from '../schema/index.ts'
import {
  addNode,
  fragmentOf,
  fromGraphJson,
  paste,
  readGraph,
  replaceGraph,
  toGraphJson,
  UndoStack,
  WorkflowDocument,
} from './index.ts'

const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,6}$/)
const jsonValue = fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json)
const config = fc.dictionary(
  id,
  fc.oneof(
    jsonValue,
    fc.uniqueArray(fc.record({ id, column: fc.string(), value: jsonValue }), {
      selector: (item) => item.id,
      maxLength: 4,
    }),
  ),
  { maxKeys: 4 },
)
const coordinate = fc.integer({ min: -1000, max: 1000 })

/** Canonical JSON of any graph whose edges enter ports of their own. */
const graphJson: fc.Arbitrary<GraphJson> = fc
  .record({
    name: fc.string({ maxLength: 20 }),
    description: fc.string({ maxLength: 20 }),
    nodes: fc.uniqueArray(
      fc.record({
        id,
        type: id,
        x: coordinate,
        y: coordinate,
        title: fc.string({ minLength: 1, maxLength: 9 }),
        config,
      }),
      { selector: (node) => node.id, maxLength: 6 },
    ),
    wires: fc.array(fc.tuple(fc.nat(), fc.nat(), id), { maxLength: 8 }),
    notes: fc.uniqueArray(fc.record({ id, fields: fc.record({ text: fc.string(), x: coordinate }) }), {
      selector: (note) => note.id,
      maxLength: 3,
    }),
  })
  .map(({ name, description, nodes, wires, notes }) => {
    const edges = new Map(
      wires.flatMap(([a, b, port]) => {
        const [from, to] = [nodes[a % nodes.length], nodes[b % nodes.length]]
        if (from === undefined || to === undefined) return []
        const edge = { from: { node: from.id, port: 'out' }, to: { node: to.id, port } }
        return [[`${to.id}/${port}`, edge] as const]
      }),
    )
    const parsed = graphJsonSchema.parse({ format: 1, name, description, nodes, edges: [...edges.values()], notes })
    return toGraphJson(fromGraphJson(parsed).graph)
  })

const open = (): WorkflowDocument => new WorkflowDocument(new Y.Doc())
const written = (document: WorkflowDocument): GraphJson => toGraphJson(readGraph(document.doc).graph)
const single = (): boolean => false

test('a graph written into a document and read back is the same', PATIENCE, () => {
  fc.assert(
    fc.property(graphJson, (json) => {
      const document = open()
      replaceGraph(document, fromGraphJson(json).graph, single)
      expect(written(document)).toEqual(json)
      expect(graphJsonSchema.safeParse(JSON.parse(JSON.stringify(json))).success).toBe(true)
    }),
    runs(100, 3_000),
  )
})

test('replacing a graph gives exactly the new one, whatever stood there; undo gives the old one back', PATIENCE, () => {
  fc.assert(
    fc.property(fc.array(randomEdit, { maxLength: 20, size: 'max' }), graphJson, (edits, json) => {
      const document = open()
      for (const { apply } of edits) apply(document)
      const before = written(document)
      const undo = new UndoStack(document)
      replaceGraph(document, fromGraphJson(json).graph, single)
      expect(written(document)).toEqual(json)
      undo.undo()
      expect(written(document)).toEqual(before)
    }),
    runs(100, 3_000),
  )
})

test('replacing a graph with itself changes nothing', PATIENCE, () => {
  fc.assert(
    fc.property(fc.array(randomEdit, { maxLength: 20, size: 'max' }), (edits) => {
      const document = open()
      for (const { apply } of edits) apply(document)
      replaceGraph(document, readGraph(document.doc).graph, single)
      expect(replaceGraph(document, readGraph(document.doc).graph, single).changes).toEqual([])
    }),
    runs(100, 3_000),
  )
})

test('a change of one value in the JSON changes one key', () => {
  const document = open()
  const keys = [
    { id: 'k1', column: 'delay' },
    { id: 'k2', column: 'origin' },
  ]
  addNode(document, { id: 'n', type: 'sort', position: { x: 0, y: 0 }, config: { keys } })
  const json = written(document)
  const next = JSON.parse(JSON.stringify(json).replace('delay', 'carrier')) as GraphJson
  const edit = replaceGraph(document, fromGraphJson(next).graph, single)
  expect(edit.changes.map(({ key, after }) => [key, after])).toEqual([['n/c/keys/k1/column', 'carrier']])
})

test('what was copied as JSON is pasted with new ids', PATIENCE, () => {
  fc.assert(
    fc.property(graphJson, (json) => {
      const document = open()
      const { graph } = fromGraphJson(json)
      let n = 0
      const { ids } = paste(document, fragmentOf(graph, new Set(graph.nodes.keys())), {
        newId: () => `new-${++n}`,
        offset: { x: 10, y: 0 },
        takesMany: single,
      })
      const copy = readGraph(document.doc).graph
      expect(copy.nodes.size).toBe(graph.nodes.size)
      expect(copy.edges).toHaveLength(graph.edges.length)
      for (const [old, id] of ids) {
        const node = graph.nodes.get(old)
        expect(copy.nodes.get(id)?.config).toEqual(node?.config)
        expect(copy.nodes.get(id)?.position.x).toBe((node?.position.x ?? 0) + 10)
      }
    }),
    runs(100, 3_000),
  )
})

test.each([
  ['two nodes with one id', { nodes: [node('a'), node('a')] }, 'Two nodes have the id “a”.'],
  ['a setting that cannot be a key', { nodes: [node('a', { 'x/y': 1 })] }, '“x/y” cannot be the name of a setting.'],
  [
    'an edge to nowhere',
    { nodes: [node('a')], edges: [{ from: { node: 'a', port: 'out' }, to: { node: 'b', port: 'rows' } }] },
    'An edge names a node “b” that is not there.',
  ],
])('refused: %s', (_name, parts, message) => {
  const json = graphJsonSchema.parse({ format: 1, name: '', edges: [], ...parts })
  expect(fromGraphJson(json).problems.map((problem) => problem.message)).toEqual([message])
})

function node(id: string, config: Record<string, Json> = {}) {
  return { id, type: 'limit', x: 0, y: 0, config }
}
