import { ErrorBoundary, LocationProvider, lazy, Route, Router } from 'preact-iso'
import { DataPage } from './home/data-page.tsx'
import { NotFoundPage } from './home/not-found-page.tsx'
import { HomePage } from './home/page.tsx'
import { WorkflowsPage } from './home/workflows-page.tsx'
import { CommandPalette } from './palette/palette.tsx'
import { ShortcutSheet } from './shell/shortcut-sheet.tsx'
import { useThemeCommands } from './shell/theme-commands.ts'
import { ToastHost } from './ui/toast.tsx'
import { TooltipHost } from './ui/tooltip.tsx'

const CanvasPage = lazy(() => import('./canvas/page.tsx').then((module) => module.CanvasPage))

/** Every page, and what floats above all of them. */
export function App() {
  useThemeCommands()
  return (
    <>
      <LocationProvider>
        <ErrorBoundary>
          <Router>
            <Route path="/" component={HomePage} />
            <Route path="/workflows" component={WorkflowsPage} />
            <Route path="/data" component={DataPage} />
            <Route path="/canvas/:id" component={CanvasPage} />
            <Route default component={NotFoundPage} />
          </Router>
        </ErrorBoundary>
      </LocationProvider>
      <TooltipHost />
      <CommandPalette />
      <ShortcutSheet />
      <ToastHost />
    </>
  )
}
