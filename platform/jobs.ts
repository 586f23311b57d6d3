import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Job } from './service.ts'

/**
 * Runs work that is due by the clock, each job in a loop of its own: at once again while there is more, else after `everyMs`.
 * A job that throws is tried again at its next turn; the first failure of a row is logged.
 */
export function startJobs(jobs: readonly Job[], log: (line: string) => void): { stop(): Promise<void> } {
  const stopping = new AbortController()
  setMaxListeners(0, stopping.signal) // one for each job, and there are as many as the shop needs
  const loops = jobs.map(async ({ name, everyMs, run }) => {
    let failures = 0
    while (!stopping.signal.aborted) {
      const did = await run().then(
        (count) => {
          failures = 0
          return count
        },
        (error: Error) => {
          if (failures++ === 0) log(`job ${name}: ${error.message}`)
          return 0
        },
      )
      if (did === 0) await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => {}) // rejects when stopped
    }
  })
  return {
    async stop() {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}
