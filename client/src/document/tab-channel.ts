import * as Y from 'yjs'

type Message =
  | { readonly type: 'vector'; readonly vector: Uint8Array; readonly reply: boolean }
  | { readonly type: 'update'; readonly update: Uint8Array }

/**
 * Keeps the tabs of one user on one document equal, also without a network. It opens with an exchange of state vectors;
 * what a tab learns from another it sends to the server like its own edits, so that "Saved" is true in every tab.
 * Call it only when the replica has loaded. `isForeign` marks updates that other tabs get by themselves.
 */
export function openTabChannel(name: string, doc: Y.Doc, isForeign: (origin: unknown) => boolean): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined
  const channel = new BroadcastChannel(name)
  const post = (message: Message): void => channel.postMessage(message)
  const onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin !== channel && !isForeign(origin)) post({ type: 'update', update })
  }
  channel.onmessage = (event: MessageEvent<Message>) => {
    const message = event.data
    if (message.type === 'update') return Y.applyUpdate(doc, message.update, channel)
    post({ type: 'update', update: Y.encodeStateAsUpdate(doc, message.vector) })
    if (message.reply) post({ type: 'vector', vector: Y.encodeStateVector(doc), reply: false })
  }
  doc.on('update', onUpdate)
  post({ type: 'vector', vector: Y.encodeStateVector(doc), reply: true })
  return () => {
    doc.off('update', onUpdate)
    channel.close()
  }
}
