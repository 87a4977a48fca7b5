import { expect, test } from 'vitest'
import { refusal } from './guard.ts'

test.each([
  "SELECT file('/etc/passwd')",
  "SELECT FILE ( '/etc/passwd' )",
  "SELECT `file`('/etc/passwd')",
  'SELECT "file"(\'/etc/passwd\')',
  "SELECT file/* */('/etc/passwd')",
  "SELECT file -- x\n ('/etc/passwd')",
  "SELECT * APPLY(file) FROM (SELECT '/etc/passwd')",
  "SELECT * APPLY file FROM (SELECT '/etc/passwd')",
  "SELECT 1 INTO OUTFILE '/tmp/x'",
  "SELECT 1 into/**/outfile '/tmp/x'",
  "SELECT 'it''s \\' ' INTO OUTFILE '/tmp/x'",
  "SELECT catboostEvaluate('/m', 1)",
])('refuses %s', (sql) => {
  expect(refusal(sql)).not.toBeNull()
})

test.each([
  'SELECT file FROM t',
  'SELECT `file`, (1) FROM t WHERE file IN (1)',
  "SELECT 'INTO OUTFILE', 'file(1)'",
  'SELECT profile(1), files (1)',
  'SELECT "into outfile" FROM t -- INTO OUTFILE',
  'SELECT file\nFROM (SELECT 1 AS file)',
  '',
])('lets %s pass', (sql) => {
  expect(refusal(sql)).toBeNull()
})
