import '@fontsource-variable/inter/opsz.css'
import '@fontsource-variable/jetbrains-mono'
import './styles/tokens.css'
import './styles/base.css'
import { render } from 'preact'
import { App } from './app.tsx'
import { keepAppOffline } from './shell/service-worker.ts'
import { start } from './shell/start.ts'
import { followTheme } from './shell/theme.ts'
import { listenForShortcuts } from './ui/shortcuts.ts'

followTheme()
listenForShortcuts()
start()
keepAppOffline()

const root = document.getElementById('app')
if (root === null) throw new Error('index.html has no #app')
render(<App />, root)
