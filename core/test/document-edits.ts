import fc from 'fast-check'
import {
  addListItem,
  addNode,
  connect,
  disconnect,
  moveListItem,
  moveNodes,
  removeListItems,
  removeNodes,
  removeNote,
  renameWorkflow,
  setConfig,
  setDisabled,
  setList,
  setListItem,
  setNote,
  setTitle,
  type WorkflowDocument,
} from '../src/document/index.ts'
import type { Json } from '../src/schema/index.ts'

/** One edit to be applied to any workflow document; `name` is what a failing run prints. */
export interface RandomEdit {
  readonly name: string
  readonly apply: (document: WorkflowDocument) => void
}

const node = fc.constantFrom('a', 'b', 'c', 'd')
const item = fc.constantFrom('i', 'j', 'k', 'l')
const field = fc.constantFrom('count', 'table', 'match')
const value: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>('x', 'y', 1, 2, true, null, [], ['SFO'], { deep: [1] }),
  fc.string({ maxLength: 3 }),
)
const place = fc.record({ before: fc.option(item) })
const position = fc.record({ x: fc.integer({ min: 0, max: 9 }), y: fc.integer({ min: 0, max: 9 }) })

/** An arbitrary edit whose arguments come from `parts`. */
function edit<Parts>(
  name: string,
  parts: { readonly [Key in keyof Parts]: fc.Arbitrary<Parts[Key]> },
  apply: (document: WorkflowDocument, chosen: Parts) => unknown,
): fc.Arbitrary<RandomEdit> {
  return fc.record<Parts>(parts).map((chosen) => {
    const text = `${name} ${JSON.stringify(chosen)}`
    return {
      name: text,
      apply: (document: WorkflowDocument) => void apply(document, chosen as Parts),
      toString: () => text,
    }
  })
}

const edge = (from: string, to: string) => ({ from: { node: from, port: 'out' }, to: { node: to, port: 'rows' } })

/** Edits of every kind over a few ids, so that they meet. */
export const randomEdit: fc.Arbitrary<RandomEdit> = fc.oneof(
  edit('addNode', { node, position, value }, (d, p) =>
    addNode(d, { id: p.node, type: 'sort', position: p.position, config: { keys: [{ id: 'i', column: p.value }] } }),
  ),
  edit('moveNodes', { node, position }, (d, p) => moveNodes(d, new Map([[p.node, p.position]]))),
  edit('setTitle', { node, title: fc.constantFrom('', 'One', 'Two') }, (d, p) => setTitle(d, p.node, p.title)),
  edit('setDisabled', { node, on: fc.boolean() }, (d, p) => setDisabled(d, [p.node], p.on)),
  edit('setConfig', { node, field, value: fc.option(value, { nil: undefined }) }, (d, p) =>
    setConfig(d, p.node, p.field, p.value),
  ),
  edit('addListItem', { node, item, value, place }, (d, p) =>
    addListItem(d, p.node, 'keys', { id: p.item, column: p.value }, p.place),
  ),
  edit('setListItem', { node, item, value }, (d, p) => setListItem(d, p.node, 'keys', p.item, { direction: p.value })),
  edit('moveListItem', { node, item, place }, (d, p) => moveListItem(d, p.node, 'keys', p.item, p.place)),
  edit('removeListItems', { node, item }, (d, p) => removeListItems(d, p.node, 'keys', [p.item])),
  edit('setList', { node, items: fc.uniqueArray(item), value }, (d, p) =>
    setList(
      d,
      p.node,
      'keys',
      p.items.map((id) => ({ id, column: p.value })),
    ),
  ),
  edit('connect', { from: node, to: node, many: fc.boolean() }, (d, p) => connect(d, edge(p.from, p.to), p.many)),
  edit('disconnect', { from: node, to: node }, (d, p) => disconnect(d, [edge(p.from, p.to)])),
  edit('removeNodes', { nodes: fc.uniqueArray(node) }, (d, p) => removeNodes(d, p.nodes)),
  edit('setNote', { note: node, value }, (d, p) => setNote(d, p.note, { text: p.value })),
  edit('removeNote', { note: node }, (d, p) => removeNote(d, p.note)),
  edit('renameWorkflow', { name: fc.constantFrom('One', 'Two') }, (d, p) => renameWorkflow(d, p.name)),
)
