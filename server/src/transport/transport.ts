/** What the rest of the server knows of the network: the same on uWebSockets.js and on node:http + ws. */
export interface Transport {
  readonly name: 'uWebSockets.js' | 'ws'
  /** Starts listening; resolves to the port (0 picks a free one). Rejects with code EADDRINUSE where taken. */
  listen(host: string, port: number): Promise<number>
  /** Sends `bytes` to every member of the group once, see `Group`. */
  group(): Group
  /** Closes every socket with the code, stops listening. */
  close(code: number, reason: string): Promise<void>
}

export interface TransportHandlers {
  /** Ordinary HTTP. Never throws: a rejection becomes 500. */
  request(request: HttpRequest): Promise<HttpResponse>
  /** Decides an upgrade from the handshake alone; refusals that the client must understand are accepted and closed with a code. */
  upgrade(
    request: HttpRequest,
  ): Promise<{ accept: true; open: (connection: Connection) => void } | { accept: false; status: number }>
}

export interface TransportLimits {
  readonly maxBodyBytes: number
  readonly maxFrameBytes: number
  /** A document socket that has more than this waiting is closed with CLOSE.slow. */
  readonly maxBufferedBytes: number
}

export interface HttpRequest {
  readonly method: string
  /** Path without query, percent-decoded by segment later; always starts with `/`. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: ReadonlyMap<string, string>
  readonly remoteAddress: string
  /** The whole body, at most `maxBodyBytes`; larger ones are answered 413 before the handler sees them. */
  body(): Promise<Uint8Array>
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array> | null
}

/** One WebSocket. */
export interface Connection {
  readonly id: string
  /** Queues a binary frame. The bytes must not change afterwards. */
  send(frame: Uint8Array): void
  /** Bytes queued and not yet written. */
  buffered(): number
  close(code: number, reason: string): void
  /** The frame is the receiver's own copy. Text frames are closed with CLOSE.badFrame. */
  onMessage(listener: (frame: Uint8Array) => void): void
  onDrain(listener: () => void): void
  /** Called exactly once, whoever closed. */
  onClose(listener: (code: number) => void): void
}

/** Connections that receive the same frames. */
export interface Group {
  add(connection: Connection): void
  delete(connection: Connection): void
  readonly size: number
  /**
   * `close`: a member above its limit is closed with CLOSE.slow (documents: it resyncs).
   * `latest`: a member above its limit skips this frame (results: the next one replaces it).
   */
  send(frame: Uint8Array, whenSlow: 'close' | 'latest', except?: Connection): void
}
