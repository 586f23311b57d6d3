import { describe, expect, test } from 'vitest'
import { giftCodeOf, giftCodeTyped, takeCredits } from './credit.ts'
import { checkPromotion, type Conditions, type Effect, everything, type Promotion, type Scope } from './promotion.ts'
import { type Basket, explain, type PlacedPrice, type PriceFacts, quote } from './quote.ts'
import { basketOf, factsOf, now, percentage, price, promotion } from './test-basket.ts'

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const variants = (...variantIds: string[]): Scope => ({ ...everything, variantIds })
const tenth: Effect = { kind: 'percentage', percentagePpm: 100_000 }
const code: Partial<Basket> = { coupons: ['CODE'] }

/** A frame, its case, a perfume already reduced, and a scarf. */
const shelf: PlacedPrice[] = [
  price('frame', 10_000, { productId: 'aviator', categoryIds: ['glasses'] }),
  price('case', 1_000, { productId: 'case', categoryIds: ['cases', 'gifts'] }),
  price('musk', 5_000, { productId: 'musk', categoryIds: ['perfume'], beforeMinor: 9_000 }),
  price('scarf', 3_000),
]
const priced = (basket: Basket, facts: PriceFacts) => {
  const { lines, totals, coupons, promotions } = quote(basket, facts, now)
  return {
    ...totals,
    coupons,
    promotions,
    off: Object.fromEntries(lines.map(({ variantId, discountMinor }) => [variantId, discountMinor])),
  }
}

describe('what a promotion gives', () => {
  const threeForTwo: Effect = { kind: 'buy-x-get-y', buy: 2, get: 1, percentagePpm: 1_000_000, gets: null }
  const freeCase: Effect = { kind: 'buy-x-get-y', buy: 1, get: 1, percentagePpm: 1_000_000, gets: variants('case') }
  const set: Effect = {
    kind: 'bundle',
    parts: [
      { scope: variants('frame'), quantity: 1 },
      { scope: variants('case'), quantity: 2 },
    ],
    price: eur(11_000),
  }
  const byPieces: Effect = {
    ...{ kind: 'tiers', by: 'pieces', currency: '' },
    tiers: [
      { from: 3, percentagePpm: 100_000 },
      { from: 5, percentagePpm: 200_000 },
    ],
  }
  test.each<[string, Effect, Record<string, number>, Record<string, number>]>([
    ['a percentage, of everything', tenth, { frame: 1, scarf: 1 }, { frame: 1_000, scarf: 300 }],
    ['an amount, to the cent', { kind: 'amount', amount: eur(1_000) }, { frame: 1, scarf: 1 }, { frame: 769, scarf: 231 }],
    ['an amount, never more than the goods', { kind: 'amount', amount: eur(9_999_999) }, { scarf: 2 }, { scarf: 6_000 }],
    ['three for two: the cheapest', threeForTwo, { frame: 2, scarf: 1 }, { frame: 0, scarf: 3_000 }],
    ['three for two, six pieces: the two cheapest', threeForTwo, { frame: 4, scarf: 1, case: 1 }, { frame: 0, scarf: 3_000, case: 1_000 }],
    ['three for two, two pieces: nothing', threeForTwo, { frame: 2 }, { frame: 0 }],
    ['a case for each frame', freeCase, { frame: 1, case: 3 }, { frame: 0, case: 1_000 }],
    ['no case for a case', freeCase, { case: 2 }, { case: 0 }],
    ['the half of the second', { ...threeForTwo, buy: 1, percentagePpm: 500_000 }, { scarf: 3 }, { scarf: 1_500 }],
    ['a bundle once', set, { frame: 1, case: 3 }, { frame: 833, case: 167 }],
    ['a bundle twice', set, { frame: 2, case: 4 }, { frame: 1_667, case: 333 }],
    ['a bundle with a part short', set, { frame: 1, case: 1 }, { frame: 0, case: 0 }],
    ['a bundle that costs more than its parts', { ...set, price: eur(99_000) }, { frame: 1, case: 2 }, { frame: 0, case: 0 }],
    ['below the first tier', byPieces, { scarf: 2 }, { scarf: 0 }],
    ['the first tier', byPieces, { scarf: 3 }, { scarf: 900 }],
    ['the highest tier', byPieces, { scarf: 4, case: 1 }, { scarf: 2_400, case: 200 }],
    ['tiers of an amount', { ...byPieces, by: 'amount', currency: 'EUR' }, { case: 1 }, { case: 200 }],
  ])('%s', (_, effect, quantities, off) => {
    const { discountMinor, off: seen } = priced(basketOf(quantities, code), factsOf(shelf, promotion(effect)))
    expect(seen).toEqual(off)
    expect(discountMinor).toBe(Object.values(off).reduce((sum, one) => sum + one, 0))
  })
})

describe('a condition', () => {
  const all = { frame: 1, case: 1, musk: 1, scarf: 1 }
  test.each<[string, Partial<Conditions>, Record<string, number>]>([
    ['names a variant', { scope: variants('scarf') }, { frame: 0, case: 0, musk: 0, scarf: 300 }],
    ['names a product', { scope: { ...everything, productIds: ['aviator'] } }, { frame: 1_000, case: 0, musk: 0, scarf: 0 }],
    ['names a category', { scope: { ...everything, categoryIds: ['gifts', 'perfume'] } }, { frame: 0, case: 100, musk: 500, scarf: 0 }],
    ['leaves out what is reduced', { excludesReduced: true }, { frame: 1_000, case: 100, musk: 0, scarf: 300 }],
  ])('that %s reduces these lines and no others', (_, conditions, off) => {
    expect(priced(basketOf(all, code), factsOf(shelf, promotion(tenth, conditions))).off).toEqual(off)
  })

  test.each<[string, Partial<Conditions>, Effect, Partial<Basket>, string, number]>([
    [
      'a minimum of the lines it looks at',
      { minimum: eur(5_000), scope: variants('case', 'scarf') },
      tenth,
      {},
      'minimum-not-reached',
      1_000,
    ],
    ['a minimum that is reached', { minimum: eur(19_000) }, tenth, {}, '', 0],
    ['a minimum in another currency', { minimum: { amountMinor: 1, currency: 'USD' } }, tenth, {}, 'nothing-eligible', 0],
    ['a number of pieces', { minimumPieces: 6 }, tenth, {}, 'too-few-pieces', 2],
    ['goods that are not there', { scope: variants('hat') }, tenth, {}, 'nothing-eligible', 0],
    ['an amount in another currency', {}, { kind: 'amount', amount: { amountMinor: 1, currency: 'USD' } }, {}, 'nothing-eligible', 0],
    ['a group, of a guest', { groups: ['opticians'] }, tenth, {}, 'other-customers', 0],
    ['a group, of a member', { groups: ['opticians', 'vip'] }, tenth, { customerId: 'ada' }, '', 0],
    ['a person', { customerIds: ['bob'] }, tenth, { customerId: 'ada' }, 'other-customers', 0],
    ['this person', { customerIds: ['bob', 'ada'] }, tenth, { customerId: 'ada' }, '', 0],
    ['a country', { countries: ['DE', 'AT'] }, tenth, {}, 'other-country', 0],
    [
      'a whole bundle',
      {},
      { kind: 'bundle', parts: [{ scope: variants('case'), quantity: 2 }], price: eur(1) },
      {},
      'bundle-incomplete',
      0,
    ],
  ])('of %s says why it gives nothing, and how much is missing', (_, conditions, effect, shopper, why, missing) => {
    const facts = { ...factsOf(shelf, promotion(effect, conditions)), groups: shopper.customerId ? ['vip'] : [] }
    const basket = basketOf(all, { ...code, ...shopper })
    expect(quote(basket, facts, now).coupons).toMatchObject([{ code: 'CODE', whyNot: why, applies: why === '', isRefused: false }])
    expect(explain(basket, facts, now)).toMatchObject([{ why, missing }])
  })
})

describe('promotions together', () => {
  const named = (id: string, effect: Effect, rest: Partial<Promotion> = {}): Promotion => {
    return { ...promotion(effect), id, code: id.toUpperCase(), ...rest } as Promotion
  }
  const entered = (...coupons: string[]) => basketOf({ frame: 1 }, { coupons, deliveryMethodId: 'home' })
  const whys = (basket: Basket, facts: PriceFacts) =>
    Object.fromEntries(explain(basket, facts, now).map(({ promotion, why }) => [promotion.id, why]))

  test('percentages are of the full price, an amount comes after them, and one that finds nothing left takes no use', () => {
    const facts = factsOf(
      shelf,
      named('five', { kind: 'amount', amount: eur(500) }),
      named('half', { ...tenth, percentagePpm: 500_000 }),
      named('a', tenth),
    )
    expect(priced(entered('five', 'half', 'a'), facts)).toMatchObject({ discountMinor: 6_500 })
    const whole = named('whole', { ...tenth, percentagePpm: 1_000_000 })
    const { promotions, coupons } = priced(
      entered('five', 'whole'),
      factsOf(shelf, whole, named('five', { kind: 'amount', amount: eur(500) })),
    )
    expect(promotions.map(({ promotionId }) => promotionId)).toEqual(['whole'])
    expect(coupons.map(({ code, whyNot }) => [code, whyNot])).toEqual([
      ['FIVE', 'nothing-left'],
      ['WHOLE', ''],
    ])
  })

  test('a lower priority comes first', () => {
    const amount = (priority: number) => named('amount', { kind: 'amount', amount: eur(9_500) }, { priority })
    const parts = (priority: number) =>
      priced(entered('amount', 'tenth'), factsOf(shelf, amount(priority), named('tenth', tenth))).promotions.map(
        ({ promotionId, discountMinor }) => [promotionId, discountMinor],
      )
    expect(parts(0)).toEqual([
      ['tenth', 1_000],
      ['amount', 9_000],
    ])
    expect(parts(-1)).toEqual([
      ['amount', 9_500],
      ['tenth', 500],
    ])
  })

  test('one that stands alone is taken when it saves more than the others together, and the others say so', () => {
    const fifth = named('fifth', { ...tenth, percentagePpm: 200_000 }, { stacking: 'alone' })
    expect(whys(entered('fifth', 'tenth'), factsOf(shelf, fifth, named('tenth', tenth)))).toEqual({ fifth: '', tenth: 'not-with-others' })
    const both = factsOf(shelf, fifth, named('tenth', tenth), named('more', { ...tenth, percentagePpm: 110_000 }))
    expect(whys({ ...entered('fifth', 'tenth', 'more'), deliveryMethodId: '' }, both)).toEqual({
      more: '',
      tenth: '',
      fifth: 'not-with-others',
    })
    const equal = factsOf(shelf, fifth, named('also', { ...tenth, percentagePpm: 200_000 }))
    expect(whys(entered('fifth', 'also'), equal)).toEqual({ also: '', fifth: 'not-with-others' })
  })

  test('free delivery counts for what it saves', () => {
    const cheap = [price('frame', 1_000)]
    const alone = named('alone', { ...tenth, percentagePpm: 400_000 }, { stacking: 'alone' })
    const facts = factsOf(cheap, alone, named('free', { kind: 'free-delivery' }))
    expect(priced(entered('alone', 'free'), facts)).toMatchObject({ deliveryMinor: 0, discountMinor: 0 })
    const withoutDelivery = { ...entered('alone', 'free'), deliveryMethodId: '' }
    expect(priced(withoutDelivery, facts)).toMatchObject({ discountMinor: 400 })
  })

  describe('where delivery is free from 80.00, else 4.90', () => {
    const of = (amountMinor: number) => [price('frame', amountMinor)]
    const told = (basket: Basket, facts: PriceFacts) => {
      const { totalMinor, deliveryMinor, promotions } = priced(basket, facts)
      return { totalMinor, deliveryMinor, takes: promotions.map(({ promotionId }) => promotionId), whys: whys(basket, facts) }
    }
    const twentieth = named('twentieth', { kind: 'percentage', percentagePpm: 50_000 })
    const five = named('five', { kind: 'amount', amount: eur(500) }, { stacking: 'alone' })
    const free = named('free', { kind: 'free-delivery' })

    test('what saves most is the lowest total, delivery and all', () => {
      const facts = factsOf(of(8_500), named('tenth', tenth), five)
      const seen = { totalMinor: 8_000, deliveryMinor: 0, takes: ['five'], whys: { five: '', tenth: 'not-with-others' } }
      expect(told(entered('tenth', 'five'), facts)).toEqual(seen)
    })

    test('a code with which all would cost more is not taken, and says why; with free delivery it is', () => {
      const facts = factsOf(of(8_000), twentieth, free)
      const seen = { totalMinor: 8_000, deliveryMinor: 0, takes: [], whys: { twentieth: 'costs-more' } }
      expect(told(entered('twentieth'), factsOf(of(8_000), twentieth))).toEqual(seen)
      expect(told(entered('twentieth', 'free'), facts)).toMatchObject({ totalMinor: 7_600, takes: ['twentieth', 'free'] })
    })

    test('of two that are too much together the better one is taken; a sale that applies by itself is left out too', () => {
      const more = named('more', { kind: 'percentage', percentagePpm: 51_000 })
      const facts = factsOf(of(8_430), twentieth, more)
      const seen = { totalMinor: 8_000, takes: ['more'], whys: { more: '', twentieth: 'costs-more' } }
      expect(told(entered('twentieth', 'more'), facts)).toMatchObject(seen)
      const own = { ...twentieth, code: '' }
      expect(told(entered('more'), factsOf(of(8_430), own, more))).toMatchObject({ totalMinor: 8_000, takes: ['more'] })
    })

    test('free delivery that is free already, or costs nothing, takes no use; before delivery is chosen it is kept', () => {
      const seen = { takes: [], whys: { free: 'nothing-left' } }
      expect(told(entered('free'), factsOf(of(8_000), free))).toMatchObject(seen)
      const collected = [{ methodId: 'home', amountMinor: 0, freeFromMinor: null }]
      expect(told(entered('free'), { ...factsOf(of(1_000), free), deliveryRates: collected })).toMatchObject(seen)
      const twice = factsOf(of(1_000), free, named('gratis', { kind: 'free-delivery' }))
      expect(told(entered('free', 'gratis'), twice)).toMatchObject({ takes: ['free'], whys: { gratis: 'nothing-left' } })
      const undecided = { ...entered('free'), deliveryMethodId: '' }
      expect(told(undecided, factsOf(of(8_000), free))).toMatchObject({ takes: ['free'] })
      // An exchange is sent free: nothing is chosen, and nothing used.
      expect(quote(undecided, factsOf(of(8_000), free), now, true).promotions).toEqual([])
    })

    test('more than are tried one by one are taken together, or not at all', () => {
      const many = Array.from({ length: 8 }, (_, n) => named(`c${n}`, { kind: 'percentage', percentagePpm: 1_000 * (n + 1) }))
      const all = entered(...many.map(({ code }) => code))
      expect(told(all, factsOf(of(8_200), ...many))).toMatchObject({ totalMinor: 8_200, takes: [] })
      expect(told(all, factsOf(of(20_000), ...many)).takes).toHaveLength(8)
    })
  })

  test('one without a code applies by itself, and is named', () => {
    const own = promotion(tenth, {}, { code: '', title: { fr: 'Soldes', en: 'Sale' } })
    expect(priced(entered(), factsOf(shelf, own))).toMatchObject({
      coupons: [],
      discountMinor: 1_000,
      promotions: [{ promotionId: 'p', title: { fr: 'Soldes' }, discountMinor: 1_000 }],
    })
  })
})

describe('a promotion is refused when it is made with', () => {
  const withEffect = (effect: Effect) => promotion(effect)
  test.each<[string, Promotion]>([
    ['a percentage of nothing', percentage(0)],
    ['more than everything', percentage(1_000_001)],
    ['a fraction of a part per million', percentage(0.5)],
    ['no title and no code', promotion(tenth, {}, { code: '', title: { fr: 'Soldes', en: '' } })],
    ['an end before its start', { ...percentage(1), startsAt: now, endsAt: now } as Promotion],
    ['a limit below zero', { ...percentage(1), limitTotal: -1 }],
    ['a country that is none', promotion(tenth, { countries: ['France'] })],
    ['a name that is empty', promotion(tenth, { groups: [''] })],
    ['falling tiers', withEffect({ kind: 'tiers', by: 'pieces', currency: '', tiers: [3, 2].map((from) => ({ from, percentagePpm: 1 })) })],
    ['tiers of an amount of nothing', withEffect({ kind: 'tiers', by: 'amount', currency: '', tiers: [{ from: 1, percentagePpm: 1 }] })],
    ['a gift of no pieces', withEffect({ kind: 'buy-x-get-y', buy: 1, get: 0, percentagePpm: 1, gets: null })],
    ['a bundle of anything', withEffect({ kind: 'bundle', parts: [{ scope: everything, quantity: 1 }], price: eur(1) })],
    ['an amount of nothing', withEffect({ kind: 'amount', amount: eur(0) })],
  ])('%s', (_, bad) => expect(() => checkPromotion(bad)).toThrow(RangeError))
})

describe('tax', () => {
  const mixed = [price('frame', 12_000), price('book', 4_000, { taxClass: 'reduced' })]
  const taxesOf = (facts: PriceFacts, quantities: Record<string, number> = { frame: 1, book: 1 }, rest: Partial<Basket> = {}) =>
    quote(basketOf(quantities, { deliveryMethodId: 'home', ...rest }), facts, now)
  const paid = [{ methodId: 'home', amountMinor: 400, freeFromMinor: null }]

  test('delivery follows the mix of the goods', () => {
    const { taxes, totals } = taxesOf({ ...factsOf(mixed), deliveryRates: paid })
    expect(taxes).toEqual([
      { taxRatePpm: 55_000, amountMinor: 4_100, taxMinor: 209 + 5 },
      { taxRatePpm: 200_000, amountMinor: 12_300, taxMinor: 2_000 + 50 },
    ])
    expect(totals).toMatchObject({ taxMinor: 2_264, totalMinor: 16_400, isTaxIncluded: true })
  })

  test('delivery of goods for nothing follows their full price, of nothing at all the standard rate', () => {
    const free = { ...factsOf(mixed, percentage(1_000_000)), deliveryRates: paid }
    expect(taxesOf(free, { frame: 1, book: 1 }, code).taxes.map(({ amountMinor }) => amountMinor)).toEqual([100, 300])
    expect(taxesOf({ ...factsOf(mixed), deliveryRates: paid }, {}).taxes).toEqual([{ taxRatePpm: 200_000, amountMinor: 400, taxMinor: 67 }])
  })

  test('where prices are without tax it is added once, rounded once per line', () => {
    const added = { standardPpm: 81_000, reducedPpm: 26_000, lowPpm: 26_000, lowestPpm: 26_000, isIncluded: false }
    const { totals, lines } = taxesOf({ ...factsOf(mixed), deliveryRates: paid, vat: added })
    expect(lines.map(({ taxMinor }) => taxMinor)).toEqual([972, 104])
    expect(totals).toMatchObject({ taxMinor: 972 + 104 + 24 + 3, totalMinor: 16_400 + 1_103, isTaxIncluded: false })
  })
})

describe('gift cards and store credit', () => {
  const card = (id: string, balanceMinor: number) => ({
    id,
    kind: 'gift-card' as const,
    code: id.toUpperCase(),
    balanceMinor,
    isOpen: true,
  })
  test('pay what is due, cards before store credit, and reduce no price', () => {
    const credits = [{ ...card('store', 9_000), kind: 'store-credit' as const, code: '' }, card('a', 3_000), card('b', 4_000)]
    const { totals, coupons, credits: taken } = quote(basketOf({ frame: 1 }, { coupons: ['a', 'b'] }), { ...factsOf(shelf), credits }, now)
    expect(totals).toMatchObject({ totalMinor: 10_000, discountMinor: 0, taxMinor: 1_667, creditMinor: 10_000, dueMinor: 0 })
    expect(taken.map(({ creditId, takenMinor, leftMinor }) => [creditId, takenMinor, leftMinor])).toEqual([
      ['a', 3_000, 0],
      ['b', 4_000, 0],
      ['store', 3_000, 6_000],
    ])
    expect(coupons).toMatchObject([
      { code: 'A', isGiftCard: true, discountMinor: 3_000 },
      { code: 'B', discountMinor: 4_000 },
    ])
  })

  test('that are closed pay nothing', () => {
    expect(takeCredits([{ ...card('a', 1), isOpen: false }], 1)).toEqual([])
  })

  test('a code is read as people type it', () => {
    const made = giftCodeOf('0123456789abcdef0123')
    expect(made).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(giftCodeTyped(` ${made.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}`)).toBe(
      made.replaceAll('-', ''),
    )
    expect([giftCodeTyped('BIENVENUE10'), giftCodeTyped('UUUU-UUUU-UUUU-UUUU')]).toEqual(['', ''])
  })
})
