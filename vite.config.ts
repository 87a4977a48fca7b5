import preact from '@preact/preset-vite'
import { defineConfig } from 'vite'

export default defineConfig({
  root: 'client',
  plugins: [preact()],
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
      '/api': { target: 'http://127.0.0.1:4400' },
      '/sync': { target: 'ws://127.0.0.1:4400', ws: true },
    },
  },
})
