import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code } from '@connectrpc/connect'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { sqlPriceListStore } from './adapters/sql-price-list-store.ts'
import { turnPriceLists } from './application/keep-price-lists.ts'
import { actsOf, day, eur, minor, openTill } from './test-till.ts'

const usd = (amountMinor: number) => ({ amountMinor: BigInt(amountMinor), currency: 'USD' })

describe.each(inject('servers'))('currencies on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 16)
  const till = await openTill(pool)
  const { ways, close } = await bothWays(till.shop, 'pricing')
  afterAll(async () => {
    await close()
    await till.shop.stop()
  })
  beforeEach(till.empty)
  const inDays = (days: number) => timestampFromDate(new Date(till.clock().getTime() + days * day))
  const turn = () => turnPriceLists({ store: sqlPriceListStore(pool, () => {}), clock: till.clock, ids: randomIds })

  describe.each(ways)('called %s', (_, transport) => {
    const { client, set, quote, basket, freeze } = actsOf(transport)
    /** A dollar costs so many thousandths of a euro more; prices end in .99. */
    const follow = (thousandths: number, rest: object = {}) => {
      const conversion = { from: 'EUR', ratePpb: BigInt(thousandths) * 1_000_000n, stepMinor: 100n, lessMinor: 1n }
      return client.putCurrency({ currency: { code: 'USD', sold: true, conversion, ...rest } })
    }
    const shown = async (variantId = 'frame', currency = 'USD') => {
      const { prices } = await client.getPrices({ variantIds: [variantId], currency })
      return prices.map(({ price, priceBefore, lowestPrice30d }) => [minor(price), minor(priceBefore), minor(lowestPrice30d)])[0]
    }
    const list = (id: string, currency: string, amount: number, rest: object) =>
      client.putPriceList({
        list: {
          ...{ id, title: { fr: 'Liste', en: 'List' }, currency, startsAt: inDays(0) },
          prices: [{ variantId: 'frame', price: { amountMinor: BigInt(amount), currency } }],
          ...rest,
        },
      })

    test('prices nobody set follow the rule: those that are there, those that come, and all of them when the rate changes', async () => {
      await set({ frame: 10_000 })
      await follow(1_085)
      await set({ case: 1_000 })
      expect([await shown(), await shown('case')]).toEqual([
        [10_899, 0, 0],
        [1_099, 0, 0],
      ])
      await set({ frame: 20_000 })
      expect(await shown()).toEqual([21_699, 0, 0])
      await follow(1_200)
      expect([await shown(), await shown('case')]).toEqual([
        [23_999, 0, 0],
        [1_199, 0, 0],
      ])
      const { rows } = await pool.query<{ key: string }>(
        `select body -> 'price' -> 'price' ->> 'amountMinor' as key from pricing.outbox where key = 'frame' order by position`,
      )
      expect(rows.map(({ key }) => key)).toEqual(['10000', '10899', '20000', '21699', '23999'])
      expect(await till.verify()).toEqual([])
    })

    test('a price that is set stays whatever the rate, until it is told to follow again', async () => {
      await set({ frame: 10_000 })
      await follow(1_085)
      await client.setPrices({ prices: [{ variantId: 'frame', price: usd(9_900) }] })
      await follow(1_200)
      await set({ frame: 20_000 })
      expect(await shown()).toEqual([9_900, 0, 0])
      await client.followCurrency({ currency: 'USD', variantIds: ['frame', 'unknown'] })
      expect(await shown()).toEqual([23_999, 0, 0])
      const { currencies } = await client.listKeptCurrencies({})
      expect(currencies).toMatchObject([
        { code: 'EUR', sold: false, prices: 1, converted: 0 },
        { code: 'USD', sold: true, prices: 1, converted: 1, conversion: { from: 'EUR' } },
      ])
    })

    test('a price set to the very amount the rule made is set, and stays', async () => {
      await set({ frame: 10_000 })
      await follow(1_085)
      await client.setPrices({ prices: [{ variantId: 'frame', price: usd(10_899) }] })
      await follow(1_200)
      expect(await shown()).toEqual([10_899, 0, 0])
    })

    test('without a rule what followed is set as it stands, and nothing follows any more', async () => {
      await set({ frame: 10_000 })
      await follow(1_085)
      await client.putCurrency({ currency: { code: 'USD', sold: false } })
      await set({ frame: 20_000 })
      expect(await shown()).toEqual([10_899, 0, 0])
      expect((await client.listCurrencies({})).currencies).toEqual([])
      await expect(client.followCurrency({ currency: 'USD', variantIds: ['frame'] })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('a sale is a sale in every currency, each with the lowest price of its own 30 days', async () => {
      await set({ frame: 10_000 })
      await follow(1_085)
      till.clock.advance(40 * day)
      await follow(1_000)
      till.clock.advance(day)
      await list('sale', 'EUR', 8_000, { endsAt: inDays(7) })
      await turn()
      expect([await shown('frame', 'EUR'), await shown()]).toEqual([
        [8_000, 10_000, 10_000],
        [7_999, 9_999, 9_999],
      ])
      till.clock.advance(7 * day)
      await turn()
      expect([await shown('frame', 'EUR'), await shown()]).toEqual([
        [10_000, 0, 0],
        [9_999, 0, 0],
      ])
    })

    test('while a list runs in the currency itself its prices stand; afterwards they follow again', async () => {
      await set({ frame: 10_000 })
      await follow(1_000)
      await list('sale', 'USD', 5_000, { endsAt: inDays(7) })
      await turn()
      await set({ frame: 20_000 })
      await follow(1_200)
      expect(await shown()).toEqual([5_000, 9_999, 9_999])
      till.clock.advance(7 * day)
      await turn()
      expect(await shown()).toEqual([23_999, 0, 0])
    })

    test('a basket is in one currency: lists of groups and rates of delivery follow too, unless the currency has its own', async () => {
      await set({ frame: 10_000, case: 1_000 })
      await follow(1_085)
      await client.setCustomerGroups({ customerId: 'ada', groups: ['vip'] })
      await list('vip', 'EUR', 9_000, { group: 'vip' })
      const home = { methodId: 'home', zone: 'FR', price: eur(490), freeFrom: eur(20_000) }
      await client.setDeliveryRates({ rates: [home] })
      const priced = async (customerId = '', quantity = 1) => {
        const { totals, lines, taxes } = await quote({ frame: quantity }, { currency: 'USD', deliveryMethodId: 'home', customerId })
        const sums = [minor(lines[0]?.unitPrice), minor(totals?.delivery), minor(totals?.total)]
        const amounts = [totals?.total, totals?.tax, lines[0]?.total, taxes[0]?.tax].map((one) => one?.currency)
        return [...sums, [...new Set(amounts)].join()]
      }
      expect(await priced()).toEqual([10_899, 499, 11_398, 'USD'])
      expect(await priced('ada')).toEqual([9_799, 499, 10_298, 'USD'])
      expect(await priced('', 2)).toEqual([10_899, 0, 21_798, 'USD'])
      await list('vip in dollars', 'USD', 8_800, { group: 'vip' })
      await client.setDeliveryRates({ rates: [home, { methodId: 'home', zone: 'FR', price: usd(700) }] })
      expect(await priced('ada')).toEqual([8_800, 700, 9_500, 'USD'])
      expect((await client.priceDelivery({ basket: basket({ frame: 1 }, { currency: 'USD' }), methodIds: ['home'] })).prices).toMatchObject(
        [{ price: usd(700) }],
      )
    })

    test('what the shopper saw in one currency is not frozen in another', async () => {
      await set({ frame: 10_000 })
      await follow(1_000)
      expect((await freeze('o1', 9_999, { frame: 1 }, { currency: 'USD' })).case).toBe('priceChanged')
      const inDollars = { orderId: 'o2', basket: basket({ frame: 1 }, { currency: 'USD' }), expectedTotal: usd(9_999) }
      expect((await client.freeze(inDollars)).result).toMatchObject({ case: 'frozen', value: { totals: { total: usd(9_999) } } })
      expect(await till.verify()).toEqual([])
    })

    test.each([
      ['no currency', { code: 'euro', sold: true }],
      ['itself', { code: 'USD', sold: true, conversion: { from: 'USD', ratePpb: 1n, stepMinor: 1n } }],
      ['no rate', { code: 'USD', sold: true, conversion: { from: 'EUR', stepMinor: 1n } }],
      ['a currency that follows itself', { code: 'CHF', sold: true, conversion: { from: 'USD', ratePpb: 1n, stepMinor: 1n } }],
      ['a currency others follow', { code: 'EUR', sold: true, conversion: { from: 'CHF', ratePpb: 1n, stepMinor: 1n } }],
    ])('a rule made from %s is bad input', async (_, currency) => {
      await follow(1_000)
      await expect(client.putCurrency({ currency })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('setting prices and changing the rate at once never leave a price behind', async () => {
      await set({ frame: 10_000 })
      await follow(1_000)
      const prices = Array.from({ length: 8 }, (_, n) => set({ frame: 10_000 + n * 1_000 }))
      const rates = Array.from({ length: 8 }, (_, n) => follow(1_000 + n * 10))
      await Promise.all([...prices, ...rates])
      const [euros] = (await shown('frame', 'EUR')) ?? []
      const { conversion } = (await client.listKeptCurrencies({})).currencies.find(({ code }) => code === 'USD')!
      const exact = ((euros ?? 0) * Number(conversion?.ratePpb)) / 1e9
      expect((await shown())?.[0]).toBe(Math.floor(exact / 100 + 0.5) * 100 - 1)
      expect(await till.verify()).toEqual([])
    })
  })
})
