import { expect, test } from 'vitest'
import { runDueDocuments, runDueErrands } from './application/run-due-errands.ts'
import type { ClaimedErrand, ErrandNeeds } from './application/run-errands.ts'

const clock = () => new Date('2026-11-20T10:00:00Z')

test('a round asks others five times at most, so that whoever stops the shop waits for no crowd', async () => {
  const taken: string[] = []
  const errands = {
    due: async (_at: Date, limit: number) => Array.from({ length: 12 }, (_one, n) => `release ${n}`).slice(0, limit),
    claim: async (id: string) => void taken.push(id),
  }
  expect(await runDueErrands({ errands, clock } as unknown as ErrandNeeds, () => {})).toBe(5)
  expect(taken).toEqual(Array.from({ length: 5 }, (_one, n) => `release ${n}`))
})

/** A shop that owes so many documents; what is begun, dropped and went wrong in a round of them. */
async function roundOf(owed: number) {
  const [begun, dropped, failed]: [string[], string[], string[]] = [[], [], []]
  let goOn = () => {}
  const allBegun = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const errands = {
    claimDocuments: async (_at: Date, _until: Date, limit: number) =>
      Array.from(
        { length: Math.min(owed, limit) },
        (_one, n) => ({ id: `${n}`, orderId: `order ${n}`, kind: 'document', tries: 1 }) as ClaimedErrand,
      ),
    drop: async (id: string) => void dropped.push(id),
  }
  const documenting = async (orderId: string) => {
    begun.push(orderId)
    if (begun.length === Math.min(owed, 100)) goOn()
    await allBegun // none of them waits for another
    if (orderId === 'order 3') throw new Error('a document that cannot be made')
  }
  const needs = { errands, clock, documenting, failpoint: async () => {} } as unknown as ErrandNeeds
  const answer = await runDueDocuments(needs, (id) => failed.push(id))
  return { answer, begun: begun.length, dropped: dropped.length, failed }
}

test('documents of a round go all together, and one that fails stays and holds up none', async () => {
  expect(await roundOf(8)).toEqual({ answer: 0, begun: 8, dropped: 7, failed: ['3'] })
})

test('a round that was full is followed at once, any other by what the next second brings', async () => {
  expect(await roundOf(100)).toMatchObject({ answer: 100, begun: 100 })
  expect(await roundOf(250)).toMatchObject({ answer: 100, begun: 100 })
  expect(await roundOf(99)).toMatchObject({ answer: 0, begun: 99 })
})
