import { BlockList, isIP } from 'node:net'

/** The part of a request that tells where it comes from. */
export interface Handshake {
  readonly method: string
  readonly headers: ReadonlyMap<string, string>
  readonly remoteAddress: string
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Takes IPv4, IPv6 in any spelling, and IPv4 inside IPv6. */
export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && loopback.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/** True for what local sign-in may be bound to: `localhost` and the addresses of this machine alone. */
function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  return name === 'localhost' || isLoopbackAddress(name)
}

/** Why the server must not listen on `host`, in one sentence, or null. Without configured sign-in only this machine may connect. */
export function bindingRefusal(host: string): string | null {
  if (isLoopbackHost(host)) return null
  return (
    `The value "${host}" of HOST is not usable: without configured sign-in FlowForge listens only to this machine ` +
    '(127.0.0.1, ::1 or localhost).'
  )
}

/**
 * Whether the Host header names this server by a loopback name and the port it listens on. A page elsewhere whose name
 * was made to resolve to this machine (DNS rebinding) sends its own name.
 */
export function isOurHost(headers: ReadonlyMap<string, string>, port: number): boolean {
  const parts = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?$/.exec((headers.get('host') ?? '').toLowerCase())
  if (parts === null) return false
  return isLoopbackHost(parts[1] ?? '') && Number(parts[2] ?? 80) === port
}

/**
 * Whether a browser made the request. Anything else on this machine can claim what it likes. Node's own fetch sends
 * Sec-Fetch-Mode, browsers always Sec-Fetch-Site too.
 */
export function isFromBrowser(headers: ReadonlyMap<string, string>): boolean {
  if (headers.has('origin') || headers.has('sec-fetch-site')) return true
  return (headers.get('user-agent') ?? '').startsWith('Mozilla/')
}

/** Whether `Origin` is this very server as the request addressed it; absent counts as null. */
function originMatches(headers: ReadonlyMap<string, string>): boolean | null {
  const origin = headers.get('origin')
  return origin === undefined ? null : origin === `http://${headers.get('host') ?? ''}`
}

/**
 * Whether the request may be one that another site's page makes. Reading needs no Origin, but what the browser says of
 * the site is believed; writing needs our own Origin, or a client on this machine that is no browser.
 */
export function isCrossSite(request: Handshake): boolean {
  const matches = originMatches(request.headers)
  if (matches !== null) return !matches
  const site = request.headers.get('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  if (request.method === 'GET' || request.method === 'HEAD') return false
  return site !== 'same-origin' && isFromBrowser(request.headers)
}

/** Whether a socket's handshake may be refused as another site's: browsers always send Origin with one. */
export function isForeignUpgrade(request: Handshake): boolean {
  const matches = originMatches(request.headers)
  if (matches !== null) return !matches
  return isFromBrowser(request.headers) || !isLoopbackAddress(request.remoteAddress)
}
