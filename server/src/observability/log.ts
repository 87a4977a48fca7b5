import { type DestinationStream, type Logger, pino } from 'pino'
import { prettyFactory } from 'pino-pretty'

export interface LoggerOptions {
  readonly format: 'json' | 'console'
  readonly level?: 'debug' | 'info' | 'warn' | 'error'
  /** Standard output unless a test reads along. */
  readonly destination?: DestinationStream
}

/** Names whose values never reach a log, wherever they stand. */
const SECRET = ['cookie', 'set-cookie', 'authorization', 'password', 'token', 'connectionString']

/** The server's log: one JSON object a line, or lines for people. Secrets and cookies are removed by name. */
export function createLogger({ format, level = 'info', destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: describeError },
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`].map(bracketed)),
      censor: '[removed]',
    },
  }
  const output = destination ?? process.stdout
  if (format === 'json') return pino(options, output)
  const colorize = destination === undefined && process.stdout.isTTY === true
  const inLines = prettyFactory({ translateTime: 'SYS:HH:MM:ss', ignore: 'requestId', colorize })
  return pino(options, { write: (line) => output.write(inLines(line)) })
}

/** What an error says, without the fields that libraries hang on to it: those may hold addresses and passwords. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { name, message, stack, cause } = error
  const code = 'code' in error ? { code: error.code } : {}
  return { name, message, ...code, stack, ...(cause === undefined ? {} : { cause: describeError(cause) }) }
}

/** `a.set-cookie` is written `a["set-cookie"]`. */
function bracketed(path: string): string {
  return path.replace(/\.?([a-z]+-[a-z]+)/g, '["$1"]')
}
