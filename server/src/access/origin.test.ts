import { describe, expect, it } from 'vitest'
import { bindingRefusal, isCrossSite, isForeignUpgrade, isLoopbackAddress, isOurHost } from './origin.ts'

const headers = (entries: Record<string, string>): ReadonlyMap<string, string> => new Map(Object.entries(entries))

describe('isLoopbackAddress', () => {
  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '::1',
    '0000:0000:0000:0000:0000:0000:0000:0001',
    '::ffff:127.0.0.1',
    '0000:0000:0000:0000:0000:ffff:7f00:0001',
  ])('takes %s', (address) => expect(isLoopbackAddress(address)).toBe(true))

  it.each(['', '0.0.0.0', '::', '10.0.0.1', '128.0.0.1', '::2', '::ffff:10.0.0.1', 'localhost', '127.0.0.1.evil'])(
    'refuses %j',
    (address) => expect(isLoopbackAddress(address)).toBe(false),
  )
})

describe('bindingRefusal', () => {
  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', '::1', '127.0.0.2'])('lets %s be bound', (host) =>
    expect(bindingRefusal(host)).toBeNull(),
  )

  it.each(['0.0.0.0', '::', '192.168.1.4', 'example.com', 'localhost.example.com'])(
    'refuses %s in one sentence',
    (host) => {
      expect(bindingRefusal(host)).toMatch(/^The value ".+" of HOST is not usable: .+\.$/)
    },
  )
})

describe('isOurHost', () => {
  it.each([
    ['localhost:4400', true],
    ['LocalHost:4400', true],
    ['127.0.0.1:4400', true],
    ['[::1]:4400', true],
    ['localhost', false],
    ['localhost:4401', false],
    ['evil.example:4400', false],
    ['localhost.evil.example:4400', false],
    ['127.0.0.1.evil.example:4400', false],
    ['localhost:4400, evil', false],
    ['user@localhost:4400', false],
    ['', false],
  ])('%s → %s', (host, expected) => expect(isOurHost(headers({ host }), 4400)).toBe(expected))

  it('reads a missing port as 80, a missing header as nobody', () => {
    expect(isOurHost(headers({ host: 'localhost' }), 80)).toBe(true)
    expect(isOurHost(headers({}), 80)).toBe(false)
  })
})

const HOST = { host: 'localhost:4400' }
const REQUESTS: [string, Record<string, string>, { get: boolean; post: boolean; upgrade: boolean }][] = [
  [
    'our page',
    { origin: 'http://localhost:4400', 'sec-fetch-site': 'same-origin' },
    { get: false, post: false, upgrade: false },
  ],
  ['our page, no Origin on reading', { 'sec-fetch-site': 'same-origin' }, { get: false, post: false, upgrade: true }],
  [
    'an address typed',
    { 'sec-fetch-site': 'none', 'user-agent': 'Mozilla/5.0' },
    { get: false, post: true, upgrade: true },
  ],
  ['a script on Node', { 'sec-fetch-mode': 'cors', 'user-agent': 'node' }, { get: false, post: false, upgrade: false }],
  ['a script on this machine', {}, { get: false, post: false, upgrade: false }],
  [
    'another site',
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { get: true, post: true, upgrade: true },
  ],
  ['another site without Origin', { 'sec-fetch-site': 'cross-site' }, { get: true, post: true, upgrade: true }],
  [
    'another port of this machine',
    { origin: 'http://localhost:5173', 'sec-fetch-site': 'same-site' },
    { get: true, post: true, upgrade: true },
  ],
  ['the same port by another name', { origin: 'http://127.0.0.1:4400' }, { get: true, post: true, upgrade: true }],
  ['a sandboxed frame', { origin: 'null' }, { get: true, post: true, upgrade: true }],
  [
    'an origin that only begins like ours',
    { origin: 'http://localhost:4400.evil.example' },
    { get: true, post: true, upgrade: true },
  ],
  ['https in front', { origin: 'https://localhost:4400' }, { get: true, post: true, upgrade: true }],
  ['an old browser without Origin', { 'user-agent': 'Mozilla/5.0 (old)' }, { get: false, post: true, upgrade: true }],
]

describe.each(REQUESTS)('%s', (_, extra, refused) => {
  const request = (method: string) => ({ method, headers: headers({ ...HOST, ...extra }), remoteAddress: '127.0.0.1' })

  it('is refused exactly where it should be', () => {
    expect({
      get: isCrossSite(request('GET')),
      post: isCrossSite(request('POST')),
      upgrade: isForeignUpgrade(request('GET')),
    }).toEqual(refused)
  })
})

it('an upgrade without Origin comes only from this machine', () => {
  expect(isForeignUpgrade({ method: 'GET', headers: headers(HOST), remoteAddress: '10.0.0.1' })).toBe(true)
})
