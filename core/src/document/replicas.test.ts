import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type RandomEdit, randomEdit } from '../../test/document-edits.ts'
import { PATIENCE, runs } from '../../test/runs.ts'
import { canonicalJson, type Json } from '../schema/index.ts'
import {
  addNode,
  LiveReading,
  readGraph,
  removeNodes,
  setConfig,
  setTitle,
  toGraphJson,
  UndoStack,
  WORKFLOW_ROOTS,
  WorkflowDocument,
} from './index.ts'

/** What somebody at one replica does. Links carry updates one way; a replica that gets none is partitioned. */
type Step =
  | { readonly kind: 'edit'; readonly replica: number; readonly edit: RandomEdit }
  | { readonly kind: 'undo' | 'redo'; readonly replica: number }
  | { readonly kind: 'pull'; readonly replica: number; readonly from: number }

const replicas = 3
const replica = fc.nat({ max: replicas - 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('edit' as const), replica, edit: randomEdit }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const), replica }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pull' as const), replica, from: replica }) },
)

interface Site {
  readonly document: WorkflowDocument
  readonly undo: UndoStack
  readonly live: LiveReading
}

function open(clientId: number): Site {
  const doc = new Y.Doc()
  doc.clientID = clientId
  const document = new WorkflowDocument(doc)
  return { document, undo: new UndoStack(document), live: new LiveReading(doc) }
}

function pull(to: Site, from: Site): void {
  const missing = Y.encodeStateAsUpdate(from.document.doc, Y.encodeStateVector(to.document.doc))
  Y.applyUpdate(to.document.doc, missing, 'remote')
}

function pullAll(sites: readonly Site[]): void {
  for (const to of sites) for (const from of sites) pull(to, from)
}

/** Does one step and returns the site that did it. */
function act(sites: readonly Site[], action: Step): Site {
  const site = sites[action.replica]
  if (site === undefined) throw new RangeError(`no replica ${action.replica}`)
  if (action.kind === 'edit') action.edit.apply(site.document)
  else if (action.kind === 'pull') pull(site, sites[action.from] ?? site)
  else if (action.kind === 'undo') site.undo.undo()
  else site.undo.redo()
  return site
}

/** The last value that a site itself wrote to each key, by `root key`, kept up to date. */
function ownWrites({ document }: Site): ReadonlyMap<string, Json | undefined> {
  const writes = new Map<string, Json | undefined>()
  for (const root of WORKFLOW_ROOTS) {
    const map = document.root(root)
    map.observe((event, transaction) => {
      if (!transaction.local) return
      for (const key of event.keysChanged as Set<string>) writes.set(`${root} ${key}`, map.get(key) as Json | undefined)
    })
  }
  return writes
}

/** Everything the document holds, by `root key`. */
function contents(doc: Y.Doc): Map<string, Json> {
  return new Map(
    WORKFLOW_ROOTS.flatMap((root) =>
      [...doc.getMap(root)].map(([key, value]): [string, Json] => [`${root} ${key}`, value as Json]),
    ),
  )
}

/** Whether what stands at a key was written by this very site. */
function wroteLast({ document }: Site, address: string): boolean {
  const [root = '', key = ''] = address.split(' ')
  return document.doc.getMap(root)._map.get(key)?.lastId.client === document.doc.clientID
}

const graphText = (site: Site): string =>
  canonicalJson(toGraphJson(readGraph(site.document.doc).graph) as unknown as Json)

test('replicas that saw the same updates say the same, and live readings equal fresh ones', PATIENCE, () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const sites = Array.from({ length: replicas }, (_, i) => open(i + 1))
      for (const action of steps) {
        const site = act(sites, action)
        expect(site.live.current.graph).toEqual(readGraph(site.document.doc).graph)
      }
      pullAll(sites)
      const [first, ...rest] = sites.map(graphText)
      for (const other of rest) expect(other).toBe(first)
      for (const site of sites) expect(site.live.current.graph).toEqual(readGraph(site.document.doc).graph)
    }),
    runs(100, 3_000),
  )
})

test('a key that only one replica ever wrote keeps what it wrote last', PATIENCE, () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const sites = Array.from({ length: replicas }, (_, i) => open(i + 1))
      const writes = sites.map(ownWrites)
      for (const action of steps) {
        act(sites, action)
      }
      pullAll(sites)
      const final = contents(sites[0]?.document.doc ?? new Y.Doc())
      for (const address of new Set(writes.flatMap((own) => [...own.keys()]))) {
        const writers = writes.filter((own) => own.has(address))
        if (writers.length === 1) expect([address, final.get(address)]).toEqual([address, writers[0]?.get(address)])
      }
    }),
    runs(100, 3_000),
  )
})

test('undo and redo never touch a key where somebody else wrote last', PATIENCE, () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60, size: 'max' }),
      fc.array(fc.boolean(), { maxLength: 20, size: 'max' }),
      (steps, presses) => {
        const sites = Array.from({ length: replicas }, (_, i) => open(i + 1))
        for (const action of steps) {
          if (action.kind === 'edit' || action.kind === 'pull') act(sites, action)
        }
        pullAll(sites)
        const mine = sites[0]
        if (mine === undefined) return
        for (const undo of presses) {
          const foreign = [...contents(mine.document.doc)].filter(([address]) => !wroteLast(mine, address))
          if (undo) mine.undo.undo()
          else mine.undo.redo()
          const after = contents(mine.document.doc)
          for (const [address, value] of foreign) expect([address, after.get(address)]).toEqual([address, value])
        }
      },
    ),
    runs(100, 3_000),
  )
})

test('alone, undo walks back through every state and redo forward again', PATIENCE, () => {
  fc.assert(
    fc.property(fc.array(randomEdit, { maxLength: 40, size: 'max' }), (edits) => {
      const site = open(1)
      const states = [graphText(site)]
      let recorded = 0
      site.document.onEdit(() => {
        recorded += 1
      })
      for (const { apply } of edits) {
        const before = recorded
        apply(site.document)
        if (recorded > before) states.push(graphText(site))
      }
      for (const state of states.slice(0, -1).reverse()) {
        expect(site.undo.undo()).toBe(true)
        expect(graphText(site)).toBe(state)
      }
      expect(site.undo.undo()).toBe(false)
      for (const state of states.slice(1)) {
        expect(site.undo.redo()).toBe(true)
        expect(graphText(site)).toBe(state)
      }
      expect(site.undo.redo()).toBe(false)
    }),
    runs(100, 3_000),
  )
})

const at = { x: 0, y: 0 }

test('deleting against editing loses neither: undoing the deletion brings back all, the edit included', () => {
  const [ann, bob] = [open(1), open(2)]
  addNode(ann.document, { id: 'n', type: 'limit', position: at, title: 'Top', config: { count: 5 } })
  pullAll([ann, bob])
  removeNodes(ann.document, ['n'])
  setConfig(bob.document, 'n', 'count', 7)
  pullAll([ann, bob])
  expect(ann.live.current.graph.nodes.size).toBe(0)
  ann.undo.undo()
  pullAll([ann, bob])
  expect(bob.live.current.graph.nodes.get('n')).toMatchObject({ title: 'Top', config: { count: 7 } })
})

test('the same id created twice keeps the fields of both', () => {
  const [ann, bob] = [open(1), open(2)]
  addNode(ann.document, { id: 'n', type: 'limit', position: at, config: { count: 5 } })
  addNode(bob.document, { id: 'n', type: 'limit', position: at, config: { note: 'mine' } })
  pullAll([ann, bob])
  expect(ann.live.current.graph.nodes.get('n')?.config).toEqual({ count: 5, note: 'mine' })
})

test('undo leaves alone what a colleague wrote over it, and undoes the rest of the step', () => {
  const [ann, bob] = [open(1), open(2)]
  addNode(ann.document, { id: 'n', type: 'limit', position: at })
  setTitle(ann.document, 'n', 'Ann', { gesture: 'both' })
  setConfig(ann.document, 'n', 'count', 5, { gesture: 'both' })
  pullAll([ann, bob])
  setTitle(bob.document, 'n', 'Bob')
  pullAll([ann, bob])
  expect(ann.undo.undo()).toBe(true)
  const node = ann.live.current.graph.nodes.get('n')
  expect(node?.title).toBe('Bob')
  expect(node?.config).toEqual({})
})

test('edits of one gesture are one step; sealing ends it', () => {
  const site = open(1)
  addNode(site.document, { id: 'n', type: 'limit', position: at, title: '' })
  for (const title of ['L', 'La', 'Lat']) setTitle(site.document, 'n', title, { gesture: 'typing' })
  site.undo.seal()
  setTitle(site.document, 'n', 'Late', { gesture: 'typing' })
  const title = (): string | undefined => site.live.current.graph.nodes.get('n')?.title
  site.undo.undo()
  expect(title()).toBe('Lat')
  site.undo.undo()
  expect(title()).toBeUndefined()
  site.undo.redo()
  expect(title()).toBe('Lat')
  setTitle(site.document, 'n', 'Other')
  expect(site.undo.canRedo).toBe(false)
})

test('undoing a write that replaced a colleague’s brings theirs back, and undoing further leaves it', () => {
  const [ann, bob] = [open(1), open(2)]
  addNode(ann.document, { id: 'n', type: 'limit', position: at, title: 'old' })
  setTitle(ann.document, 'n', 'Ann')
  pullAll([ann, bob])
  setTitle(bob.document, 'n', 'Bob')
  pullAll([ann, bob])
  setTitle(ann.document, 'n', 'Ann again')
  ann.undo.undo()
  expect(ann.live.current.graph.nodes.get('n')?.title).toBe('Bob')
  ann.undo.undo()
  expect(ann.live.current.graph.nodes.size, 'the next step of hers was to add the node').toBe(0)
  expect(ann.document.root('nodes').get('n/title')).toBe('Bob')
})

test('when two wrote at once and the winner undoes, the value before both is back', () => {
  const [ann, bob] = [open(1), open(2)]
  addNode(ann.document, { id: 'n', type: 'limit', position: at, title: 'old' })
  pullAll([ann, bob])
  setTitle(ann.document, 'n', 'Ann')
  setTitle(bob.document, 'n', 'Bob')
  pullAll([ann, bob])
  const winner = ann.live.current.graph.nodes.get('n')?.title === 'Ann' ? ann : bob
  winner.undo.undo()
  pullAll([ann, bob])
  expect([ann, bob].map((site) => site.live.current.graph.nodes.get('n')?.title)).toEqual(['old', 'old'])
})
