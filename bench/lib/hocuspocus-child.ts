// @hocuspocus/server as its documentation starts it, with nothing stored: the least it can cost.
import { Server } from '@hocuspocus/server'
import { answerCpu } from './cpu.ts'

const server = new Server({ port: 0, quiet: true, stopOnSignals: false })
await server.listen()
answerCpu(server.address.port)
