import * as Y from 'yjs'

/** One random edit of the flat maps: set, overwrite, delete, or set and delete at once. */
export function randomEdit(doc: Y.Doc, random: () => number): void {
  const root = doc.getMap(random() < 0.8 ? 'nodes' : 'edges')
  const keys = [...root.keys()]
  const any = keys[Math.floor(random() * keys.length)]
  const dice = random()
  if (any !== undefined && dice < 0.25) root.delete(any)
  else if (any !== undefined && dice < 0.5) root.set(any, randomValue(random, 0))
  else if (dice < 0.6) {
    doc.transact(() => {
      root.set(`n${Math.floor(random() * 40)}/tmp`, 1)
      root.delete(`n${Math.floor(random() * 40)}/tmp`)
      root.set('a/pos', { x: random() })
      root.delete('a/pos')
    })
  } else root.set(`n${Math.floor(random() * 40)}/c/field`, randomValue(random, 0))
}

function randomValue(random: () => number, depth: number): unknown {
  switch (Math.floor(random() * (depth > 2 ? 6 : 8))) {
    case 0:
      return null
    case 1:
      return random() < 0.5
    case 2:
      return Math.floor(random() * 1e9) - 5e8
    case 3:
      return random() * 1000
    case 4:
      return `text é 漢 ${Math.floor(random() * 1e6)}`
    case 5:
      return 'long '.repeat(Math.floor(random() * 30))
    case 6:
      return [randomValue(random, depth + 1), randomValue(random, depth + 1)]
    default:
      return { key: randomValue(random, depth + 1) }
  }
}

/** Documents of several authors who sometimes hear of each other, and every update they made, in order. */
export function randomHistory(random: () => number, authors: number, edits: number) {
  const updates: { client: number; update: Uint8Array }[] = []
  const docs = Array.from({ length: authors }, (_, index) => {
    const doc = new Y.Doc()
    doc.clientID = index + 1
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'sync') updates.push({ client: index + 1, update })
    })
    return doc
  })
  const pick = () => docs[Math.floor(random() * docs.length)] ?? new Y.Doc()
  for (let edit = 0; edit < edits; edit++) {
    randomEdit(pick(), random)
    if (random() < 0.4) Y.applyUpdate(pick(), Y.encodeStateAsUpdate(pick()), 'sync')
  }
  return { docs, updates }
}

/** Flips, drops, doubles or inserts a few bytes. */
export function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const list = [...bytes]
  for (let change = 1 + Math.floor(random() * 4); change > 0; change--) {
    const at = Math.floor(random() * (list.length + 1))
    const dice = random()
    const byte = INTERESTING[Math.floor(random() * INTERESTING.length)] ?? 0
    if (dice < 0.5) list[at] = random() < 0.5 ? byte : Math.floor(random() * 256)
    else if (dice < 0.65) list.splice(at, 1 + Math.floor(random() * 3))
    else if (dice < 0.8) list.splice(at, 0, byte)
    else if (dice < 0.9) list.splice(at, 0, ...list.slice(at, at + Math.floor(random() * 8)))
    else list.length = at
  }
  return Uint8Array.from(list, (byte) => byte ?? 0)
}

const INTERESTING = [0, 1, 2, 5, 8, 10, 0x1f, 0x28, 0x7f, 0x80, 0x84, 0x88, 0xa8, 0xc8, 0xff, 116, 117, 118, 119, 127]
