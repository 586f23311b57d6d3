import { expect, test } from 'vitest'
import { alarm } from './events/alarm.ts'
import { startJobs } from './jobs.ts'

const silent = () => {}

test('a job that is woken looks soon, once for all who woke it meanwhile, and again at once while there is more', async () => {
  const woken = alarm()
  let looks = 0
  let left = 0
  const run = async () => {
    looks++
    return left > 0 ? left-- : 0
  }
  const jobs = startJobs([{ name: 'a job', everyMs: 50, alarm: woken, run }], silent)
  await expect.poll(() => looks).toBe(1)
  left = 2
  for (let times = 0; times < 10; times++) woken.wake()
  await expect.poll(() => looks).toBe(4) // two found something, and the third nothing
  expect(left).toBe(0)
  woken.wake()
  await expect.poll(() => looks).toBe(5)
  await jobs.stop()
  expect(looks).toBe(5)
})

test('a job nobody wakes looks by itself, within 5 s and the pause that gathers', async () => {
  let looks = 0
  const run = async () => {
    looks++
    return 0
  }
  const jobs = startJobs([{ name: 'a job', everyMs: 10, alarm: alarm(), run }], silent)
  await expect.poll(() => looks, { timeout: 8_000 }).toBeGreaterThan(1)
  await jobs.stop()
})

test('jobs that rest end at once when they are stopped', async () => {
  const run = async () => 0
  const resting = { name: 'a job', everyMs: 60_000, run }
  const jobs = startJobs([resting, { ...resting, alarm: alarm() }], silent)
  const began = performance.now()
  await jobs.stop()
  expect(performance.now() - began).toBeLessThan(1_000)
})
