import { readFile, realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import type { HttpRequest, HttpResponse } from '../transport/transport.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}

/** Built files carry a hash of their content in their name: `index-3fA9_xYz.js`. */
const HASHED = /^\/assets\/.+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/

const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const

interface Found {
  readonly path: string
  readonly etag: string
}

/** Serves the built client: its files by name, and its page for every address of the app. */
export function createStaticFiles(folder: string): (request: HttpRequest) => Promise<HttpResponse> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return plain(405, 'This address can only be read.', { Allow: 'GET, HEAD' })
    const name = cleanPath(request.path)
    if (name === null) return plain(404, 'There is nothing here.')
    const file = name === '/' ? null : await find(folder, name)
    if (file !== null) return serve(request, file, name)
    // An address of the app has no extension; a missing file must not be answered with a page.
    if (extname(name) !== '') return plain(404, 'There is nothing here.')
    const page = await find(folder, '/index.html')
    return page === null
      ? plain(503, 'The client has not been built. Stop the server and run: npm start')
      : serve(request, page, '/index.html')
  }
}

/** The path with its segments decoded; null where a segment is hidden, empty, or would lead elsewhere. */
function cleanPath(path: string): string | null {
  if (path === '/') return path
  const segments = path.replace(/\/$/, '').slice(1).split('/')
  const decoded: string[] = []
  for (const segment of segments) {
    let text: string
    try {
      text = decodeURIComponent(segment)
    } catch {
      return null
    }
    if (text === '' || text.startsWith('.') || /[/\\\0:]/.test(text)) return null
    decoded.push(text)
  }
  return `/${decoded.join('/')}`
}

/** A file inside the folder, links resolved; null where there is none. */
async function find(folder: string, name: string): Promise<Found | null> {
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, name))])
    if (!path.startsWith(root + sep)) return null
    const information = await stat(path)
    if (!information.isFile()) return null
    return { path, etag: `"${information.size.toString(36)}-${Math.round(information.mtimeMs).toString(36)}"` }
  } catch {
    return null
  }
}

async function serve(request: HttpRequest, file: Found, name: string): Promise<HttpResponse> {
  const headers = {
    'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream',
    'Cache-Control': HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
    Vary: 'Accept-Encoding',
    ETag: file.etag,
  }
  const known = (request.headers.get('if-none-match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''))
  if (known.includes(file.etag)) return { status: 304, headers, body: null }
  const accepted = acceptedEncodings(request.headers.get('accept-encoding') ?? '')
  for (const encoding of ENCODINGS) {
    if (!accepted.has(encoding.name)) continue
    const body = await readFile(file.path + encoding.suffix).catch(() => null)
    if (body !== null) return { status: 200, headers: { ...headers, 'Content-Encoding': encoding.name }, body }
  }
  return { status: 200, headers, body: await readFile(file.path) }
}

function acceptedEncodings(header: string): ReadonlySet<string> {
  const accepted = header
    .split(',')
    .map((part) => part.trim().split(';'))
    .filter(([, quality]) => !/^\s*q=0(\.0*)?\s*$/.test(quality ?? ''))
  return new Set(accepted.map(([name]) => (name ?? '').trim().toLowerCase()))
}

function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
    body: text,
  }
}
