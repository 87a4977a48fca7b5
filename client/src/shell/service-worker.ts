import { recall, remember } from './storage.ts'

/**
 * Lets the app open without a network (vite.config.ts says what is kept). A new version takes over at once; a page of the
 * old one that then misses a part of itself is loaded anew, once.
 */
export function keepAppOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  addEventListener('load', () => {
    // Refused in private windows and where the origin is not trusted: the app works, but needs the server to open.
    navigator.serviceWorker.register('/service-worker.js').catch(() => undefined)
  })
  addEventListener('vite:preloadError', () => {
    const last = recall('reloaded')
    if (typeof last === 'number' && Date.now() - last < 60_000) return
    remember('reloaded', Date.now())
    location.reload()
  })
}
