import { expect, test } from 'vitest'
import { textLayout } from './header.ts'

const LAYOUTS: readonly [start: string, delimiter: string, header: readonly string[] | null][] = [
  ['id,name\n1,a\n', ',', ['id', 'name']],
  ['name,city\nbob,paris\n', ',', ['name', 'city']],
  ['1,2\n3,4\n', ',', null],
  ['2026-01-01,5\n2026-01-02,6\n', ',', null],
  ['country,2019,2020\nDE,1.5,2.5\n', ',', null],
  ['country,code,2020\nDE,49,2.5\n', ',', ['country', 'code', '2020']],
  ['a;b;c\n1;2;3\n', ';', ['a', 'b', 'c']],
  ['a\tb\n1\t2\n', '\t', ['a', 'b']],
  ['"x,y";b\n1;2\n', ';', ['x,y', 'b']],
  ['\ufeffid,"say ""hi"""\r\n1,2\r\n', ',', ['id', 'say "hi"']],
  ['a,a,,a\n1,2,3,4\n', ',', ['a', 'a_2', 'column_3', 'a_3']],
  [',a\n0,5\n', ',', ['column_1', 'a']],
  ['"two\nlines",b\n1,2\n', ',', ['two\nlines', 'b']],
  ['one\n1\n', ',', ['one']],
]

test.each(LAYOUTS)('%j', (start, delimiter, header) => {
  expect(textLayout(start)).toMatchObject({ delimiter, header, rowless: false })
})

test.each(['', '\n', 'a,b\n', 'a,b', '\ufeffa,b\r\n\r\n'])('%j holds no rows', (start) => {
  expect(textLayout(start).rowless).toBe(true)
})
