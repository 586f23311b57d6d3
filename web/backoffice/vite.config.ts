import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

/** Built to static files under `/admin/`; `npm start` serves them. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/admin/',
  plugins: [tailwindcss()],
  build: { outDir: '../../.build/backoffice', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { fs: { allow: ['../..'] } },
})
