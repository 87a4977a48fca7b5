import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openClickHouse } from '../index.ts'
import { firstColumn } from '../testing/conformance.ts'
import { CHILD_ARGUMENTS, SILENT_LOG, startTestEngine } from '../testing/engine.ts'
import { writeRecord } from './place.ts'
import { EngineSupervisor } from './supervisor.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowforge-supervisor-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const start = (directory: string) =>
  EngineSupervisor.start({ directory, childArguments: CHILD_ARGUMENTS, settings: {}, log: SILENT_LOG })

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('the condition did not come true')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Another server process with an engine on the folder. */
async function startServer(): Promise<{ server: ChildProcess; enginePid: number }> {
  const script = fileURLToPath(new URL('../testing/hold-engine.ts', import.meta.url))
  const server = spawn(process.execPath, ['--import', 'tsx', script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  if (server.stdout === null) throw new Error('no output')
  const [output] = await once(server.stdout, 'data')
  return { server, enginePid: Number(String(output)) }
}

describe('the engine process', () => {
  test('its socket is open to its owner alone', async () => {
    const engine = await start(folder)
    expect(statSync(engine.socketPath).mode & 0o777).toBe(0o600)
    await engine.close()
  })

  test('keeps its tables over a restart, and a command after close is refused', async () => {
    const first = await start(folder)
    await first.command('CREATE DATABASE kept')
    await first.command('CREATE TABLE kept.t ENGINE = MergeTree ORDER BY number AS SELECT number FROM numbers(1000)')
    await first.close()
    await expect(first.command('SELECT 1')).rejects.toMatchObject({ code: 'store_unavailable' })
    const second = await start(folder)
    expect(await second.command('SELECT sum(number) FROM kept.t')).toBe('499500\n')
    await second.close()
  })

  test('a refused command carries the engine’s words as detail only', async () => {
    const engine = await start(folder)
    await expect(engine.command('DROP TABLE missing.t')).rejects.toMatchObject({
      code: 'query_failed',
      message: expect.not.stringContaining('missing'),
      detail: expect.stringContaining('missing'),
    })
    await engine.close()
  })

  test('a home of 200 characters still gets a socket', async () => {
    const directory = join(folder, 'x'.repeat(100), 'y'.repeat(100))
    const engine = await start(directory)
    expect(Buffer.byteLength(engine.socketPath)).toBeLessThanOrEqual(103)
    expect(await engine.command('SELECT 1')).toBe('1\n')
    await engine.close()
    expect(() => statSync(engine.socketPath)).toThrow()
  })

  test('a stale socket is no obstacle, and neither is the record of a process that is another program now', async () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'engine.sock'), '')
    writeRecord(folder, { engine: process.pid, server: 1 })
    const engine = await start(folder)
    expect(await engine.command('SELECT 1')).toBe('1\n')
    await engine.close()
  })

  test('a child that cannot start is reported', async () => {
    const options = { directory: folder, settings: {}, log: SILENT_LOG }
    const starting = EngineSupervisor.start({ ...options, childArguments: ['-e', 'process.exit(3)'] })
    await expect(starting).rejects.toMatchObject({ code: 'store_unavailable' })
  })
})

describe('when processes die', () => {
  test('queries and commands in flight fail as unavailable, later ones work again', async () => {
    const { store, close } = await startTestEngine()
    const engine = store.engine
    if (engine === null) throw new Error('no engine')
    for (let round = 0; round < 3; round += 1) {
      const before = engine.processId
      const query = firstColumn(store, 'SELECT sum(sipHash64(number)) FROM numbers(9000000000)')
      const command = engine.command('SELECT sum(sipHash64(number)) FROM numbers(9000000000)')
      const failures = Promise.allSettled([query, command])
      const running = "SELECT count() FROM system.processes WHERE position(query, 'sipHash') > 0"
      while ((await firstColumn(store, `${running} AND position(query, 'processes') = 0`))[0] !== '2');
      process.kill(before ?? 0, 'SIGKILL')
      for (const failure of await failures)
        expect(failure).toMatchObject({ status: 'rejected', reason: { code: 'store_unavailable' } })
      await until(() => engine.state.kind === 'ready' && engine.processId !== before)
      expect(await firstColumn(store, 'SELECT 42')).toEqual(['42'])
      await until(() => store.health().ready)
    }
    await close()
  })

  test('the engine ends with its killed server, also while a query runs', async () => {
    const { server, enginePid } = await startServer()
    expect(isAlive(enginePid)).toBe(true)
    server.kill('SIGKILL')
    await until(() => !isAlive(enginePid))
  })

  test('an engine that outlived its server is ended by the next one', async () => {
    const { server, enginePid } = await startServer()
    // Stopped, it cannot notice that its server is gone.
    process.kill(enginePid, 'SIGSTOP')
    server.kill('SIGKILL')
    await once(server, 'exit')
    expect(isAlive(enginePid)).toBe(true)
    const engine = await start(folder)
    await until(() => !isAlive(enginePid))
    expect(await engine.command('SELECT 1')).toBe('1\n')
    await engine.close()
  })

  test('a second server on the folder is refused and leaves the first alone', async () => {
    const { server, enginePid } = await startServer()
    const second = openClickHouse({ log: SILENT_LOG, embedded: { directory: folder, childArguments: CHILD_ARGUMENTS } })
    await expect(second).rejects.toMatchObject({
      code: 'store_unavailable',
      message: `Another FlowForge server (process ${server.pid}) uses this data folder.`,
    })
    expect(isAlive(enginePid)).toBe(true)
    server.kill('SIGKILL')
    await until(() => !isAlive(enginePid))
  })
})
