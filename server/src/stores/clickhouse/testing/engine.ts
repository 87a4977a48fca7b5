import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ClickHouseOptions, type ClickHouseStore, openClickHouse } from '../index.ts'

/** How the tests start the engine's child: from source. */
export const CHILD_ARGUMENTS = ['--import', 'tsx', fileURLToPath(new URL('../embedded/child.ts', import.meta.url))]

export const SILENT_LOG = { info: () => undefined, warn: () => undefined, error: () => undefined }

export interface TestEngine {
  readonly store: ClickHouseStore
  readonly directory: string
  close(): Promise<void>
}

/** An embedded store on a folder of its own. */
export async function startTestEngine(options: Partial<ClickHouseOptions> = {}): Promise<TestEngine> {
  const directory = mkdtempSync(join(tmpdir(), 'flowforge-engine-'))
  const embedded = { directory, childArguments: CHILD_ARGUMENTS }
  const store = await openClickHouse({ log: SILENT_LOG, ...options, embedded })
  return {
    store,
    directory,
    close: async () => {
      await store.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
