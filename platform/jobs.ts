import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Job } from './service.ts'

/** So late may a job that is woken be when its wake-up was lost: by a process that died, or in another one. */
const restMs = 5_000

/**
 * Runs work that is due by the clock, each job in a loop of its own: at once again while there is more, else after `everyMs`; one that is woken
 * rests for up to 5 s, and `everyMs` more gathers what comes after the first.
 * A job that throws is tried again at its next turn; the first failure of a row is logged.
 */
export function startJobs(jobs: readonly Job[], log: (line: string) => void): { stop(): Promise<void> } {
  const stopping = new AbortController()
  setMaxListeners(0, stopping.signal) // one for each job, and there are as many as the shop needs
  const pause = (ms: number) => sleep(ms, undefined, { signal: stopping.signal }).catch(() => {}) // rejects when stopped
  const loops = jobs.map(async ({ name, everyMs, alarm, run }) => {
    let failures = 0
    while (!stopping.signal.aborted) {
      alarm?.set()
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
      if (did > 0) continue
      const hasRested = alarm ? await alarm.sleep(restMs) : false
      if (!hasRested) await pause(everyMs)
    }
  })
  return {
    async stop() {
      stopping.abort()
      for (const { alarm } of jobs) alarm?.wake()
      await Promise.all(loops)
    },
  }
}
