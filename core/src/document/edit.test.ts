import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { GraphNode } from '../graph/index.ts'
import {
  addListItem,
  addNode,
  connect,
  disconnect,
  duplicateNodes,
  LiveReading,
  moveListItem,
  moveNodes,
  ReadOnlyDocumentError,
  readGraph,
  readMeta,
  removeListItems,
  removeNodes,
  removeNote,
  renameWorkflow,
  setConfig,
  setDescription,
  setDisabled,
  setList,
  setListItem,
  setNote,
  setTitle,
  WorkflowDocument,
} from './index.ts'

const open = (): WorkflowDocument => new WorkflowDocument(new Y.Doc(), 'test')
const at = (x: number, y: number) => ({ x, y })
const nodeOf = (document: WorkflowDocument, id: string): GraphNode | undefined =>
  readGraph(document.doc).graph.nodes.get(id)
const config = (document: WorkflowDocument, id = 'n') => nodeOf(document, id)?.config

const withNode = (id = 'n'): WorkflowDocument => {
  const document = open()
  addNode(document, { id, type: 'sort', position: at(1, 2) })
  return document
}

test('a node is added with all that is given, and read back', () => {
  const document = open()
  const keys = [
    { id: 'k1', column: 'delay' },
    { id: 'k2', column: 'origin' },
  ]
  addNode(document, { id: 'n', type: 'sort', position: at(1, 2), title: 'By delay', config: { keys, note: 'x' } })
  expect(nodeOf(document, 'n')).toEqual({
    id: 'n',
    type: 'sort',
    title: 'By delay',
    disabled: false,
    position: { x: 1, y: 2 },
    config: { keys, note: 'x' },
  })
})

test('every edit is one transaction with the given origin and says what it changed', () => {
  const document = withNode()
  const origins: unknown[] = []
  document.doc.on('afterTransaction', (transaction: Y.Transaction) => origins.push(transaction.origin))
  const edit = setConfig(document, 'n', 'count', 5)
  expect(origins).toEqual(['test'])
  expect(edit.changes.map(({ root, key, before, after }) => ({ root, key, before, after }))).toEqual([
    { root: 'nodes', key: 'n/c/count', before: undefined, after: 5 },
  ])
  expect(setConfig(document, 'n', 'count', 5).changes, 'the same value again').toEqual([])
})

test('moving, titles, disabling and scalar config', () => {
  const document = withNode()
  moveNodes(document, new Map([['n', at(8, 9)]]))
  setTitle(document, 'n', 'Mine')
  setDisabled(document, ['n'], true)
  setConfig(document, 'n', 'count', 5)
  expect(nodeOf(document, 'n')).toMatchObject({
    position: at(8, 9),
    title: 'Mine',
    disabled: true,
    config: { count: 5 },
  })
  setTitle(document, 'n', '')
  setDisabled(document, ['n'], false)
  setConfig(document, 'n', 'count', undefined)
  expect(nodeOf(document, 'n')).toEqual({ id: 'n', type: 'sort', disabled: false, position: at(8, 9), config: {} })
})

test('lists: add, set, move, remove', () => {
  const document = withNode()
  const ids = (): unknown[] => ((config(document)?.keys ?? []) as { id: string }[]).map(({ id }) => id)
  for (const id of ['a', 'b', 'c']) addListItem(document, 'n', 'keys', { id, column: id })
  addListItem(document, 'n', 'keys', { id: 'first', column: 'f' }, { before: 'a' })
  expect(ids()).toEqual(['first', 'a', 'b', 'c'])
  moveListItem(document, 'n', 'keys', 'c', { before: 'a' })
  expect(ids()).toEqual(['first', 'c', 'a', 'b'])
  moveListItem(document, 'n', 'keys', 'first', { before: null })
  expect(ids()).toEqual(['c', 'a', 'b', 'first'])
  setListItem(document, 'n', 'keys', 'a', { direction: 'descending' })
  expect(config(document)?.keys).toContainEqual({ id: 'a', column: 'a', direction: 'descending' })
  removeListItems(document, 'n', 'keys', ['a', 'b'])
  expect(ids()).toEqual(['c', 'first'])
  setListItem(document, 'n', 'keys', 'b', { column: 'back' })
  expect(ids(), 'writing a gone item brings it back, at the end').toEqual(['c', 'first', 'b'])
})

test('a list replaced as a whole changes only the keys that differ', () => {
  const document = withNode()
  const item = (id: string, column = id) => ({ id, column })
  setList(document, 'n', 'keys', [item('a'), item('b'), item('c')])
  const edit = setList(document, 'n', 'keys', [item('a'), item('new'), item('b', 'other')])
  expect(edit.changes.map(({ key }) => key).sort()).toEqual([
    'n/c/keys/b/column',
    'n/c/keys/c/gone',
    'n/c/keys/new/column',
    'n/c/keys/new/order',
  ])
  setList(document, 'n', 'keys', [item('b'), item('a')])
  expect(config(document)).toEqual({ keys: [item('b'), item('a')] })
  setList(document, 'n', 'keys', [])
  expect(config(document)).toEqual({})
})

test('two items that people put in one place at once leave room for a third between them', () => {
  const document = withNode()
  for (const id of ['a', 'b']) addListItem(document, 'n', 'keys', { id })
  const nodes = document.root('nodes')
  nodes.set('n/c/keys/b/order', nodes.get('n/c/keys/a/order'))
  addListItem(document, 'n', 'keys', { id: 'between' }, { before: 'b' })
  expect(config(document)?.keys).toEqual([{ id: 'a' }, { id: 'between' }, { id: 'b' }])
})

test('edges: one per single port, several where many may enter; cutting leaves null', () => {
  const document = open()
  for (const id of ['a', 'b', 'c']) addNode(document, { id, type: 'limit', position: at(0, 0) })
  const edge = (from: string, to: string, port = 'rows') => ({
    from: { node: from, port: 'out' },
    to: { node: to, port },
  })
  const edges = () => readGraph(document.doc).graph.edges
  connect(document, edge('a', 'c'), false)
  connect(document, edge('b', 'c'), false)
  expect(edges()).toEqual([edge('b', 'c')])
  connect(document, edge('a', 'c', 'all'), true)
  connect(document, edge('b', 'c', 'all'), true)
  expect(edges()).toEqual([edge('a', 'c', 'all'), edge('b', 'c', 'all'), edge('b', 'c')])
  disconnect(document, [edge('b', 'c'), edge('a', 'c', 'all')])
  expect(edges()).toEqual([edge('b', 'c', 'all')])
  removeNodes(document, ['b'])
  expect(edges()).toEqual([])
  expect(document.root('edges').get('c/rows')).toBeNull()
})

test('duplicates get new ids, keep the edges among them and leave the originals alone', () => {
  const document = open()
  for (const id of ['a', 'b']) {
    addNode(document, { id, type: 'sort', position: at(0, 0), config: { keys: [{ id: 'k', column: 'x' }] } })
  }
  connect(document, { from: { node: 'a', port: 'out' }, to: { node: 'b', port: 'rows' } }, false)
  const before = readGraph(document.doc).graph
  let n = 0
  const { ids } = duplicateNodes(document, before, new Set(['a', 'b']), {
    newId: () => `copy${++n}`,
    offset: at(20, 20),
    takesMany: () => false,
  })
  const after = readGraph(document.doc).graph
  expect([...ids]).toEqual([
    ['a', 'copy1'],
    ['b', 'copy2'],
  ])
  expect(after.nodes.get('a')).toEqual(before.nodes.get('a'))
  expect(after.nodes.get('copy1')).toEqual({ ...before.nodes.get('a'), id: 'copy1', position: at(20, 20) })
  expect(after.edges).toContainEqual({ from: { node: 'copy1', port: 'out' }, to: { node: 'copy2', port: 'rows' } })
})

test('the name, the description and notes', () => {
  const document = open()
  renameWorkflow(document, 'Late flights')
  setDescription(document, 'Which flights were late')
  setNote(document, 'n1', { text: 'Look here', x: 1 })
  expect(readMeta(document.doc)).toEqual({
    name: 'Late flights',
    description: 'Which flights were late',
    version: 1,
    minReader: 1,
  })
  expect(readGraph(document.doc).graph.notes).toEqual([{ id: 'n1', fields: { text: 'Look here', x: 1 } }])
  removeNote(document, 'n1')
  expect(readGraph(document.doc).graph.notes).toEqual([])
  setNote(document, 'n1', { text: 'Again' })
  expect(readGraph(document.doc).graph.notes).toEqual([{ id: 'n1', fields: { text: 'Again', x: 1 } }])
})

test('a document that needs a newer reader is not edited', () => {
  const document = withNode()
  document.root('meta').set('minReader', 2)
  expect(() => setTitle(document, 'n', 'x')).toThrow(ReadOnlyDocumentError)
  expect(nodeOf(document, 'n')?.title).toBeUndefined()
})

test('ids that cannot stand in a key are refused before anything is written', () => {
  const document = open()
  expect(() => addNode(document, { id: 'a/b', type: 'x', position: at(0, 0) })).toThrow(RangeError)
  expect(() => addListItem(document, 'n', 'keys', { id: '', column: 'x' })).toThrow(RangeError)
  expect(document.doc.store.clients.size).toBe(0)
})

test('a live reading follows every transaction and keeps what did not change identical', () => {
  const document = open()
  for (const id of ['a', 'b']) addNode(document, { id, type: 'limit', position: at(0, 0), config: { count: 1 } })
  connect(document, { from: { node: 'a', port: 'out' }, to: { node: 'b', port: 'rows' } }, false)
  const live = new LiveReading(document.doc)
  let calls = 0
  live.onChange(() => {
    calls += 1
  })
  const before = live.current.graph
  setConfig(document, 'a', 'count', 2)
  const after = live.current.graph
  expect(after.nodes.get('a')?.config).toEqual({ count: 2 })
  expect(after.nodes.get('b')).toBe(before.nodes.get('b'))
  expect(after.edges).toBe(before.edges)
  moveNodes(document, new Map([['b', at(5, 5)]]))
  expect(live.current.graph.nodes.get('b')?.config).toBe(before.nodes.get('b')?.config)
  expect(calls).toBe(2)
  document.root('nodes').set('b/pos', { x: 5, y: 5 })
  expect(calls, 'a write that reads the same').toBe(2)
  live.destroy()
})
