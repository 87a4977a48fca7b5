import { MESSAGE } from '@flowforge/core/protocol'

/**
 * A WebSocket class that tells of every outgoing sync frame of subtypes 1 and 2: the frames that the server counts and
 * acknowledges once they are committed.
 */
export function countingSocket(onFrame: (subtype: 1 | 2) => void): typeof WebSocket {
  return class CountingSocket extends WebSocket {
    override send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
      // A socket that is closing drops what it is given: that frame will never be acknowledged, nor need it be.
      if (this.readyState === WebSocket.OPEN) {
        const subtype = countedSubtype(data)
        if (subtype !== null) onFrame(subtype)
      }
      super.send(data as ArrayBuffer)
    }
  }
}

/** 1 or 2 for a counted frame, null for any other. Both numbers fit one byte of their variable-length form. */
export function countedSubtype(data: unknown): 1 | 2 | null {
  if (!(data instanceof Uint8Array) || data[0] !== MESSAGE.sync) return null
  return data[1] === 1 || data[1] === 2 ? data[1] : null
}
