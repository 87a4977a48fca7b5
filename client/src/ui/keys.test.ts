import { describe, expect, it } from 'vitest'
import { keyCaps, pressMatches } from './keys.ts'

const press = (key: string, modifiers = '', code = '') => ({
  key,
  code,
  metaKey: modifiers.includes('m'),
  ctrlKey: modifiers.includes('c'),
  shiftKey: modifiers.includes('s'),
  altKey: modifiers.includes('a'),
})

describe('pressMatches', () => {
  it.each<[string, ReturnType<typeof press>, boolean, boolean]>([
    ['mod+k', press('k', 'c'), false, true],
    ['mod+k', press('k', 'm'), true, true],
    ['mod+k', press('k', 'm'), false, false],
    ['mod+z', press('Z', 'cs'), false, false],
    ['mod+shift+z', press('Z', 'cs'), false, true],
    ['?', press('?', 's'), false, true],
    ['shift+1', press('!', 's', 'Digit1'), false, true],
    ['n', press('n', 'c'), false, false],
    ['n', press('n'), false, true],
    ['escape', press('Escape'), false, true],
    ['plus', press('+', 's'), false, true],
  ])('%s', (keys, pressed, apple, expected) => {
    expect(pressMatches(pressed, keys, apple)).toBe(expected)
  })
})

describe('keyCaps', () => {
  it('draws keys as each platform writes them', () => {
    expect(keyCaps('mod+shift+z', true)).toEqual(['⌘', '⇧', 'Z'])
    expect(keyCaps('mod+enter', false)).toEqual(['Ctrl', '↵'])
  })
})
