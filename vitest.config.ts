import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: ['./platform/sql/test-database.ts', './system/test-template.ts'],
    pool: 'threads',
    isolate: false,
    maxWorkers: 4, // half of a worker's time is spent waiting for PostgreSQL
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } }, // on a busy machine what comes soon may take more than a second
    exclude: ['**/node_modules/**', '.build/**'],
    onConsoleLog: (line) => {
      throw new Error(`unexpected output: ${line}`)
    },
  },
})
