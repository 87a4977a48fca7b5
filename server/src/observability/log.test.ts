import { describe, expect, it } from 'vitest'
import { createLogger } from './log.ts'

function capture() {
  const lines: string[] = []
  return { lines, destination: { write: (line: string) => void lines.push(line) } }
}

describe('createLogger', () => {
  it('writes one JSON object a line, the level in words and the time in ISO form', () => {
    const { lines, destination } = capture()
    createLogger({ format: 'json', destination }).warn({ requestId: 'r1', status: 500 }, 'It failed')
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      requestId: 'r1',
      status: 500,
      msg: 'It failed',
    })
  })

  it('writes lines for people', async () => {
    const { lines, destination } = capture()
    createLogger({ format: 'console', destination }).info('Ready at http://127.0.0.1:4400')
    await expect.poll(() => lines.join('')).toMatch(/\[\d\d:\d\d:\d\d\] INFO: Ready at http:\/\/127\.0\.0\.1:4400\n/)
  })

  it.each([
    { cookie: 'hunter2' },
    { headers: { cookie: 'hunter2' } },
    { request: { headers: { cookie: 'hunter2', authorization: 'hunter2', 'set-cookie': 'hunter2' } } },
    { connection: { password: 'hunter2' } },
    { token: 'hunter2' },
  ])('removes secrets by name from %j', (fields) => {
    const { lines, destination } = capture()
    createLogger({ format: 'json', destination }).info(fields, 'x')
    expect(lines.join('')).not.toContain('hunter2')
    expect(lines.join('')).toContain('[removed]')
  })

  it('says what an error says, with its cause, and no more', () => {
    const { lines, destination } = capture()
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', options: { secret: 'hunter2' } })
    createLogger({ format: 'json', destination }).error({ error: new TypeError('It broke', { cause }) }, 'Failed')
    expect(JSON.parse(lines[0] ?? '').error).toEqual({
      name: 'TypeError',
      message: 'It broke',
      stack: expect.stringContaining('log.test'),
      cause: { name: 'Error', message: 'refused', code: 'ECONNREFUSED', stack: expect.any(String) },
    })
    expect(lines.join('')).not.toContain('hunter2')
  })

  it('leaves out what is below its level', () => {
    const { lines, destination } = capture()
    const log = createLogger({ format: 'json', destination, level: 'warn' })
    log.info('quiet')
    log.error('loud')
    expect(lines).toHaveLength(1)
  })
})
