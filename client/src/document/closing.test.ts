import { CLOSE } from '@flowforge/core/protocol'
import { describe, expect, it } from 'vitest'
import { closingNotice } from './closing.ts'

const final = Object.entries(CLOSE).filter(([, code]) => code >= 4400 && code < 4500)

describe('closingNotice', () => {
  it.each(final)('%s is said in words, and says where the edits are', (_name, code) => {
    const { title, text, action } = closingNotice(code, '')
    expect(title).toMatch(/^[A-Z]/)
    expect(text).toMatch(/device|copy/)
    expect(`${title} ${text}`).not.toMatch(/\d{4}|invalid/i)
    expect(['restore', 'copy', 'reload']).toContain(action)
  })

  it('passes on the reason of a close it has no words for', () => {
    expect(closingNotice(4499, 'The moon is full').text).toContain('The moon is full. Reload')
  })
})
