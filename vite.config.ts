import preact from '@preact/preset-vite'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

/** The server that `vite dev` speaks to; it takes requests from its own origin alone. */
const API = 'http://127.0.0.1:4400'

export default defineConfig({
  root: 'client',
  plugins: [
    preact(),
    // The app itself opens without a network. Data is kept by the app in IndexedDB; nothing under /api or /sync is cached.
    VitePWA({
      filename: 'service-worker.js',
      injectRegister: null,
      manifest: {
        name: 'FlowForge',
        short_name: 'FlowForge',
        description: 'Wire data together on a shared canvas',
        start_url: '/',
        display: 'standalone',
        background_color: '#16181c',
        theme_color: '#16181c',
        icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
      },
      workbox: {
        skipWaiting: true,
        clientsClaim: true,
        cleanupOutdatedCaches: true,
        globPatterns: ['**/*.{html,js,css,svg,webmanifest}', '**/*-latin-*.woff2'],
        navigateFallback: '/index.html',
        navigateFallbackDenylist: [/^\/(api|sync|health|metrics)(\/|$)/],
        runtimeCaching: [],
      },
    }),
  ],
  resolve: { dedupe: ['yjs'] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    sourcemap: true,
  },
  server: {
    proxy: {
      '/api': { target: API, changeOrigin: true, headers: { origin: API } },
      '/health': { target: API, changeOrigin: true },
      '/sync': { target: API, ws: true, changeOrigin: true, headers: { origin: API } },
    },
  },
})
