// npm start: install what is missing, build what has changed, run the server in this process.
import { buildAll } from './build.mjs'
import { installPackages, requireNode } from './lib/install.mjs'

requireNode()
await installPackages()
await buildAll()
process.env.NODE_ENV ??= 'production'
await import('../server/dist/main.js')
