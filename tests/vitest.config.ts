import { defineConfig } from 'vitest/config'

/** Journeys and faults: the whole shop, built, in processes of its own. What counts requests or seconds runs alone (`tools/gate.mjs`). */
export default defineConfig({
  test: {
    include: ['tests/journeys/**/*.journey.ts', 'tests/faults/**/*.fault.ts'],
    globalSetup: './tests/filled-folder.ts',
    pool: 'forks',
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 20_000, interval: 100 } }, // a page waits for its shop, and on a busy machine that is more than a second
  },
})
