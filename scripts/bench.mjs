// pnpm bench <name>: runs one script of bench/; without a name, lists them.
import { readdirSync } from 'node:fs'
import { bin, run } from './lib/run.mjs'

const names = readdirSync('bench')
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
const [name, ...rest] = process.argv.slice(2)
if (name === undefined || !names.includes(name)) {
  console.log(`pnpm bench <name>, one of: ${names.join(', ')}`)
  process.exitCode = name === undefined ? 0 : 1
} else process.exitCode = await run(bin('tsx'), [`bench/${name}.ts`, ...rest])
