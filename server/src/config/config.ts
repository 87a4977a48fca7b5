import { resolve } from 'node:path'
import { z } from 'zod'

/** Everything the environment may say, validated once; nothing else in the server reads `process.env`. */
export interface Config {
  readonly host: string
  readonly port: number
  /** Folder of everything FlowForge keeps on this machine. */
  readonly home: string
  /** Folder of the user's own files, or null. */
  readonly data: string | null
  readonly clickHouseUrl: string | null
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
  readonly logFormat: 'json' | 'console'
}

/** A setting that stops the start; the message is the one sentence the operator sees. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const url = (protocols: readonly string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol))

interface Setting {
  readonly variable: string
  readonly schema: z.ZodType<string | undefined>
  readonly allowed: string
  /** Values that may carry a password are not repeated in the message. */
  readonly secret?: true
}

const PORT = /^(0|[1-9]\d{0,4})$/

const SETTINGS = {
  host: {
    variable: 'HOST',
    schema: z
      .string()
      .regex(/^[A-Za-z0-9.:-]+$/)
      .optional(),
    allowed: 'a host name or address such as 127.0.0.1',
  },
  port: {
    variable: 'PORT',
    schema: z
      .string()
      .regex(PORT)
      .refine((text) => Number(text) <= 65_535)
      .optional(),
    allowed: 'a number from 0 (any free port) to 65535',
  },
  home: { variable: 'FLOWFORGE_HOME', schema: z.string().min(1).optional(), allowed: 'the path of a folder' },
  data: { variable: 'FLOWFORGE_DATA', schema: z.string().min(1).optional(), allowed: 'the path of a folder' },
  clickHouseUrl: {
    variable: 'CLICKHOUSE_URL',
    schema: url(['http:', 'https:']).optional(),
    allowed: 'an http:// or https:// address such as http://user:password@localhost:8123',
    secret: true,
  },
  databaseUrl: {
    variable: 'DATABASE_URL',
    schema: url(['postgres:', 'postgresql:']).optional(),
    allowed: 'a postgresql:// address such as postgresql://user:password@localhost:5432/flowforge',
    secret: true,
  },
  redisUrl: {
    variable: 'REDIS_URL',
    schema: url(['redis:', 'rediss:']).optional(),
    allowed: 'a redis:// or rediss:// address such as redis://localhost:6379',
    secret: true,
  },
  logFormat: { variable: 'LOG_FORMAT', schema: z.enum(['json', 'console']).optional(), allowed: 'json or console' },
} as const satisfies Record<keyof Config, Setting>

const DEFAULT_PORT = 4400

/**
 * Reads the environment and `--data <folder>`. Unset and empty variables mean the default.
 * Throws ConfigError with one sentence: the variable, the value, what is allowed.
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
  workingDirectory: string,
): Config {
  const read = (key: keyof typeof SETTINGS): string | undefined => {
    const setting: Setting = SETTINGS[key]
    const value = environment[setting.variable] || undefined
    if (setting.schema.safeParse(value).success) return value
    const found = setting.secret ? 'The value' : `The value "${value}"`
    throw new ConfigError(`${found} of ${setting.variable} is not usable: it must be ${setting.allowed}.`)
  }
  const folder = dataFolder(argv) ?? read('data')
  return {
    host: read('host') ?? '127.0.0.1',
    port: Number(read('port') ?? DEFAULT_PORT),
    home: resolve(workingDirectory, read('home') ?? '.flowforge'),
    data: folder === undefined ? null : resolve(workingDirectory, folder),
    clickHouseUrl: read('clickHouseUrl') ?? null,
    databaseUrl: read('databaseUrl') ?? null,
    redisUrl: read('redisUrl') ?? null,
    logFormat: read('logFormat') === 'json' ? 'json' : 'console',
  }
}

function dataFolder(argv: readonly string[]): string | undefined {
  for (const [index, argument] of argv.entries()) {
    if (argument.startsWith('--data=')) return argument.slice('--data='.length)
    if (argument === '--data') {
      const next = argv[index + 1]
      if (next === undefined || next.startsWith('--'))
        throw new ConfigError('--data needs the path of a folder, for example: npm start -- --data ./folder')
      return next
    }
  }
  return undefined
}
