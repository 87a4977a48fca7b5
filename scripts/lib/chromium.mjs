import { accessSync, constants, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { bin, run } from './run.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * A Chromium for the end-to-end tests: `CHROMIUM_PATH`, one on the PATH, then Playwright's own (downloaded if need be).
 * Null where there is none, after saying what is missing.
 * @returns {Promise<string | null>}
 */
export async function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH
  for (const folder of (process.env.PATH ?? '').split(delimiter))
    for (const name of NAMES) if (executable(join(folder, name))) return join(folder, name)
  const require = createRequire(new URL('../../e2e/package.json', import.meta.url))
  const own = require('@playwright/test').chromium.executablePath()
  if (existsSync(own)) return own
  console.log('No Chromium on the PATH: asking Playwright for its own…')
  await run(bin('playwright').replace('node_modules', 'e2e/node_modules'), ['install', 'chromium'])
  if (existsSync(own)) return own
  console.error(
    'The end-to-end tests need a Chromium and none was found: install one (Debian: apt-get install chromium), or run "npx playwright install chromium", or set CHROMIUM_PATH.',
  )
  return null
}

/** @param {string} path */
function executable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
