import { once } from 'node:events'
import { CLOSE } from '@flowforge/core/protocol'
import { expect, it } from 'vitest'
import { describeTransports, LIMITS, signal, until } from './testing/harness.ts'
import type { Connection } from './transport.ts'

describeTransports('backpressure', (harness) => {
  const { start, dial, accepting } = harness

  /** A client that reads nothing until told, and the server's side of it. */
  async function stalled(socketUrl: string, next: () => Promise<Connection>) {
    const arriving = next()
    const client = dial(socketUrl)
    const connection = await arriving
    await client.opened
    client.socket.pause()
    return { client, connection }
  }

  function fill(connection: Connection, bytes: number): number {
    let sent = 0
    for (; connection.buffered() <= bytes && sent < 10_000; sent += 1) connection.send(new Uint8Array(100_000))
    return sent
  }

  it('is told by buffered(), and drain says when to go on; nothing is lost', async () => {
    const { upgrade, next } = accepting()
    const { socketUrl } = await start({ upgrade })
    const { client, connection } = await stalled(socketUrl, next)
    const drained = signal()
    connection.onDrain(() => drained.resolve())
    const sent = fill(connection, 5_000_000)
    expect(connection.buffered()).toBeGreaterThan(5_000_000)
    client.socket.resume()
    await drained.promise
    await until(() => client.frames.length === sent)
    expect(client.frames.every((frame) => frame.length === 100_000)).toBe(true)
    expect(connection.buffered()).toBe(0)
  })

  it('close: a group closes who is too far behind, and only them', async () => {
    const { upgrade, next } = accepting()
    const { transport, socketUrl } = await start({ upgrade })
    const group = transport.group()
    const slow = await stalled(socketUrl, next)
    const arriving = next()
    const healthy = dial(socketUrl)
    const other = await arriving
    group.add(slow.connection)
    group.add(other)
    const codes: number[] = []
    slow.connection.onClose((code) => codes.push(code))
    fill(slow.connection, LIMITS.maxBufferedBytes)
    group.send(Uint8Array.of(1), 'close')
    expect([codes, group.size]).toEqual([[CLOSE.slow], 1])
    slow.client.socket.resume()
    expect(await slow.client.closed).toBe(CLOSE.slow)
    await until(() => healthy.frames.length === 1)
  })

  it('latest: a group skips who is too far behind and returns to them later', async () => {
    const { upgrade, next } = accepting()
    const { transport, socketUrl } = await start({ upgrade })
    const group = transport.group()
    const slow = await stalled(socketUrl, next)
    const arriving = next()
    const healthy = dial(socketUrl)
    group.add(slow.connection)
    group.add(await arriving)
    const sent = fill(slow.connection, LIMITS.maxBufferedBytes)
    group.send(Uint8Array.of(1), 'latest')
    await until(() => healthy.frames.length === 1)
    slow.client.socket.resume()
    await until(() => slow.client.frames.length === sent)
    group.send(Uint8Array.of(2), 'latest')
    await until(() => slow.client.frames.length === sent + 1)
    expect([slow.client.frames.at(-1)?.[0], group.size]).toEqual([2, 2])
  })
})

describeTransports('groups', (harness) => {
  const { start, dial, accepting } = harness

  it('reach every member once, in the order of sends, except the one left out', async () => {
    const { upgrade, connections } = accepting()
    const { transport, socketUrl } = await start({ upgrade })
    const group = transport.group()
    const members = Array.from({ length: 200 }, () => dial(socketUrl))
    await Promise.all(members.map((member) => member.opened))
    expect(transport.connections()).toBe(200)
    for (const connection of connections) group.add(connection)
    const [first = expect.unreachable()] = connections
    group.add(first)
    expect(group.size).toBe(200)
    group.send(Uint8Array.of(1), 'close')
    group.send(Uint8Array.of(2), 'latest', first)
    for (const connection of connections) connection.send(Uint8Array.of(3))
    group.send(new Uint8Array(70_000).fill(4), 'close')
    await until(() => members.every((member) => member.frames.at(-1)?.[0] === 4))
    const orders = members.map((member) => member.frames.map((frame) => frame[0]).join(''))
    expect(orders.filter((order) => order === '1234')).toHaveLength(199)
    expect(orders.filter((order) => order === '134')).toHaveLength(1)
  })

  it.each(['setImmediate', 'a promise', 'a timer'])(
    'deliver what is sent from %s while nothing else happens',
    async (from) => {
      const { upgrade, next } = accepting()
      const { transport, socketUrl } = await start({ upgrade })
      const arriving = next()
      const client = dial(socketUrl)
      const group = transport.group()
      group.add(await arriving)
      await client.opened
      const run = () => group.send(Uint8Array.of(9), 'close')
      if (from === 'setImmediate') setImmediate(run)
      else if (from === 'a timer') setTimeout(run, 1)
      else void Promise.resolve().then(run)
      await once(client.socket, 'message')
      expect(client.frames).toHaveLength(1)
    },
  )

  it('lose members that close or are taken out', async () => {
    const { upgrade, connections } = accepting()
    const { transport, socketUrl } = await start({ upgrade })
    const group = transport.group()
    const members = [dial(socketUrl), dial(socketUrl), dial(socketUrl)]
    await Promise.all(members.map((member) => member.opened))
    for (const connection of connections) group.add(connection)
    const [first = expect.unreachable(), second = expect.unreachable()] = connections
    group.delete(first)
    second.close(1000, '')
    expect(group.size).toBe(1)
    group.add(second)
    expect(group.size).toBe(1)
    group.send(Uint8Array.of(5), 'close')
    await until(() => members.some((member) => member.frames.length === 1))
    expect(members.map((member) => member.frames.length).sort()).toEqual([0, 0, 1])
  })
})
