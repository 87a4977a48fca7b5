import { once } from 'node:events'
import { connect } from 'node:net'
import { CLOSE } from '@flowforge/core/protocol'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openTransport } from './open.ts'
import { describeTransports, HOST, LIMITS, OK, signal } from './testing/harness.ts'

describeTransports('listening', (harness) => {
  const { name, opened, start, dial } = harness

  it('rejects with EADDRINUSE where the port is taken', async () => {
    // Once more on a port that is named: one that was picked freely is exclusive anyway.
    const { port } = await start()
    for (const transport of opened.splice(0)) await transport.close(CLOSE.stopping, '')
    await start({}, port)
    const second = await openTransport({
      limits: LIMITS,
      only: name,
      onError: () => undefined,
      onFallback: () => undefined,
    })
    await expect(
      second.listen(HOST, port, { request: async () => OK, upgrade: async () => ({ accept: false, status: 400 }) }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await second.close(CLOSE.stopping, '')
  })

  it('listens on its port again at once, while connections that it closed first still linger in the kernel', async () => {
    const { port, transport, socketUrl } = await start()
    const socket = dial(socketUrl)
    await socket.opened
    await transport.close(CLOSE.stopping, '')
    opened.splice(0)
    await expect(start({}, port)).resolves.toMatchObject({ port })
  })

  it('closes every socket with the code given, and frees the port', async () => {
    const { transport, port, socketUrl } = await start()
    const sockets = [dial(socketUrl), dial(socketUrl)]
    await Promise.all(sockets.map((socket) => socket.opened))
    await transport.close(CLOSE.stopping, 'stopping')
    expect(await Promise.all(sockets.map((socket) => socket.closed))).toEqual([CLOSE.stopping, CLOSE.stopping])
    expect(transport.connections()).toBe(0)
    opened.length = 0
    const refused = connect(port, HOST)
    const [error] = await once(refused, 'error')
    expect(error).toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('lets a request under way finish while it stops', async () => {
    const gate = signal()
    const reached = signal()
    const { transport, url } = await start({
      request: async () => {
        reached.resolve()
        await gate.promise
        return OK
      },
    })
    const answer = fetch(url).then((response) => response.text())
    await reached.promise
    const closed = transport.close(CLOSE.stopping, '')
    gate.resolve()
    expect(await answer).toBe('fine')
    await closed
    opened.length = 0
  })
})

describe('openTransport', () => {
  afterEach(() => {
    vi.doUnmock('uWebSockets.js')
    vi.resetModules()
  })

  /** Opens with a native module that cannot be loaded on this machine. */
  async function openWithoutNative(only?: 'uWebSockets.js') {
    vi.resetModules()
    vi.doMock('uWebSockets.js', () => {
      throw new Error('libc is too old\nand more')
    })
    const { openTransport: open } = await import('./open.ts')
    const reasons: string[] = []
    const transport = await open({
      limits: LIMITS,
      only,
      onError: () => undefined,
      onFallback: (reason) => reasons.push(reason),
    })
    await transport.close(CLOSE.stopping, '')
    return { name: transport.name, reasons }
  }

  it('takes the one that always loads where the native one does not, and says so once', async () => {
    const { name, reasons } = await openWithoutNative()
    expect([name, reasons.length]).toEqual(['ws', 1])
    expect(reasons[0]).not.toContain('\n')
  })

  it('rejects where the native one is asked for alone and does not load', async () => {
    await expect(openWithoutNative('uWebSockets.js')).rejects.toThrow()
  })
})
