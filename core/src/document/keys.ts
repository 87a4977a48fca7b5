import { ID_PATTERN } from '../graph/index.ts'
import { NODE_FIELDS } from './layout.ts'

type NodeField = (typeof NODE_FIELDS)[number]

/** What a key of the `nodes` root says; keys of no known form are left to newer readers. */
export type NodeKeyParts =
  | { readonly kind: 'field'; readonly node: string; readonly field: NodeField }
  | { readonly kind: 'config'; readonly node: string; readonly field: string }
  | {
      readonly kind: 'item'
      readonly node: string
      readonly list: string
      readonly item: string
      readonly field: string
    }

export function parseNodeKey(key: string): NodeKeyParts | null {
  const [node, head, first, second, third, ...rest] = key.split('/')
  if (node === undefined || head === undefined || rest.length > 0) return null
  if (first === undefined) return isNodeField(head) ? { kind: 'field', node, field: head } : null
  if (head !== 'c') return null
  if (second === undefined) return { kind: 'config', node, field: first }
  if (third === undefined) return null
  return { kind: 'item', node, list: first, item: second, field: third }
}

/** The id before the first slash. */
export function ownerOfKey(key: string): string {
  const slash = key.indexOf('/')
  return slash === -1 ? key : key.slice(0, slash)
}

export function isId(text: string): boolean {
  return ID_PATTERN.test(text)
}

/** Throws where a caller would write a key that no reader accepts: ids are made by code, so that is a bug. */
export function requireId(text: string): string {
  if (!isId(text)) throw new RangeError(`Not an id: ${JSON.stringify(text)}`)
  return text
}

function isNodeField(text: string): text is NodeField {
  return (NODE_FIELDS as readonly string[]).includes(text)
}
