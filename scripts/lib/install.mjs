import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { run } from './run.mjs'

const STAMP = 'node_modules/.flowforge-installed'
const INPUTS = [
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'package.json',
  ...['core', 'server', 'client', 'e2e', 'bench'].map((name) => `${name}/package.json`),
]

/** Ends the process with one sentence where this Node cannot run FlowForge. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24
  if (supported) return
  console.error(`FlowForge needs Node 20.19+, 22.12+ or 24+; this is ${process.versions.node}.`)
  process.exit(1)
}

/** Installs the pinned packages with the pinned pnpm, unless what is installed is already that. */
export async function installPackages() {
  const wanted = createHash('sha256')
  for (const file of INPUTS) wanted.update(readFileSync(file))
  wanted.update(process.versions.modules)
  const stamp = wanted.digest('hex')
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return
  const { packageManager } = JSON.parse(readFileSync('package.json', 'utf8'))
  console.log('Installing packages (the first time takes a minute)…')
  // Where npm itself was started by npx, that one's own options would be taken for ours.
  const env = { npm_config_call: undefined, npm_config_package: undefined }
  const code = await run(
    'npx',
    ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=error'],
    { env },
  )
  if (code !== 0) {
    console.error(
      'Installing the packages failed; the lines above say why. A network connection to the npm registry is needed once.',
    )
    process.exit(1)
  }
  mkdirSync('node_modules', { recursive: true })
  writeFileSync(STAMP, stamp)
}
