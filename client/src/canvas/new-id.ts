const LETTERS = '0123456789abcdefghijkmnpqrstuvwxyz'

/** A fresh id for a node or a list item: 10 letters, about 50 bits, fit to stand in document keys. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => LETTERS[byte % LETTERS.length]).join('')
}
