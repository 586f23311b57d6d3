import { reactRouter } from '@react-router/dev/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

/** What every page shows comes in one file instead of ten: fewer requests, and words compress better together. */
const shared =
  /web\/(?:ui\/(?:component-words|format|locale|words)|ui\/components\/(?:icon|picture|price|product-card|swatch|breadcrumbs)|storefront\/app\/(?:page-title|parts\/cart-badge|words\/layout))\.tsx?$/

export default defineConfig({
  plugins: [tailwindcss(), reactRouter()],
  // Every asset keeps a hashed address of its own, so that the policy of the pages needs no data: addresses for scripts or styles.
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shared', test: shared }] } } },
  },
  server: { fs: { allow: ['../..'] } },
})
