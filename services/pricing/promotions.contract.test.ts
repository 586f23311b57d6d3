import { Code } from '@connectrpc/connect'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { actsOf, eur, minor, openTill } from './test-till.ts'

describe.each(inject('servers'))('promotions on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 16)
  const till = await openTill(pool)
  const { ways, close } = await bothWays(till.shop, 'pricing')
  afterAll(async () => {
    await close()
    await till.shop.stop()
  })
  beforeEach(till.empty)

  describe.each(ways)('called %s', (_, transport) => {
    const { client, basket, set, put, quote, freeze } = actsOf(transport)
    const tenth = { kind: 'percentage', percentagePpm: 100_000 }
    const off = async (quantities: Record<string, number>, rest: object = { coupons: ['CODE'] }) =>
      minor((await quote(quantities, rest)).totals?.discount)

    test.each([
      ['percentage', { percentagePpm: 100_000 }, 1_600],
      ['amount', { amount: eur(700) }, 700],
      ['buy-x-get-y', { buyXGetY: { buy: 2, get: 1, percentagePpm: 1_000_000 } }, 1_000],
      ['buy-x-get-y', { buyXGetY: { buy: 1, get: 1, percentagePpm: 500_000, gets: { variantIds: ['case'] } } }, 500],
      [
        'tiers',
        {
          tiers: {
            by: 'pieces',
            tiers: [
              { from: 2n, percentagePpm: 50_000 },
              { from: 3n, percentagePpm: 250_000 },
            ],
          },
        },
        4_000,
      ],
      ['tiers', { tiers: { by: 'amount', currency: 'EUR', tiers: [{ from: 15_000n, percentagePpm: 50_000 }] } }, 800],
      [
        'bundle',
        { bundle: { price: eur(9_000), parts: ['frame', 'case'].map((id) => ({ scope: { variantIds: [id] }, quantity: 1 })) } },
        2_000,
      ],
    ])('a promotion of kind %s is kept as it was made, and gives what it says', async (kind, effect, discount) => {
      await set({ frame: 10_000, case: 1_000, scarf: 5_000 })
      const asked = {
        ...effect,
        kind,
        title: { fr: 'Fête', en: 'Party' },
        priority: 3,
        alone: true,
        minimumPieces: 2,
        countries: ['FR', 'BE'],
      }
      const { result } = await put(asked)
      expect(result).toMatchObject({ case: 'put', value: asked })
      expect((await client.getPromotion({ promotionId: 'p' })).promotion).toEqual(result.value)
      expect(await off({ frame: 1, case: 1, scarf: 1 })).toBe(discount)
      expect(await off({ frame: 1, case: 1, scarf: 1 }, {})).toBe(0)
    })

    test('products and categories are those catalog last told', async () => {
      await set({ frame: 10_000, case: 1_000 })
      await put({ ...tenth, scope: { productIds: ['lise'], categoryIds: ['gifts'] } })
      expect(await off({ frame: 1, case: 1 })).toBe(0)
      await till.place('lise', ['frame'], ['glasses'])
      await till.place('etui', ['case'], ['gifts'], 2)
      await till.place('etui', ['case'], [], 1) // late
      expect(await off({ frame: 1, case: 1 })).toBe(1_100)
      await till.place('etui', ['case'], [], 3)
      expect(await off({ frame: 1, case: 1 })).toBe(1_000)
    })

    test('a category means what stands below it too, as catalog last told where', async () => {
      await set({ frame: 10_000, case: 1_000 })
      await put({ ...tenth, scope: { categoryIds: ['glasses'] } })
      await till.place('lise', ['frame'], ['kids'])
      await till.place('etui', ['case'], ['glasses'])
      expect(await off({ frame: 1, case: 1 })).toBe(100)
      await till.shelve(2, { glasses: '', sun: 'glasses', kids: 'sun' })
      expect(await off({ frame: 1, case: 1 })).toBe(1_100)
      await till.shelve(1, { glasses: '', kids: '' }) // late
      expect(await off({ frame: 1, case: 1 })).toBe(1_100)
      await till.shelve(3, { glasses: '', kids: '' })
      expect(await off({ frame: 1, case: 1 })).toBe(100)
    })

    test('one that can never apply is kept, and says why', async () => {
      const warnings = async (rest: object) => (await put({ ...tenth, ...rest })).warnings
      expect(await warnings({})).toEqual(['nothing-sold'])
      await set({ frame: 10_000 })
      await till.place('lise', ['frame'], ['sun'])
      await till.shelve(1, { glasses: '', sun: 'glasses' })
      for (const scope of [{}, { variantIds: ['frame'] }, { productIds: ['lise', 'gone'] }, { categoryIds: ['glasses'] }])
        expect(await warnings({ scope })).toEqual([])
      expect(await warnings({ scope: { variantIds: ['gone'], categoryIds: ['shoes'] } })).toEqual(['nothing-sold'])
      const bundle = { price: eur(1), parts: ['frame', 'gone'].map((id) => ({ scope: { variantIds: [id] }, quantity: 1 })) }
      expect(await warnings({ kind: 'bundle', bundle })).toEqual(['part-not-sold'])
      expect(await warnings({ kind: 'amount', amount: { amountMinor: 1n, currency: 'USD' } })).toEqual(['not-in-currency'])
      const ended = { seconds: 1n, nanos: 0 }
      expect(await warnings({ groups: ['vip'], countries: ['BR'], endsAt: ended })).toEqual(['ended', 'nobody-in-groups', 'not-sold-there'])
      await client.setCustomerGroups({ customerId: 'ada', groups: ['vip'] })
      expect(await warnings({ groups: ['vip'], countries: ['BR', 'FR'] })).toEqual([])
      expect((await client.getPromotion({ promotionId: 'p' })).promotion?.groups).toEqual(['vip'])
    })

    test('a group opens what it is named for, and closes with it', async () => {
      await set({ frame: 10_000 })
      await put({ ...tenth, groups: ['opticians'] })
      const asked = { coupons: ['CODE'], customerId: 'ada' }
      expect(await quote({ frame: 1 }, asked)).toMatchObject({ coupons: [{ applies: false, whyNot: 'other-customers' }] })
      expect((await client.setCustomerGroups({ customerId: 'ada', groups: ['opticians', 'vip'] })).groups).toEqual(['opticians', 'vip'])
      expect(await off({ frame: 1 }, asked)).toBe(1_000)
      await client.setCustomerGroups({ customerId: 'ada', groups: ['vip'] })
      expect((await client.getCustomerGroups({ customerId: 'ada' })).groups).toEqual(['vip'])
      expect(await off({ frame: 1 }, asked)).toBe(0)
      await expect(client.setCustomerGroups({ customerId: 'ada', groups: ['Très VIP'] })).rejects.toMatchObject({
        code: Code.InvalidArgument,
      })
    })

    test('coupon-without-code: a promotion that applies by itself holds its limit too, and the price says when it is over', async () => {
      await set({ frame: 10_000 })
      await put({ ...tenth, code: '', title: { fr: 'Ouverture', en: 'Opening' }, limitTotal: 2 })
      expect(await quote({ frame: 1 })).toMatchObject({
        coupons: [],
        promotions: [{ title: { fr: 'Ouverture' }, discount: { amountMinor: 1_000n } }],
      })
      const answers = await Promise.all(Array.from({ length: 16 }, (_, n) => freeze(`o ${n}`, 9_000, { frame: 1 })))
      expect(answers.filter((answer) => answer.case === 'frozen')).toHaveLength(2)
      expect(answers.filter((answer) => answer.case === 'priceChanged')).toHaveLength(14)
      expect(await quote({ frame: 1 })).toMatchObject({ promotions: [], totals: { total: { amountMinor: 10_000n } } })
      expect(await till.verify()).toEqual([])
    })

    test('one that has no limit is counted, and given back', async () => {
      await set({ frame: 10_000 })
      await put({ ...tenth, code: '', title: { fr: 'Soldes', en: 'Sale' } })
      for (const id of ['a', 'b']) expect((await freeze(id, 9_000, { frame: 1 })).case).toBe('frozen')
      expect((await client.getPromotion({ promotionId: 'p' })).promotion?.used).toBe(2)
      await client.unfreeze({ orderId: 'a' })
      expect((await client.getPromotion({ promotionId: 'p' })).promotion?.used).toBe(1)
      expect(await till.verify()).toEqual([])
    })

    test('the uses of a promotion are its orders, newest first, a page at a time', async () => {
      await set({ frame: 10_000 })
      await put({ ...tenth })
      for (const id of ['a', 'b', 'c']) {
        till.clock.advance(1_000)
        expect((await freeze(id, 9_000, { frame: 1 }, { coupons: ['CODE'] })).case).toBe('frozen')
      }
      const first = await client.listPromotionUses({ promotionId: 'p', page: { limit: 2 } })
      expect(first).toMatchObject({ total: 3, uses: ['c', 'b'].map((orderId) => ({ orderId, discount: { amountMinor: 1_000n } })) })
      const page = { limit: 2, cursor: first.nextCursor }
      expect(await client.listPromotionUses({ promotionId: 'p', page })).toMatchObject({ uses: [{ orderId: 'a' }], nextCursor: '' })
      await expect(client.listPromotionUses({ promotionId: 'p', page: { limit: 2, cursor: 'x' } })).rejects.toMatchObject({
        code: Code.InvalidArgument,
      })
      await expect(client.listPromotionUses({ promotionId: 'nobody' })).rejects.toMatchObject({ code: Code.NotFound })
    })

    test('staff read what every promotion says of a basket', async () => {
      await set({ frame: 10_000 })
      await put({ ...tenth })
      await put({ ...tenth, id: 'q', code: 'LATER', startsAt: { seconds: 4_000_000_000n, nanos: 0 } })
      await put({ ...tenth, id: 'r', code: 'MORE', minimum: eur(15_000) })
      const { quote, verdicts } = await client.explain({ basket: basket({ frame: 1 }, { coupons: ['CODE', 'MORE'] }) })
      expect(minor(quote?.totals?.total)).toBe(9_000)
      expect(
        verdicts.map(({ promotion, applies, whyNot, missing, discount }) => [
          promotion?.id,
          applies,
          whyNot,
          Number(missing),
          minor(discount),
        ]),
      ).toEqual([
        ['p', true, '', 0, 1_000],
        ['r', false, 'minimum-not-reached', 5_000, 0],
        ['q', false, 'not-begun', 0, 0],
      ])
    })

    test.each([
      ['no kind', { kind: 'gift' }],
      ['tiers of nothing', { kind: 'tiers' }],
      ['no title and no code', { ...tenth, code: '' }],
      ['half a bundle', { kind: 'bundle', bundle: { parts: [], price: eur(1) } }],
    ])('a promotion with %s is bad input', async (_, promotion) => {
      await expect(put(promotion)).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('what is not there is not found', async () => {
      await expect(client.getPromotion({ promotionId: 'nobody' })).rejects.toMatchObject({ code: Code.NotFound })
    })
  })

  test('freezing asks no more than it must: facts and freeze, whatever promotions without a limit and gift cards do', async () => {
    const { client, set, put, freeze } = actsOf(till.shop.peer('pricing'))
    await set({ frame: 10_000 })
    const asked: string[] = []
    const query = pool.query
    pool.query = ((...values: { name?: string }[]) => {
      asked.push(values[0]?.name ?? '')
      return Reflect.apply(query, pool, values)
    }) as typeof pool.query
    const during = async (act: () => Promise<unknown>) => {
      asked.length = 0
      await act()
      return [...asked]
    }
    try {
      expect(await during(() => freeze('plain', 10_000, { frame: 1 }))).toEqual(['pricing.facts', 'pricing.freeze'])
      await put({ kind: 'percentage', percentagePpm: 100_000, code: '', title: { fr: 'Soldes', en: 'Sale' } })
      const { code } = await client.issueGiftCard({ id: 'card', amount: eur(2_000) })
      const paid = () => freeze('more', 7_000, { frame: 1 }, { coupons: [code] })
      expect(await during(paid)).toEqual(['pricing.facts', 'pricing.freeze-more'])
      expect(await during(() => client.unfreeze({ orderId: 'more' }))).toEqual(['pricing.unfreeze'])
    } finally {
      pool.query = query
    }
    expect(await till.verify()).toEqual([])
  })
})
