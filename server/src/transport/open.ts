import type { Transport, TransportOptions } from './transport.ts'
import { createUwsTransport } from './uws.ts'
import { createWsTransport } from './ws.ts'

export interface OpenTransportOptions extends TransportOptions {
  /** Takes this one or throws; without it the native one is tried first. */
  readonly only?: Transport['name'] | undefined
  /** Told, once and loudly, that the slower transport is in use and why. */
  readonly onFallback: (reason: string) => void
}

/** Limits that hold unless a test wants smaller ones. */
export const DEFAULT_LIMITS = {
  maxBodyBytes: 16 * 1024 * 1024,
  maxFrameBytes: 16 * 1024 * 1024,
  maxBufferedBytes: 4 * 1024 * 1024,
} as const

/** uWebSockets.js where its binary loads on this machine, otherwise node:http and `ws`, which always do. */
export async function openTransport(options: OpenTransportOptions): Promise<Transport> {
  if (options.only === 'ws') return createWsTransport(options)
  try {
    return await createUwsTransport(options)
  } catch (error) {
    if (options.only === 'uWebSockets.js') throw error
    options.onFallback(firstLine(error))
    return createWsTransport(options)
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
}
