import { EngineSupervisor } from '../embedded/supervisor.ts'
import { CHILD_ARGUMENTS, SILENT_LOG } from './engine.ts'

// A server to be killed: holds an engine on the folder it is given, and tells the engine's process id.
const [, , directory = ''] = process.argv
const engine = await EngineSupervisor.start({
  directory,
  childArguments: CHILD_ARGUMENTS,
  settings: {},
  log: SILENT_LOG,
})
process.stdout.write(`${engine.processId}\n`)
