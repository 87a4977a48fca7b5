import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const read = (environment: Record<string, string>, argv: string[] = []) =>
  readConfig(environment, argv, '/srv/flowforge')

describe('readConfig', () => {
  it('has a default for everything', () => {
    expect(read({})).toEqual({
      host: '127.0.0.1',
      port: 4400,
      home: '/srv/flowforge/.flowforge',
      data: null,
      clickHouseUrl: null,
      databaseUrl: null,
      redisUrl: null,
      logFormat: 'console',
    })
  })

  it('treats an empty variable as unset', () => {
    expect(read({ PORT: '', REDIS_URL: '' })).toMatchObject({ port: 4400, redisUrl: null })
  })

  it.each([
    [['--data', './mine'], '/srv/flowforge/mine'],
    [['--data=/abs'], '/abs'],
  ])('takes the data folder from %j before the variable', (argv, data) => {
    expect(read({ FLOWFORGE_DATA: 'other' }, argv).data).toBe(data)
  })

  it.each([
    [
      { PORT: '99999' },
      'The value "99999" of PORT is not usable: it must be a number from 0 (any free port) to 65535.',
    ],
    [{ PORT: 'http' }, 'PORT'],
    [{ PORT: '-1' }, 'PORT'],
    [{ HOST: 'a b' }, 'HOST'],
    [{ LOG_FORMAT: 'xml' }, 'json or console'],
    [{ CLICKHOUSE_URL: 'localhost:8123' }, 'CLICKHOUSE_URL'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
    [{ REDIS_URL: 'nonsense' }, 'REDIS_URL'],
  ])('refuses %j in one sentence', (environment, part) => {
    expect(() => read(environment)).toThrow(ConfigError)
    expect(() => read(environment)).toThrow(part)
  })

  it('never repeats a value that may hold a password', () => {
    expect(() => read({ DATABASE_URL: 'mysql://user:hunter2@db' })).toThrow(/^(?!.*hunter2)/)
  })

  it('refuses --data without a folder', () => {
    expect(() => read({}, ['--data'])).toThrow('--data needs the path of a folder')
  })
})
