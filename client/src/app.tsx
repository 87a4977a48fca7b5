import { ErrorBoundary, LocationProvider, lazy, Route, Router } from 'preact-iso'
import { HomePage } from './home/page.tsx'
import { ToastHost } from './ui/toast.tsx'
import { TooltipHost } from './ui/tooltip.tsx'

const CanvasPage = lazy(() => import('./canvas/page.tsx').then((module) => module.CanvasPage))

/** Every page, and what floats above all of them. */
export function App() {
  return (
    <>
      <LocationProvider>
        <ErrorBoundary>
          <Router>
            <Route path="/" component={HomePage} />
            <Route path="/canvas/:id" component={CanvasPage} />
            <Route default component={HomePage} />
          </Router>
        </ErrorBoundary>
      </LocationProvider>
      <TooltipHost />
      <ToastHost />
    </>
  )
}
