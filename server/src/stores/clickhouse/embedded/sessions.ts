import { Session } from 'chdb'

/** A connection that serves one query and is thrown away; `token` names the query to KILL. */
export interface QueryConnection {
  readonly session: Session
  readonly token: string
}

/**
 * Throw-away connections to one data directory. A connection is never used twice: a query that fails half way leaves its
 * output in front of the next one's, and settings persist.
 */
export class Sessions {
  /** Keeps the engine open between queries; also the one that kills. */
  readonly keeper: Session
  readonly #directory: string
  readonly #settings: readonly string[]
  #count = 0

  constructor(directory: string, settings: Readonly<Record<string, string>>) {
    this.#directory = directory
    this.#settings = Object.entries(settings).map(([name, value]) => `--${name}=${value}`)
    this.keeper = new Session(directory)
  }

  /**
   * A read-only connection with the common settings; the caller closes it after its one query. Opening takes 0.1 ms with
   * settings as arguments; one SET statement would take longer.
   */
  openReadonly(): QueryConnection {
    this.#count += 1
    const token = `flowforge-${process.pid}-${this.#count}`
    // `readonly` comes last: nothing can be set after it.
    const connectionArgs = [...this.#settings, `--log_comment=${token}`, '--readonly=1']
    return { session: new Session(this.#directory, { connectionArgs }), token }
  }

  /** A writable connection without limits, for the administrator's commands. Times without a zone are UTC. The caller closes it. */
  openWritable(): Session {
    return new Session(this.#directory, { connectionArgs: ['--session_timezone=UTC'] })
  }

  /**
   * Ends the query of that token if it is running now. Synchronous (1 ms) on purpose: a KILL on another thread, while a
   * connection closes on this one, deadlocks the engine.
   */
  kill(token: string): void {
    this.keeper.query(`KILL QUERY WHERE Settings['log_comment'] = '${token}' ASYNC`)
  }
}
