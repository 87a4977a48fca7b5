import { Session } from 'chdb'

/** A connection that serves one query and is thrown away; `token` names the query to KILL. */
export interface QueryConnection {
  readonly session: Session
  readonly token: string
}

const PREPARED = 2

/**
 * Throw-away connections to one data directory. A connection is never used twice: a query that fails half way leaves its
 * output in front of the next one's, and settings persist. A few stand prepared.
 */
export class Sessions {
  /** Keeps the engine open between queries; also the one that kills. */
  readonly keeper: Session
  readonly #directory: string
  readonly #settings: Readonly<Record<string, string>>
  readonly #prepared: QueryConnection[] = []
  #count = 0

  constructor(directory: string, settings: Readonly<Record<string, string>>) {
    this.#directory = directory
    this.#settings = settings
    this.keeper = new Session(directory)
    this.prepare()
  }

  /** A connection with the given settings on top of the common ones, and read-only. */
  take(settings: Readonly<Record<string, string>>): QueryConnection {
    const connection = this.#prepared.pop() ?? this.#open()
    // `readonly` comes last: nothing can be set after it.
    connection.session.query(`SET ${assignments({ ...settings, readonly: '1' })}`)
    return connection
  }

  /** Opens what was taken; call it when there is nothing better to do. */
  prepare(): void {
    while (this.#prepared.length < PREPARED) this.#prepared.push(this.#open())
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

  #open(): QueryConnection {
    this.#count += 1
    const token = `flowforge-${process.pid}-${this.#count}`
    // Settings given while connecting cost nothing; as SET statements they would take as long as a small query.
    const settings = Object.entries({ ...this.#settings, log_comment: token })
    const session = new Session(this.#directory, {
      connectionArgs: settings.map(([name, value]) => `--${name}=${value}`),
    })
    return { session, token }
  }
}

/** Numbers only: the front has checked them. */
function assignments(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ')
}
