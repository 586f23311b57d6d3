#!/usr/bin/env node
// `npm start` and `npx vitrine …`: plain JavaScript, so that it also runs, and says what is missing, on a Node that cannot run the rest.
// Builds what changed since the last time, then runs the built command line in this very process.
import { existsSync } from 'node:fs'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Vitrine needs Node 20.19 or newer, and this is ${process.versions.node}. Install one from nodejs.org, then start again.`)
  process.exit(1)
}

const at = (path) => new URL(`../${path}`, import.meta.url)
if (existsSync(at('.env'))) process.loadEnvFile(at('.env'))

/** An image holds what was built, and nothing to build it from. */
const hasSources = existsSync(at('system/build.mjs')) && existsSync(at('system/cli/vitrine.ts'))
const verb = process.argv[2] ?? 'start'

if (process.env.VITRINE_FAILPOINTS && hasSources && process.env.NODE_ENV !== 'production') {
  // Tests that kill the shop at named points: failpoints exist in the sources alone.
  const { register } = await import('tsx/esm/api')
  register()
  await import('./cli/vitrine.ts')
} else {
  if (hasSources) {
    const { build } = await import('./build.mjs')
    const isBuilt = await build(['start', 'spread-out'].includes(verb) ? ['server', 'storefront', 'backoffice'] : ['server'])
    if (!isBuilt) process.exit(1)
  }
  process.env.NODE_ENV ??= 'production'
  await import('../.build/server/system/cli/vitrine.js')
}
