import { bindingRefusal } from './access/origin.ts'
import { startApp } from './app/app.ts'
import { ConfigError, readConfig } from './config/config.ts'
import { DatabaseStartError } from './database/errors.ts'
import { createLogger } from './observability/log.ts'
import { StoreError } from './stores/store-error.ts'

/** The one sentence that an operator needs, or null for a bug, which shows its stack. */
function sentenceFor(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if (error instanceof ConfigError || error instanceof DatabaseStartError || error instanceof StoreError)
    return error.message
  if ('code' in error && error.code === 'EADDRINUSE')
    return 'The port is taken, perhaps by another FlowForge: stop that one, or choose another port with PORT.'
  return null
}

async function main(): Promise<void> {
  const config = readConfig(process.env, process.argv.slice(2), process.cwd())
  const refusal = bindingRefusal(config.host)
  if (refusal !== null) throw new ConfigError(refusal)
  const logger = createLogger({ format: config.logFormat })
  const progress = (line: string) => void process.stdout.write(`  ${line}\n`)
  const app = await startApp(config, logger, progress, (reason) => {
    logger.fatal({ error: reason }, 'A store is lost: the server ends')
    process.exit(1)
  })
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ error }, 'Stopping failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.stdout.write(`\n  FlowForge is ready: ${app.address}\n\n`)
}

main().catch((error: unknown) => {
  const stack = error instanceof Error ? error.stack : undefined
  process.stderr.write(`${sentenceFor(error) ?? stack ?? String(error)}\n`)
  process.exit(1)
})
