// Our server of documents in a process of its own, so that its CPU time can be told. Usage: document-child.ts <database as JSON>
import { createPool } from '../../server/src/database/database.ts'
import { quiet, startSyncServer } from '../../server/test/sync/server.ts'
import { answerCpu } from './cpu.ts'

const pool = createPool(JSON.parse(process.argv[2] ?? '{}'), quiet)
const server = await startSyncServer({ pool })
answerCpu(server.port)
