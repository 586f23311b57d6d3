import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  askedBackMinor,
  backableMinor,
  creditAskedMinor,
  isAllBack,
  type MoneyBack,
  captureAmounts,
  partBack,
  withBack,
  withBankBack,
  withSettled,
  withTaken,
} from './money-back.ts'
import type { Order } from './order.ts'

/** An order of so much, of which credit paid so much. */
const paid = (totalMinor: number, creditMinor: number, more: Partial<Order> = {}) =>
  ({
    totals: { totalMinor, creditMinor },
    capturedMinor: totalMinor - creditMinor,
    refundedMinor: 0,
    backs: [],
    returns: [],
    ...more,
  }) as unknown as Order // only its money is asked about
const back = (id: string, bankMinor: number, creditMinor = 0): MoneyBack => ({ id, bankMinor, creditMinor, awaits: [] })

test('in whatever portions money goes back, bank and credit get what each paid, to the cent, and nothing more', () => {
  const sums = fc.tuple(
    fc.integer({ min: 1, max: 2_000_000_000 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.array(fc.nat({ max: 3_000_000 })),
  )
  fc.assert(
    fc.property(sums, ([totalMinor, part, portions]) => {
      const creditMinor = Math.floor(totalMinor * part)
      let order = paid(totalMinor, creditMinor)
      for (const [n, portion] of [...portions, totalMinor].entries()) {
        const next = partBack(order, String(n), portion)
        order = withBack(order, next)
        const exact = (creditMinor * askedBackMinor(order)) / totalMinor
        expect(Math.abs(creditAskedMinor(order) - exact)).toBeLessThanOrEqual(1)
        expect(askedBackMinor(order) - creditAskedMinor(order)).toBeLessThanOrEqual(totalMinor - creditMinor)
      }
      expect([backableMinor(order), creditAskedMinor(order)]).toEqual([0, creditMinor])
      expect(partBack(order, 'more', 1)).toEqual({ id: 'more', bankMinor: 0, creditMinor: 0, awaits: [] })
    }),
  )
})

test('what exchanges keep goes back by no other way, and what they give back does, with bank and credit within what each paid', () => {
  const kept = (minor: number) => [{ exchange: { orderId: 'r', paidMinor: minor, atMostMinor: 0 } }] as unknown as Order['returns']
  const cases = fc.tuple(
    fc.integer({ min: 1, max: 1_000_000 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.array(fc.nat({ max: 400_000 })),
  )
  fc.assert(
    fc.property(cases, fc.nat({ max: 1_000_000 }), ([totalMinor, part, portions], wish) => {
      const creditMinor = Math.floor(totalMinor * part)
      let keeps = Math.min(wish, totalMinor)
      let order = paid(totalMinor, creditMinor, { returns: kept(keeps) })
      for (const [n, portion] of portions.entries()) {
        if (n % 2 === 1) keeps -= Math.min(keeps, portion)
        order = { ...order, returns: kept(keeps) }
        order = withBack(order, partBack(order, String(n), portion))
        expect(askedBackMinor(order) + keeps).toBeLessThanOrEqual(totalMinor)
        expect(creditAskedMinor(order)).toBeLessThanOrEqual(creditMinor)
        expect(askedBackMinor(order) - creditAskedMinor(order)).toBeLessThanOrEqual(totalMinor - creditMinor)
      }
    }),
  )
})

test('an order paid by credit alone gives back credit alone', () => {
  expect(partBack(paid(1_000, 1_000), 'a', 400)).toEqual({ id: 'a', bankMinor: 0, creditMinor: 400, awaits: ['credit'] })
})

test('what went back at the provider counts as decided, once, and credit gets the rest', () => {
  const elsewhere = withBankBack(paid(1_000, 400, { refundedMinor: 600 }), 'elsewhere')
  expect(elsewhere.backs).toEqual([{ ...back('elsewhere', 600), elsewhereMinor: 600 }])
  expect(withBankBack(elsewhere, 'again')).toBe(elsewhere)
  expect(partBack(elsewhere, 'rest', 1_000)).toEqual({ id: 'rest', bankMinor: 0, creditMinor: 400, awaits: ['credit'] })
  const decided = paid(1_000, 0, { refundedMinor: 700, backs: [{ id: 'a', bankMinor: 500, creditMinor: 0, awaits: ['bank'] }] })
  expect(withBankBack(decided, 'a').backs).toMatchObject([{ id: 'a', bankMinor: 700 }])
})

test('all is back once both have given what they had to', () => {
  const half = paid(1_000, 400, { refundedMinor: 600, backs: [{ ...back('a', 600, 400), awaits: ['credit'] }] })
  expect([isAllBack(half), isAllBack(withSettled(half, 'a', 'credit'))]).toEqual([false, true])
})

test('what was taken out before the money was is not taken; what was taken out since goes back, whichever amount was asked for', () => {
  const parts = fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 5 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), parts, fc.nat(), (totalMinor, amounts, choice) => {
      let order = paid(totalMinor, 0, { capturedMinor: 0 })
      for (const [n, amount] of amounts.entries()) order = withBack(order, partBack(order, String(n), amount))
      const possible = captureAmounts(order)
      expect(possible.at(-1)).toBe(totalMinor)
      const captured = possible[choice % possible.length]!
      const taken = withTaken(order, captured)
      const never = taken.backs.reduce((sum, { notTakenMinor = 0 }) => sum + notTakenMinor, 0)
      const awaited = taken.backs.reduce((sum, { bankMinor, awaits }) => sum + (awaits.includes('bank') ? bankMinor : 0), 0)
      expect(captured + never).toBe(totalMinor)
      expect(never + awaited).toBe(askedBackMinor(order))
    }),
  )
  const order = withBack(paid(1_000, 0), { ...back('a', 300), awaits: ['bank'] })
  expect([captureAmounts(order), captureAmounts(paid(1_000, 0)), captureAmounts(paid(300, 0, { backs: order.backs }))]).toEqual([
    [700, 1_000],
    [1_000],
    [300],
  ])
})
