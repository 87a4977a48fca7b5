// Builds client/dist and server/dist; each is skipped where nothing it is made from has changed.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A digest over names, sizes and times of every file under the paths. @param {readonly string[]} paths */
function digest(paths) {
  const hash = createHash('sha256')
  const visit = (/** @type {string} */ path) => {
    const stats = statSync(path)
    if (stats.isDirectory()) {
      for (const name of readdirSync(path).sort())
        if (name !== 'dist' && name !== 'node_modules') visit(join(path, name))
    } else hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\0`)
  }
  for (const path of paths) visit(path)
  return hash.digest('hex')
}

/** @param {string} output @param {readonly string[]} inputs @param {() => Promise<void>} make */
async function unlessBuilt(output, inputs, make) {
  const stamp = join(output, '.built-from')
  const wanted = digest(inputs)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  await make()
  writeFileSync(stamp, wanted)
}

async function buildClient() {
  console.log('Building the client…')
  const { build } = await import('vite')
  await build({ configFile: 'vite.config.ts', logLevel: 'warn' })
}

async function buildServer() {
  console.log('Building the server…')
  const { build } = await import('esbuild')
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync('server/package.json', 'utf8'))
  // What the server's own node_modules holds is loaded from there; core and its own few packages are bundled in.
  const external = Object.keys({ ...dependencies, ...optionalDependencies })
    .filter((name) => !name.startsWith('@flowforge/'))
    .flatMap((name) => [name, `${name}/*`])
  await build({
    entryPoints: { main: 'server/src/main.ts', 'clickhouse-child': 'server/src/stores/clickhouse/embedded/child.ts' },
    outdir: 'server/dist',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    external,
    logLevel: 'warning',
  })
}

/** Brings both builds up to date. */
export async function buildAll() {
  const lock = ['pnpm-lock.yaml']
  await unlessBuilt('client/dist', [...lock, 'core/src', 'client', 'vite.config.ts'], buildClient)
  await unlessBuilt('server/dist', [...lock, 'core/src', 'server/src', 'scripts/build.mjs'], buildServer)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildAll()
