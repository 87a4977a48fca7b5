import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the parts of the program lie, whether it runs bundled (`server/dist/main.js`) or from source. */
export interface ProgramPaths {
  readonly migrations: string
  readonly client: string
  /** Arguments for node that start the child of the embedded engine. */
  readonly engineChild: readonly string[]
}

export function programPaths(): ProgramPaths {
  const here = dirname(fileURLToPath(import.meta.url))
  const bundled = existsSync(join(here, 'clickhouse-child.js'))
  const server = bundled ? dirname(here) : join(here, '../..')
  return {
    migrations: join(server, 'migrations'),
    client: join(server, '../client/dist'),
    engineChild: bundled
      ? [join(here, 'clickhouse-child.js')]
      : ['--import', 'tsx', join(server, 'src/stores/clickhouse/embedded/child.ts')],
  }
}
