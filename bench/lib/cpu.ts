import { type ChildProcess, fork } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** In a child: says that it listens, and answers every message with the CPU seconds it has used. */
export function answerCpu(port: number): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({ cpu: (user + system) / 1e6 })
  })
  process.on('disconnect', () => process.exit())
  process.send?.({ port })
}

/** A server under measurement. */
export class Measured {
  readonly #child: ChildProcess
  readonly port: number

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.port = port
  }

  static async start(entry: string, ...args: string[]): Promise<Measured> {
    const child = fork(new URL(entry, import.meta.url), args, {
      execArgv: ['--import', 'tsx', ...(process.env.PROF ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof'] : [])],
    })
    const port = await new Promise<number>((resolve, reject) => {
      child.once('message', (message: { port: number }) => resolve(message.port))
      child.once('exit', (code) => reject(new Error(`${entry} ended with ${code}`)))
    })
    return new Measured(child, port)
  }

  /** CPU seconds used so far. */
  cpu(): Promise<number> {
    return new Promise((resolve) => {
      this.#child.once('message', (message: { cpu: number }) => resolve(message.cpu))
      this.#child.send('cpu')
    })
  }

  stop(): void {
    this.#child.disconnect()
  }
}

/** CPU seconds of PostgreSQL: the process and everything it started. NaN where the system does not tell (not Linux). */
export function postgresCpu(postmaster: number): number {
  try {
    let ticks = 0
    for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      const fields = statOf(name)
      if (fields === null || (Number(name) !== postmaster && Number(fields[1]) !== postmaster)) continue
      const own = Number(fields[11]) + Number(fields[12])
      // Ended backends count with their parent.
      ticks += own + (Number(name) === postmaster ? Number(fields[13]) + Number(fields[14]) : 0)
    }
    return ticks / 100
  } catch {
    return Number.NaN
  }
}

/** The fields of /proc/<pid>/stat from the state on. */
function statOf(pid: string): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}
