import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const ENTRY = fileURLToPath(new URL('./server-child.ts', import.meta.url))

/** The server that is killed: always on the same port, so that clients find it again. */
export class Victim {
  readonly #arguments: readonly string[]
  #child: ChildProcess | null = null
  #started = false
  port = freePort()

  /** `fault` is passed to the child. */
  constructor(databaseUrl: string, fault: string | null) {
    this.#arguments = [databaseUrl, ...(fault === null ? [] : [fault])]
  }

  /** Starts it and waits until it listens. */
  async start(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      if (await this.#tryStart()) return
      if (attempt === 20) throw new Error(`the server does not start on port ${this.port}`)
      if (!this.#started) this.port = freePort()
    }
  }

  async #tryStart(): Promise<boolean> {
    const [url = '', ...rest] = this.#arguments
    const child = spawn(process.execPath, ['--import', 'tsx', ENTRY, url, String(this.port), ...rest], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#child = child
    const ready = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line').then(() => true),
      once(child, 'exit').then(() => false),
    ])
    this.#started ||= ready
    return ready
  }

  /** SIGKILL, and wait until it is gone. */
  async kill(): Promise<void> {
    const child = this.#child
    if (child === null) return
    this.#child = null
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
}

/** Below the range that systems hand out by themselves, so that nobody takes it while the server is dead. */
function freePort(): number {
  return 20_000 + Math.floor(Math.random() * 10_000)
}
