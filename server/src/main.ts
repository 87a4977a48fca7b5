import { bindingRefusal } from './access/origin.ts'
import { startApp } from './app/app.ts'
import { ConfigError, readConfig } from './config/config.ts'
import { createLogger } from './observability/log.ts'

/** Errors that are one sentence for the operator; anything else is a bug and shows its stack. */
function isForOperator(error: unknown): error is Error {
  return error instanceof ConfigError || (error instanceof Error && error.name.endsWith('StartError'))
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
  process.stderr.write(
    `${isForOperator(error) ? error.message : (error instanceof Error && error.stack) || String(error)}\n`,
  )
  process.exit(1)
})
