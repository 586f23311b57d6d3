import type pg from 'pg'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, expect, test } from 'vitest'
import { testGateway } from '../test-gateway.ts'
import { revocations } from './revocations.ts'

const pool = await testDatabase()
const door = await testGateway(pool)
afterAll(() => door.stop())

/** A database whose answers to readings arrive when the test says so, in the order it says. */
function slowReadings() {
  const arrivals: (() => void)[] = []
  const query = async (...asked: unknown[]) => {
    const answer = await (pool.query as (...all: unknown[]) => Promise<unknown>)(...asked)
    if (typeof asked[0] === 'object') await new Promise<void>((arrive) => arrivals.push(arrive))
    return answer
  }
  return { pool: { query } as unknown as pg.Pool, arrivals }
}

test('a session that ends while a reload is under way stays ended', async () => {
  const { pool: slow, arrivals } = slowReadings()
  const ended = revocations(slow)
  const reading = ended.reload()
  await expect.poll(() => arrivals.length).toBe(1)
  await ended.revoke('signed out meanwhile')
  arrivals[0]!()
  await reading
  expect(ended.isRevoked('signed out meanwhile')).toBe(true)
})

test('a reading that arrives after a later one changes nothing', async () => {
  const { pool: slow, arrivals } = slowReadings()
  const ended = revocations(slow)
  const early = ended.reload()
  await expect.poll(() => arrivals.length).toBe(1)
  await ended.revoke('between two readings')
  const late = ended.reload()
  await expect.poll(() => arrivals.length).toBe(2)
  arrivals[1]!()
  await late
  arrivals[0]!()
  await early
  expect(ended.isRevoked('between two readings')).toBe(true)
})
