import { expect, test } from 'vitest'
import { type ErrandNeeds, runDueErrands } from './application/run-errands.ts'

test('a round asks others five times at most, so that whoever stops the shop, and documents, wait for no crowd; documents go all together', async () => {
  const of = (kind: 'release' | 'document', count: number) => Array.from({ length: count }, (_one, n) => ({ id: `${kind} ${n}`, kind }))
  const taken: string[] = []
  const errands = {
    due: async () => [...of('release', 12), ...of('document', 8)],
    claim: async (id: string) => void taken.push(id),
  }
  const needs = { errands, clock: () => new Date('2026-11-20T10:00:00Z') } as unknown as ErrandNeeds
  expect(await runDueErrands(needs, () => {})).toBe(20)
  expect(taken).toEqual([...of('release', 5), ...of('document', 8)].map(({ id }) => id))
})
