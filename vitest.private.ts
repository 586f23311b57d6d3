import { defineConfig } from 'vitest/config'
export default defineConfig({ test: { pool: 'threads', isolate: false, maxWorkers: 2, testTimeout: 60000, hookTimeout: 120000 } })
