import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { displayPrice, unitPrice } from './price.ts'
import type { Promotion } from './promotion.ts'
import { explain, quote, quoteDelivery } from './quote.ts'
import { partOf, splitBy, taxInside } from './rounding.ts'
import { basketOf, factsOf, now, percentage, price, promotion } from './test-basket.ts'

describe('a quote', () => {
  test('names lines, discount, delivery, tax and total to the cent', () => {
    const facts = factsOf([price('aviator', 12_900), price('musk', 3_333)], percentage(100_000))
    const { totals, lines } = quote(basketOf({ aviator: 1, musk: 3 }, { coupons: ['code'], deliveryMethodId: 'home' }), facts, now)
    expect(totals).toEqual({
      ...{ linesMinor: 22_899, discountMinor: 2_290, deliveryMinor: 0, taxMinor: 3_435, totalMinor: 20_609 },
      ...{ isTaxIncluded: true, creditMinor: 0, dueMinor: 20_609 },
    })
    expect(lines.map(({ discountMinor }) => discountMinor)).toEqual([1_290, 1_000])
  })

  test('delivery is charged below the amount from which it is free, and free with its coupon', () => {
    const free = promotion({ kind: 'free-delivery' })
    const asked = basketOf({ musk: 1 }, { deliveryMethodId: 'home' })
    expect(quote(asked, factsOf([price('musk', 7_999)]), now).totals.deliveryMinor).toBe(490)
    expect(quote(asked, factsOf([price('musk', 8_000)]), now).totals.deliveryMinor).toBe(0)
    expect(quote({ ...asked, coupons: ['CODE'] }, factsOf([price('musk', 100)], free), now).totals).toMatchObject({
      deliveryMinor: 0,
      discountMinor: 0,
    })
    expect(quoteDelivery(asked, factsOf([price('musk', 100)]), now)).toEqual([{ methodId: 'home', amountMinor: 490 }])
  })

  test('PAY-7: a gift card costs what it is worth: no tax, no discount, no delivery, and no gift card pays it; store credit does', () => {
    const credits = [
      { id: 'c', kind: 'gift-card', code: 'CARD', balanceMinor: 90_000, isOpen: true },
      { id: 's', kind: 'store-credit', code: '', balanceMinor: 1_000, isOpen: true },
    ] as const
    const prices = [price('fifty', 5_000, { taxClass: 'voucher' }), price('musk', 6_000)]
    const facts = { ...factsOf(prices, percentage(500_000)), credits }
    const both = quote(basketOf({ fifty: 1, musk: 1 }, { coupons: ['CODE', 'CARD'], deliveryMethodId: 'home' }), facts, now)
    // Of 30.00 of goods delivery is not free, however much the cards beside them cost.
    expect(both.totals).toMatchObject({
      discountMinor: 3_000,
      deliveryMinor: 490,
      taxMinor: 582,
      totalMinor: 8_490,
      creditMinor: 4_490,
      dueMinor: 4_000,
    })
    expect(both.taxes).toEqual([
      { taxRatePpm: 0, amountMinor: 5_000, taxMinor: 0 },
      { taxRatePpm: 200_000, amountMinor: 3_490, taxMinor: 582 },
    ])
    const alone = quote(basketOf({ fifty: 2 }, { coupons: ['CODE'], deliveryMethodId: 'home' }), facts, now)
    expect(alone.totals).toMatchObject({ discountMinor: 0, deliveryMinor: 0, taxMinor: 0, totalMinor: 10_000 })
    expect(alone.taxes).toEqual([{ taxRatePpm: 0, amountMinor: 10_000, taxMinor: 0 }])
  })

  test('what has no price, and delivery that does not go there, are named and not guessed', () => {
    const asked = basketOf({ musk: 1, gone: 2 }, { deliveryMethodId: 'drone' })
    expect(quote(asked, factsOf([price('musk', 100)]), now)).toMatchObject({ unpricedVariantIds: ['gone'], isDeliveryPriced: false })
  })

  test.each([
    ['unknown', 'NOBODY', {}],
    ['not begun', 'CODE', { startsAt: new Date('2026-11-20T10:00:01Z') }],
    ['ended', 'CODE', { endsAt: now }],
    ['used up', 'CODE', { limitTotal: 3, used: 3 }],
    ['used up by this person', 'CODE', { limitPerCustomer: 1, usedByCustomer: 1 }],
  ])('a code that is %s is refused, always with the same words', (_, code, changes) => {
    const facts = factsOf([price('musk', 100)], { ...percentage(100_000), ...changes })
    const { coupons } = quote(basketOf({ musk: 1 }, { coupons: [code] }), facts, now)
    const refused = { promotionId: '', applies: false, whyNot: '', discountMinor: 0, isRefused: true, isGiftCard: false }
    expect(coupons).toEqual([{ code, ...refused }])
  })

  test('staff read why each promotion gives nothing, also those that are closed or were not asked for', () => {
    const named = (id: string, changes: object) => ({ ...percentage(100_000), id, code: id.toUpperCase(), ...changes })
    const facts = factsOf(
      [price('musk', 100)],
      named('ended', { endsAt: now }),
      named('early', { startsAt: new Date('2027-01-01') }),
      named('used', { limitTotal: 1, used: 1 }),
      named('mine', { limitPerCustomer: 1, usedByCustomer: 1 }),
      named('silent', {}),
      named('given', {}),
    )
    const told = explain(basketOf({ musk: 1 }, { coupons: ['ended', 'early', 'used', 'mine', 'given'] }), facts, now)
    expect(told.map(({ promotion, why, discountMinor }) => [promotion.id, why, discountMinor])).toEqual([
      ['given', '', 10],
      ['ended', 'ended', 0],
      ['early', 'not-begun', 0],
      ['used', 'used-up', 0],
      ['mine', 'used-up-by-customer', 0],
      ['silent', 'code-not-entered', 0],
    ])
  })
})

describe('whatever is in the basket', () => {
  const variants = ['a', 'b', 'c', 'd', 'e']
  const pair = ['a', 'b'].map((id) => ({ scope: { variantIds: [id], productIds: [], categoryIds: [] }, quantity: 1 }))
  const amounts = fc.array(fc.integer({ min: 0, max: 2_000_000 }), { minLength: 5, maxLength: 5 })
  const quantities = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 })
  const kinds: fc.Arbitrary<Promotion> = fc.oneof(
    fc.integer({ min: 1, max: 1_000_000 }).map(percentage),
    fc.integer({ min: 1, max: 3_000_000 }).map((amountMinor) => promotion({ kind: 'amount', amount: { amountMinor, currency: 'EUR' } })),
    fc
      .record({
        buy: fc.integer({ min: 1, max: 3 }),
        get: fc.integer({ min: 1, max: 3 }),
        percentagePpm: fc.integer({ min: 1, max: 1_000_000 }),
      })
      .map((pieces) => promotion({ kind: 'buy-x-get-y', gets: null, ...pieces })),
    fc
      .integer({ min: 0, max: 500_000 })
      .map((amountMinor) => promotion({ kind: 'bundle', parts: pair, price: { amountMinor, currency: 'EUR' } })),
    fc.constant(promotion({ kind: 'free-delivery' })),
    fc.constant(
      promotion({ kind: 'tiers', by: 'pieces', currency: '', tiers: [2, 10].map((from) => ({ from, percentagePpm: from * 40_000 })) }),
    ),
  )
  const rest = fc.record({ priority: fc.integer({ min: 0, max: 1 }), stacking: fc.constantFrom('with-others' as const, 'alone' as const) })
  const promotions = fc
    .array(fc.tuple(kinds, rest), { maxLength: 4 })
    .map((all) => all.map(([one, rest], n): Promotion => ({ ...one, ...rest, id: `p${n}`, code: n === 3 ? '' : `CODE${n}` })))
  const baskets = fc.record({ amounts, quantities, promotions }).map(({ amounts, quantities, promotions }) => {
    const prices = variants.map((id, n) => price(id, amounts[n]!, { taxClass: n % 2 ? 'reduced' : 'standard' }))
    const wanted = Object.fromEntries(quantities.map((quantity, n) => [variants[n]!, quantity]))
    const basket = basketOf(wanted, { coupons: promotions.flatMap(({ code }) => code || []), deliveryMethodId: 'home' })
    return { basket, facts: factsOf(prices, ...promotions) }
  })
  const sum = (all: readonly number[]) => all.reduce((one, other) => one + other, 0)

  test('the total is its parts, and no part is below zero', () => {
    fc.assert(
      fc.property(baskets, ({ basket, facts }) => {
        const { totals, lines, coupons, promotions, taxes } = quote(basket, facts, now)
        expect(totals.totalMinor).toBe(totals.linesMinor - totals.discountMinor + totals.deliveryMinor)
        expect(totals.linesMinor).toBe(sum(lines.map(({ totalMinor }) => totalMinor)))
        expect(totals.discountMinor).toBe(sum(lines.map(({ discountMinor }) => discountMinor)))
        expect(totals.discountMinor).toBe(sum(promotions.map(({ discountMinor }) => discountMinor)))
        expect(sum(coupons.map(({ discountMinor }) => discountMinor))).toBeLessThanOrEqual(totals.discountMinor)
        expect(totals.taxMinor).toBe(sum(taxes.map(({ taxMinor }) => taxMinor)))
        expect(totals.totalMinor).toBe(sum(taxes.map(({ amountMinor }) => amountMinor)))
        expect(totals.taxMinor - sum(lines.map(({ taxMinor }) => taxMinor))).toBeGreaterThanOrEqual(
          taxInside(totals.deliveryMinor, 55_000) - 1,
        )
        for (const line of lines) {
          expect(line.totalMinor).toBe(line.unitMinor * line.quantity)
          expect(line.discountMinor).toBeGreaterThanOrEqual(0)
          expect(line.discountMinor).toBeLessThanOrEqual(line.totalMinor)
          expect(line.taxMinor).toBeGreaterThanOrEqual(0)
          expect(Object.values(line).every((value) => typeof value === 'string' || Number.isSafeInteger(value))).toBe(true)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('a code never makes it dearer: the total with any of them is no more than without', () => {
    const near = baskets.chain(({ basket, facts }) => {
      const { linesMinor } = quote({ ...basket, coupons: [] }, { ...facts, promotions: [] }, now).totals
      const rates = fc.record({ below: fc.integer({ min: 0, max: 2_000 }), amountMinor: fc.integer({ min: 0, max: 5_000 }) })
      const from = (below: number) => Math.max(0, linesMinor - below * Math.ceil(linesMinor / 4_000))
      const taxes = fc.constantFrom(true, false).map((isIncluded) => ({ ...facts.vat!, isIncluded }))
      return fc.record({
        basket: fc.constant(basket),
        vat: taxes,
        rate: rates.map(({ below, amountMinor }) => ({ methodId: 'home', amountMinor, freeFromMinor: from(below) })),
        facts: fc.constant(facts),
        kept: fc.subarray([...basket.coupons]),
      })
    })
    fc.assert(
      fc.property(near, ({ basket, vat, rate, facts: shop, kept }) => {
        const facts = { ...shop, vat, deliveryRates: [rate] }
        const total = (coupons: readonly string[]) => quote({ ...basket, coupons }, facts, now).totals.totalMinor
        expect(total(basket.coupons)).toBeLessThanOrEqual(total(kept))
        expect(total(kept)).toBeLessThanOrEqual(total([]))
      }),
      { numRuns: 1_000 },
    )
  })

  test('a coupon of 100 % leaves nothing to pay for the goods', () => {
    fc.assert(
      fc.property(baskets, ({ basket, facts }) => {
        const all = { ...factsOf(facts.prices, percentage(1_000_000)), deliveryRates: [] }
        const { totals, lines } = quote({ ...basket, coupons: ['CODE'], deliveryMethodId: '' }, all, now)
        expect([totals.totalMinor, totals.taxMinor]).toEqual([0, 0])
        expect(lines.every(({ discountMinor, totalMinor }) => discountMinor === totalMinor)).toBe(true)
      }),
    )
  })

  test('the order of lines and coupons changes no amount', () => {
    fc.assert(
      fc.property(baskets, fc.infiniteStream(fc.nat()), ({ basket, facts }, random) => {
        const shuffled = <T>(all: readonly T[]) =>
          all.map((one) => ({ one, at: random.next().value as number })).toSorted((a, b) => a.at - b.at)
        const lines = shuffled(basket.lines).map(({ one }) => one)
        const coupons = shuffled(basket.coupons).map(({ one }) => one)
        const [before, after] = [quote(basket, facts, now), quote({ ...basket, lines, coupons }, facts, now)]
        expect(after.totals).toEqual(before.totals)
        const byId = (all: readonly { lineId: string }[]) => all.toSorted((a, b) => (a.lineId < b.lineId ? -1 : 1))
        expect(byId(after.lines)).toEqual(byId(before.lines))
      }),
    )
  })

  test('the naive split loses or makes cents: each share rounded alone', () => {
    const parts = ['a', 'b', 'c'].map((id) => ({ id, amountMinor: 100 }))
    const naive = parts.map(({ amountMinor }) => Math.round((100 * amountMinor) / 300))
    expect(sum(naive)).toBe(99)
    expect(sum([...splitBy(100, parts).values()])).toBe(100)
  })
})

test.each([
  [8_900, 75, 11_867], // PF-3's own vector
  [8_900, 100, 8_900],
  [9_600, 0.5, 1_920_000],
  [1, 200, 1],
])('%d cents for %d ml are %d per 100 ml', (amount, ml, unit) => expect(unitPrice(amount, ml)).toBe(unit))

test('a reduction is announced only with the lowest price before it', () => {
  const reduced = { ...price('musk', 6_900), beforeMinor: 9_900 }
  expect(displayPrice({ ...reduced, lowestMinor: null })).toMatchObject({ amountMinor: 6_900, beforeMinor: null, lowestMinor: null })
  expect(displayPrice({ ...reduced, lowestMinor: 8_900 })).toMatchObject({ beforeMinor: 9_900, lowestMinor: 8_900 })
})

test('halves are rounded up, and large amounts stay exact', () => {
  expect([partOf(1, 1, 2), partOf(3, 1, 2), partOf(1, 1, 3)]).toEqual([1, 2, 0])
  expect(partOf(9_007_199_254_740_991, 999_999, 1_000_000)).toBe(9_007_190_247_541_736)
})
