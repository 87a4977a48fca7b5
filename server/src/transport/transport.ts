/** What the rest of the server knows of the network: the same on uWebSockets.js and on node:http + ws. */
export interface Transport {
  readonly name: 'uWebSockets.js' | 'ws'
  /** A new, empty group; may be called before `listen`. */
  group(): Group
  /** Starts listening, once; resolves to the port (0 picks a free one). Rejects with code EADDRINUSE where it is taken. */
  listen(host: string, port: number, handlers: TransportHandlers): Promise<number>
  /** Open sockets now. */
  connections(): number
  /** Stops listening, closes every socket with the code, lets requests under way finish for a moment. */
  close(code: number, reason: string): Promise<void>
}

/** What both implementations are made from. */
export interface TransportOptions {
  readonly limits: TransportLimits
  /** A handler that threw, or a fault of the transport: for the log. Such a request is answered 500. */
  readonly onError: (error: unknown) => void
}

export interface TransportHandlers {
  /** Ordinary HTTP. Never throws: a rejection becomes 500. For HEAD the body is dropped and its length kept. */
  request(request: HttpRequest): Promise<HttpResponse>
  /**
   * Decides an upgrade from the handshake alone; refusals that the client must understand are accepted and closed with
   * a code. `open` attaches its listeners before it returns, and is not called where the client has gone meanwhile.
   */
  upgrade(request: HttpRequest): Promise<UpgradeDecision>
}

export type UpgradeDecision =
  | { readonly accept: true; readonly open: (connection: Connection) => void }
  | { readonly accept: false; readonly status: number }

export interface TransportLimits {
  readonly maxBodyBytes: number
  /** A longer frame closes its socket with CLOSE.tooLarge (one several times longer without a close frame). */
  readonly maxFrameBytes: number
  /** A document socket that has more than this waiting is closed with CLOSE.slow. */
  readonly maxBufferedBytes: number
}

export interface HttpRequest {
  readonly method: string
  /** Path without query, percent-decoded by segment later; always starts with `/`. */
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case; a repeated header is joined by `, ` (cookies by `; `). */
  readonly headers: ReadonlyMap<string, string>
  readonly remoteAddress: string
  /** The whole body, at most `maxBodyBytes`; larger ones are answered 413 before the handler sees them. */
  body(): Promise<Uint8Array>
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** An iterable is streamed no faster than the client reads, and its `return()` is called when the client goes away. */
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array> | null
}

/** One WebSocket. */
export interface Connection {
  readonly id: string
  /** Queues a binary frame, whatever is waiting already; nothing happens once closed. The bytes must not change afterwards. */
  send(frame: Uint8Array): void
  /** Bytes queued and not yet written. */
  buffered(): number
  /** Closes from this side: `onClose` is called with this code before it returns. */
  close(code: number, reason: string): void
  /** The frame is the receiver's own copy. Text frames are closed with CLOSE.badFrame. */
  onMessage(listener: (frame: Uint8Array) => void): void
  /** Called when some of what was queued has left; look at `buffered()`. Sure to come only after `buffered()` was over 64 kB. */
  onDrain(listener: () => void): void
  /** Called exactly once, whoever closed; 1006 where the client vanished. Listeners add up. */
  onClose(listener: (code: number) => void): void
}

/** Connections that receive the same frames; one that closes leaves by itself. */
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
