import { expect, test } from 'vitest'
import { lapseReturns } from './application/exchange/lapse-returns.ts'
import { forgetPeople } from './application/forget-person.ts'
import { moveAwaiting } from './application/hear-lenses.ts'
import type { Order } from './domain/order.ts'

const now = new Date('2026-11-20T10:00:00Z')

/** Due are one order that cannot be read, and one after it. What is told of it, and what became of the other. */
async function round(run: (needs: object, failed: (id: string) => void) => Promise<number>) {
  const [asked, forgotten, failed]: [string[], string[], string[]] = [[], [], []]
  const due = async () => ['broken', 'next']
  const orders = {
    async find(id: string) {
      asked.push(id)
      if (id === 'broken') throw new Error('a row nobody can read')
      return { id, status: 'cancelled', returns: [], timeline: [], lines: [], totals: {} } as unknown as Order
    },
  }
  const store = { due, forgetTrials: async () => 0, forget: async (id: string) => void forgotten.push(id) }
  const needs = { orders, lapsing: due, awaiting: due, store, clock: () => now, ids: () => 'id', published: () => {} }
  const count = await run({ ...needs, invoices: { of: async () => [] } }, (id) => failed.push(id))
  return { asked, forgotten, failed, count }
}

test('returns whose time is over: one that goes wrong holds up no other', async () => {
  const found = await round((needs, failed) => lapseReturns(needs as Parameters<typeof lapseReturns>[0], now, failed))
  expect(found).toMatchObject({ asked: ['broken', 'next'], failed: ['broken'], count: 1 })
})

test('orders that wait for an optician: one that goes wrong holds up no other', async () => {
  const found = await round((needs, failed) => moveAwaiting(needs as Parameters<typeof moveAwaiting>[0], now, failed))
  expect(found).toMatchObject({ asked: ['broken', 'next'], failed: ['broken'], count: 0 })
})

test('orders of people who asked to be forgotten: one that goes wrong holds up no other', async () => {
  const found = await round((needs, failed) => forgetPeople(needs as Parameters<typeof forgetPeople>[0], failed))
  expect(found).toMatchObject({ forgotten: ['next'], failed: ['broken'], count: 1 })
})
