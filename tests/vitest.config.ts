import { defineConfig } from 'vitest/config'

/** Journeys: the whole shop, built, in processes of its own, one file after the other. */
export default defineConfig({
  test: {
    include: ['tests/journeys/**/*.journey.ts', 'tests/faults/**/*.fault.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
