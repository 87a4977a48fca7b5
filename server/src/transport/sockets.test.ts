import { once } from 'node:events'
import { connect } from 'node:net'
import { CLOSE } from '@flowforge/core/protocol'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { describeTransports, HANDSHAKE, HOST, LIMITS, signal, until } from './testing/harness.ts'

describeTransports('sockets', (harness) => {
  const { errors, clients, start, dial, accepting } = harness

  it('carry frames both ways, each its receiver’s own copy', async () => {
    const kept: Uint8Array[] = []
    const { socketUrl } = await start({
      upgrade: async () => ({
        accept: true,
        open: (connection) =>
          connection.onMessage((frame) => {
            kept.push(frame)
            connection.send(frame)
          }),
      }),
    })
    const { socket, frames, opened: open } = dial(socketUrl)
    await open
    const sizes = [0, 1, 125, 126, 65_535 % LIMITS.maxFrameBytes, LIMITS.maxFrameBytes]
    for (const size of sizes) socket.send(Buffer.alloc(size, size % 251))
    await until(() => frames.length === sizes.length)
    expect(frames.map((frame) => frame.length)).toEqual(sizes)
    expect(frames.every((frame) => frame.every((byte) => byte === frame.length % 251))).toBe(true)
    expect(kept.every((frame) => frame.every((byte) => byte === frame.length % 251))).toBe(true)
    expect(kept.every((frame) => frame.constructor === Uint8Array)).toBe(true)
  })

  it('send frames longer than 64 kB', async () => {
    const { upgrade, next } = accepting()
    const { socketUrl } = await start({ upgrade })
    const arriving = next()
    const { frames } = dial(socketUrl)
    const connection = await arriving
    connection.send(new Uint8Array(200_000).fill(7))
    await until(() => frames.length === 1)
    expect(frames[0]?.length).toBe(200_000)
  })

  it('are refused with the status the handler names', async () => {
    const { socketUrl } = await start({ upgrade: async () => ({ accept: false, status: 403 }) })
    const socket = new WebSocket(socketUrl)
    const [error] = await once(socket, 'error')
    expect(String(error)).toContain('403')
  })

  it('are refused with 500 when the handler throws', async () => {
    const { socketUrl } = await start({ upgrade: () => Promise.reject(new Error('no')) })
    const [error] = await once(new WebSocket(socketUrl), 'error')
    expect(String(error)).toContain('500')
    expect(errors).toHaveLength(1)
  })

  it('close text frames with badFrame, too long ones with tooLarge', async () => {
    const { socketUrl, transport } = await start()
    const text = dial(socketUrl)
    await text.opened
    text.socket.send('hello')
    expect(await text.closed).toBe(CLOSE.badFrame)
    const long = dial(socketUrl)
    await long.opened
    long.socket.send(Buffer.alloc(LIMITS.maxFrameBytes + 1))
    expect(await long.closed).toBe(CLOSE.tooLarge)
    const huge = dial(socketUrl)
    await huge.opened
    huge.socket.send(Buffer.alloc(LIMITS.maxFrameBytes * 10))
    expect(await huge.closed).not.toBe(1000)
    await until(() => transport.connections() === 0)
  })

  it('report a close from either side exactly once', async () => {
    const { upgrade, next } = accepting()
    const { socketUrl } = await start({ upgrade })
    const codes: number[] = []
    const arriving = next()
    const first = dial(socketUrl)
    const connection = await arriving
    connection.onClose((code) => codes.push(code))
    connection.close(CLOSE.forbidden, 'not yours')
    expect(codes).toEqual([CLOSE.forbidden])
    expect(await first.closed).toBe(CLOSE.forbidden)
    connection.send(new Uint8Array(3))
    connection.close(CLOSE.slow, 'again')
    expect([connection.buffered(), codes]).toEqual([0, [CLOSE.forbidden]])

    const again = next()
    const second = dial(socketUrl)
    const other = await again
    other.onClose((code) => codes.push(code))
    await second.opened
    second.socket.close(4499)
    await until(() => codes.length === 2)
    expect(codes[1]).toBe(4499)

    const third = next()
    const gone = dial(socketUrl)
    const lost = await third
    lost.onClose((code) => codes.push(code))
    await gone.opened
    gone.socket.terminate()
    await until(() => codes.length === 3)
    expect(codes[2]).toBe(1006)
  })

  it('open after a decision that takes its time, and keep what was sent right after', async () => {
    const gate = signal()
    const frames: Uint8Array[] = []
    const { socketUrl } = await start({
      upgrade: async (request) => {
        await gate.promise
        expect(request.headers.get('sec-websocket-key')).toBeTruthy()
        return { accept: true, open: (connection) => connection.onMessage((frame) => frames.push(frame)) }
      },
    })
    const { socket, opened: open } = dial(socketUrl)
    gate.resolve()
    await open
    socket.send(Buffer.of(1, 2, 3))
    await until(() => frames.length === 1)
    expect([...(frames[0] ?? [])]).toEqual([1, 2, 3])
  })

  it('never open where the client left during the decision', async () => {
    const gate = signal()
    const reached = signal()
    const aborted = signal()
    let openings = 0
    const { transport, port } = await start({
      upgrade: async (request) => {
        request.signal.addEventListener('abort', () => aborted.resolve())
        reached.resolve()
        await gate.promise
        return { accept: true, open: () => void openings++ }
      },
    })
    const socket = connect(port, HOST)
    clients.push(socket)
    socket.write(HANDSHAKE)
    await reached.promise
    socket.destroy()
    await aborted.promise
    gate.resolve()
    await expect.poll(() => transport.connections()).toBe(0)
    const { opened: open } = dial(`ws://${HOST}:${port}/`)
    await open
    expect([openings, errors]).toEqual([1, []])
  })

  it('survive a listener that throws', async () => {
    const { socketUrl } = await start({
      upgrade: async () => ({
        accept: true,
        open: (connection) =>
          connection.onMessage((frame) => {
            if (frame[0] === 0) throw new Error('listener')
            connection.send(frame)
          }),
      }),
    })
    const { socket, frames, opened: open } = dial(socketUrl)
    await open
    socket.send(Buffer.of(0))
    socket.send(Buffer.of(1))
    await until(() => frames.length === 1)
    expect(errors).toEqual([expect.objectContaining({ message: 'listener' })])
  })
})
