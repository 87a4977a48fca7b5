// npm test: everything that must hold, in one command. The last line is `N passed, N failed, N skipped`.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { findChromium } from './lib/chromium.mjs'
import { installPackages, requireNode } from './lib/install.mjs'
import { bin, run } from './lib/run.mjs'

requireNode()
await installPackages()
const { buildAll } = await import('./build.mjs')

const total = { passed: 0, failed: 0, skipped: 0 }
const REPORTS = '.cache/reports'
rmSync(REPORTS, { recursive: true, force: true })
mkdirSync(REPORTS, { recursive: true })

/** A step that passes or fails as a whole counts as one test. @param {string} name @param {() => Promise<boolean>} work */
async function step(name, work) {
  const start = Date.now()
  const passed = await work()
  total[passed ? 'passed' : 'failed'] += 1
  console.log(`${passed ? '✓' : '✗'} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`)
  return passed
}

/** @param {string} path @returns {any} null where the run left no report */
const report = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null)

async function unitTests() {
  const path = `${REPORTS}/unit.json`
  const code = await run(bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${path}`])
  const result = report(path)
  const failed = result?.numFailedTests ?? 0
  total.passed += result?.numPassedTests ?? 0
  total.skipped += (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0)
  // A file that does not even load, or an unhandled rejection, has no failed test of its own: it still is one.
  total.failed += code !== 0 && failed === 0 ? 1 : failed
}

async function endToEndTests() {
  const chromium = await findChromium()
  const built = await step('build', async () => {
    try {
      await buildAll()
      return true
    } catch (error) {
      console.error(error)
      return false
    }
  })
  if (chromium === null || !built) {
    total.failed += 1
    return
  }
  const path = `${REPORTS}/e2e.json`
  const code = await run('e2e/node_modules/.bin/playwright', ['test', '--config', 'e2e/playwright.config.ts'], {
    env: { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: path },
  })
  const stats = report(path)?.stats
  const failed = stats?.unexpected ?? 0
  total.passed += (stats?.expected ?? 0) + (stats?.flaky ?? 0)
  total.skipped += stats?.skipped ?? 0
  total.failed += code !== 0 && failed === 0 ? 1 : failed
}

const packages = ['core', 'server', 'client', 'e2e', 'bench']
for (const name of packages) await step(`types: ${name}`, async () => (await run(bin('tsc'), ['-p', name])) === 0)
await step('lint and format', async () => (await run(bin('biome'), ['check', '.'])) === 0)
await step(
  'import direction',
  async () =>
    (await run(bin('depcruise'), [
      '--config',
      '.dependency-cruiser.cjs',
      'core/src',
      'server/src',
      'client/src',
      'e2e',
      'bench',
    ])) === 0,
)
await step('dead code and unused packages', async () => (await run(bin('knip'), [])) === 0)
await unitTests()
await endToEndTests()

console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed === 0 ? 0 : 1
