import { expect, test } from 'vitest'
import { highlightSql } from './sql-highlight.ts'

test('the parts joined are the statement, whatever stands in it', () => {
  for (const sql of [`SELECT "a""b", count(*) FROM t WHERE x = 'it''s' -- hm\nLIMIT 5`, '{', `'open`, '', 'ünï']) {
    expect(
      highlightSql(sql)
        .map(({ text }) => text)
        .join(''),
    ).toBe(sql)
  }
})

test('each part is told apart', () => {
  const kinds = highlightSql(`SELECT lower(origin) FROM f WHERE d > {p1:Int64} AND s = 'x' AND n = $2 LIMIT 10`)
    .filter(({ kind }) => kind !== 'plain')
    .map(({ kind, text }) => `${kind}:${text}`)
  expect(kinds).toContain('function:lower')
  expect(kinds).toContain('name:origin')
  expect(kinds).toContain('parameter:{p1:Int64}')
  expect(kinds).toContain('parameter:$2')
  expect(kinds).toContain("text:'x'")
  expect(kinds).toContain('keyword:LIMIT')
  expect(kinds).toContain('number:10')
})
