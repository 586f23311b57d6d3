import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code, createClient } from '@connectrpc/connect'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { PriceChangedSchema } from '@vitrine/contracts/pricing/v1/events'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import { openPool } from '@vitrine/platform/sql/pool'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays, movableClock, testShop } from '@vitrine/system/test-shop'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { sqlFactStore } from './adapters/sql-fact-store.ts'
import { pricing } from './service.ts'

const day = 24 * 60 * 60_000
const eur = (amountMinor: number) => ({ amountMinor: BigInt(amountMinor), currency: 'EUR' })

describe.each(inject('servers'))('pricing on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 64)
  const clock = movableClock()
  const shop = await testShop(pool, { services: [pricing], clock })
  const { ways, close } = await bothWays(shop, 'pricing')
  afterAll(async () => {
    await close()
    await shop.stop()
  })
  beforeEach(() =>
    pool.query(`truncate pricing.price, pricing.price_period, pricing.delivery_rate, pricing.promotion, pricing.frozen,
      pricing.promotion_use, pricing.promotion_code, pricing.code_batch, pricing.outbox, pricing.credit, pricing.credit_entry, pricing.card_again, pricing.credit_use, pricing.price_list,
      pricing.list_price, pricing.group_member`),
  )
  const verify = async () => {
    const { checked } = await createClient(VerifyService, shop.peer('pricing')).check({})
    return checked.flatMap(({ invariant, breaks }) => breaks.map((line) => `${invariant}: ${line}`))
  }

  describe.each(ways)('called %s', (_, transport) => {
    const client = createClient(PricingService, transport)
    const set = (variantId: string, amount: number, rest: { before?: number; volumeMl?: number } = {}) =>
      client.setPrices({
        prices: [
          { variantId, price: eur(amount), volumeMl: rest.volumeMl ?? 0, ...(rest.before ? { priceBefore: eur(rest.before) } : {}) },
        ],
      })
    const shown = async (variantId: string) => {
      const { prices } = await client.getPrices({ variantIds: [variantId], currency: 'EUR' })
      const minor = (money?: { amountMinor: bigint }) => (money ? Number(money.amountMinor) : null)
      return prices.map((p) => [minor(p.price), minor(p.priceBefore), minor(p.lowestPrice30d), minor(p.unitPrice)])[0]
    }
    const told = async () => {
      const { rows } = await pool.query<{ key: string; body: JsonValue }>('select key, body from pricing.outbox order by position')
      return rows.map(({ body }) => fromJson(PriceChangedSchema, body).price!)
    }
    const put = (rest: object) =>
      client.putPromotion({ promotion: { id: 'p', code: 'BIENVENUE10', kind: 'percentage', percentagePpm: 100_000, ...rest } })
    const basket = (rest: object = {}) => {
      const lines = [{ lineId: 'l1', variantId: 'musk', quantity: 2 }]
      return { currency: 'EUR', country: 'FR', lines, coupons: [], ...rest }
    }
    const freeze = async (orderId: string, total: number, rest: object = {}) =>
      (await client.freeze({ orderId, basket: basket(rest), expectedTotal: eur(total) })).result

    test('a price is told finished, and the same again is not told', async () => {
      await set('musk', 8_900, { volumeMl: 75 })
      await set('musk', 8_900, { volumeMl: 75 })
      expect(await shown('musk')).toEqual([8_900, null, null, 11_867])
      expect(await told()).toMatchObject([{ variantId: 'musk', price: { amountMinor: 8_900n }, unitPrice: { amountMinor: 11_867n } }])
    })

    test('whatever is quoted, and however the shop grows, a connection soon keeps its plan of the question', async () => {
      await set('musk', 8_900)
      const one = openPool(pool.options.connectionString!, 1)
      const facts = sqlFactStore(one)
      for (let times = 0; times < 40; times++) {
        if (times === 8) await grow() // of plans that got dearer it takes some more before it keeps one
        const lines = Array.from({ length: 1 + (times % 3) }, (_each, n) => ({ lineId: `${n}`, variantId: 'musk', quantity: 1 }))
        const who = {
          coupons: times % 2 ? ['FETE'] : [],
          customerId: times % 4 ? '' : 'ada',
          mailKey: times % 3 ? '' : 'guest a',
          takesCredit: true,
          usesStoreCredit: true,
        }
        await facts.factsOf({ currency: 'EUR', country: 'FR', deliveryMethodId: '', lines, ...who }, [], clock())
      }
      const { rows } = await one.query<{ planned: number }>(
        `select custom_plans::int as planned from pg_prepared_statements where name = 'pricing.facts'`,
      )
      expect(rows[0]!.planned).toBeLessThanOrEqual(20)
      await one.end()
    })

    /** Its tables get pages to read, and the server counts them: what was planned is planned anew. */
    async function grow() {
      await pool.query(`
        insert into pricing.price (variant_id, currency, amount_minor, changed_at) select 'v' || n, 'EUR', 500, now() from generate_series(1, 3000) as n;
        insert into pricing.price_period (variant_id, currency, from_at, amount_minor) select variant_id, currency, changed_at, amount_minor from pricing.price on conflict do nothing;
        analyze pricing.price, pricing.price_period`)
    }

    test('a reduction shows the lowest price of the 30 days before it began', async () => {
      await set('musk', 5_000)
      clock.advance(10 * day)
      await set('musk', 9_900)
      clock.advance(25 * day)
      await set('musk', 8_900)
      clock.advance(10 * day) // the price of 5,000 ended 35 days ago
      await set('musk', 6_900, { before: 9_900 })
      expect(await shown('musk')).toEqual([6_900, 9_900, 8_900, null])
      clock.advance(day)
      await set('musk', 5_900, { before: 9_900 }) // the same reduction, cut further
      expect(await shown('musk')).toEqual([5_900, 9_900, 8_900, null])
      await set('musk', 9_900)
      expect(await shown('musk')).toEqual([9_900, null, null, null])
      expect(await verify()).toEqual([])
    })

    test('a reduction of goods that were never sold for more is not announced', async () => {
      await set('musk', 6_900, { before: 9_900 })
      expect(await shown('musk')).toEqual([6_900, null, null, null])
      await set('marin', 9_900)
      await set('marin', 6_900, { before: 9_900 })
      expect(await shown('marin')).toEqual([6_900, 9_900, 9_900, null])
    })

    test('prices set by many at once leave one history', async () => {
      await Promise.all(Array.from({ length: 16 }, (_, n) => set('musk', 1_000 + (n % 4))))
      expect(await verify()).toEqual([])
      const last = (await told()).at(-1)
      expect(await shown('musk')).toEqual([Number(last?.price?.amountMinor), null, null, null])
    })

    test.each([
      ['no variant', { variantId: '', price: eur(1) }],
      ['an amount below zero', { variantId: 'musk', price: eur(-1) }],
      ['a reduction that is none', { variantId: 'musk', price: eur(100), priceBefore: eur(100) }],
      ['no amount', { variantId: 'musk' }],
      ['an unknown tax class', { variantId: 'musk', price: eur(1), taxClass: 'odd' }],
    ])('a price with %s is bad input', async (_, price) => {
      await expect(client.setPrices({ prices: [price] })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('tax follows the country, delivery its zone; elsewhere it is not sold', async () => {
      await set('musk', 6_000)
      const rate = { methodId: 'home', freeFrom: eur(20_000) }
      await client.setDeliveryRates({ rates: [{ ...rate, zone: 'DE', price: eur(700) }] })
      await client.setDeliveryRates({
        rates: [
          { ...rate, zone: 'FR', price: eur(490) },
          { ...rate, zone: 'EU', price: eur(990) },
        ],
      })
      const { rates } = await client.listDeliveryRates({ methodIds: ['home', 'nobody'] })
      expect(rates.map(({ zone, price, freeFrom }) => [zone, Number(price?.amountMinor), Number(freeFrom?.amountMinor)])).toEqual([
        ['EU', 990, 20_000],
        ['FR', 490, 20_000],
      ])
      const inCountry = async (country: string) => {
        const { quote } = await client.quote({ basket: basket({ country, deliveryMethodId: 'home' }) })
        const { delivery, tax, total } = quote!.totals!
        return [quote!.deliveryPriced, ...[delivery, tax, total].map((money) => Number(money?.amountMinor))]
      }
      expect(await inCountry('')).toEqual([true, 490, 2_082, 12_490])
      expect(await inCountry('DE')).toEqual([true, 990, 2_074, 12_990])
      expect(await inCountry('US')).toEqual([false, 0, 0, 12_000])
      expect((await client.quote({ basket: basket({ country: 'US' }) })).quote?.notSoldThere).toBe(true)
      const { prices } = await client.priceDelivery({ basket: basket({ country: 'LU' }), methodIds: ['home', 'drone'] })
      expect(prices).toMatchObject([{ methodId: 'home', price: { amountMinor: 990n } }])
    })

    test('an order is frozen at the price that was seen, once, whatever happens to prices later', async () => {
      await set('musk', 6_000)
      expect((await freeze('order', 12_000)).case).toBe('frozen')
      await set('musk', 7_000)
      expect(await freeze('order', 12_000)).toMatchObject({ case: 'frozen', value: { totals: { total: { amountMinor: 12_000n } } } })
      expect(await freeze('late', 12_000)).toMatchObject({ case: 'priceChanged', value: { totals: { total: { amountMinor: 14_000n } } } })
      const gone = { lines: [{ lineId: 'l', variantId: 'gone', quantity: 1 }] }
      expect(await freeze('gone', 0, gone)).toMatchObject({ case: 'priceChanged', value: { unpricedVariantIds: ['gone'] } })
      expect(await verify()).toEqual([])
    })

    test('coupon-used-many-times: sixty-four orders at once, one use: one order has it', async () => {
      await set('musk', 6_000)
      await put({ limitTotal: 1 })
      const answers = await Promise.all(
        Array.from({ length: 64 }, (_, n) => freeze(`order ${n}`, 10_800, { coupons: ['bienvenue10'], customerId: `person ${n}` })),
      )
      expect(answers.filter((result) => result.case === 'frozen')).toHaveLength(1)
      expect(answers.filter((result) => result.case === 'couponRefused')).toHaveLength(63)
      expect((await client.listPromotions({})).promotions).toMatchObject([{ code: 'BIENVENUE10', used: 1 }])
      expect((await pool.query('select from pricing.frozen')).rowCount).toBe(1)
      expect(await verify()).toEqual([])
    })

    test('once per person: sixteen orders of one person at once, one has it; another person has it too', async () => {
      await set('musk', 6_000)
      await put({ limitPerCustomer: 1 })
      const coupons = ['BIENVENUE10']
      const answers = await Promise.all(Array.from({ length: 16 }, (_, n) => freeze(`order ${n}`, 10_800, { coupons, customerId: 'ada' })))
      expect(answers.filter((result) => result.case === 'frozen')).toHaveLength(1)
      expect((await freeze('other', 10_800, { coupons, customerId: 'bob' })).case).toBe('frozen')
    })

    test('a use that is limited per person is taken by somebody: by rule, and by the database', async () => {
      await set('musk', 6_000)
      await put({ limitPerCustomer: 1 })
      expect((await freeze('nobody', 10_800, { coupons: ['BIENVENUE10'] })).case).toBe('couponRefused')
      expect((await freeze('guest', 10_800, { coupons: ['BIENVENUE10'], mailKey: 'guest a' })).case).toBe('frozen')
      const without = `update pricing.promotion_use set mail_key = null where order_id = 'guest'`
      await expect(pool.query(without)).rejects.toThrow('promotion_use_of_somebody')
    })

    test('once per person is once for an account and its address together, whichever came first', async () => {
      await set('musk', 6_000)
      await put({ limitPerCustomer: 1 })
      const by = async (orderId: string, customerId: string, mailKey: string) =>
        (await freeze(orderId, 10_800, { coupons: ['BIENVENUE10'], customerId, mailKey })).case
      expect(await by('account', 'ada', 'guest a')).toBe('frozen')
      expect([await by('as a guest', '', 'guest a'), await by('early', 'ada', ''), await by('elsewhere', 'ada', 'guest b')]).toEqual(
        Array(3).fill('couponRefused'),
      )
      expect(await by('guest first', '', 'guest c')).toBe('frozen')
      expect([await by('then account', 'bob', 'guest c'), await by('b is free', '', 'guest b')]).toEqual(['couponRefused', 'frozen'])
      const twice = `update pricing.promotion_use set mail_key = 'guest c' where order_id = 'account'`
      await expect(pool.query(twice)).rejects.toThrow('promotion_use_promotion_id_mail_key_mail_slot_key')
      expect(await verify()).toEqual([])
    })

    test('one order frozen sixteen times at once takes one use, and every caller hears the same quote', async () => {
      await set('musk', 6_000)
      await put({ limitTotal: 1 })
      const answers = await Promise.all(Array.from({ length: 16 }, () => freeze('one', 10_800, { coupons: ['BIENVENUE10'] })))
      expect(answers.map((result) => result.case)).toEqual(Array(16).fill('frozen'))
      expect((await client.listPromotions({})).promotions).toMatchObject([{ used: 1 }])
    })

    test('what an order took comes back when it was not placed, in any order of returns', async () => {
      await set('musk', 6_000)
      await put({ limitTotal: 3 })
      const coupons = ['BIENVENUE10']
      for (const id of ['a', 'b', 'c']) await freeze(id, 10_800, { coupons })
      await client.unfreeze({ orderId: 'a' })
      await client.unfreeze({ orderId: 'a' })
      expect((await freeze('d', 10_800, { coupons })).case).toBe('frozen')
      expect((await freeze('e', 10_800, { coupons })).case).toBe('couponRefused')
      expect((await client.listPromotions({})).promotions).toMatchObject([{ used: 3 }])
    })

    test('a code belongs to one promotion, and a promotion keeps its uses when it is replaced', async () => {
      await set('musk', 6_000)
      await put({ limitTotal: 5 })
      await freeze('a', 10_800, { coupons: ['BIENVENUE10'] })
      expect((await client.putPromotion({ promotion: { id: 'q', code: ' bienvenue10 ', kind: 'free-delivery' } })).result.case).toBe(
        'codeTaken',
      )
      const ends = timestampFromDate(new Date(clock().getTime() + day))
      const { result } = await put({ kind: 'amount', percentagePpm: 0, amount: eur(500), endsAt: ends })
      expect(result).toMatchObject({ case: 'put', value: { used: 1, kind: 'amount', amount: { amountMinor: 500n } } })
      await expect(put({ kind: 'percentage', percentagePpm: 1_000_001 })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test.each([
      ['a fraction of nothing', { lines: [{ lineId: 'l', variantId: 'musk', quantity: 0 }] }],
      ['no currency', { currency: 'euro' }],
      ['a country that is none', { country: 'France' }],
    ])('a basket with %s is bad input', async (_, rest) => {
      await expect(client.quote({ basket: basket(rest) })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })
  })

  test('a quote is one question to the database, whatever the basket holds', async () => {
    const client = createClient(PricingService, shop.peer('pricing'))
    const asked: unknown[] = []
    const query = pool.query
    pool.query = ((...values: unknown[]) => {
      asked.push(values[0])
      return Reflect.apply(query, pool, values)
    }) as typeof pool.query
    try {
      const lines = Array.from({ length: 200 }, (_, n) => ({ lineId: `l${n}`, variantId: `v${n}`, quantity: 1 }))
      await client.quote({ basket: { currency: 'EUR', lines, coupons: ['A', 'B'], deliveryMethodId: 'home' } })
    } finally {
      pool.query = query
    }
    expect(asked).toHaveLength(1)
  })

  test('the naive way uses a coupon many times: count, compare, insert', async () => {
    await pool.query('create table if not exists pricing.naive_use (order_id text)')
    const shoppers = Array.from({ length: 64 }, (_, n) => `order ${n}`)
    const seen = await Promise.all(shoppers.map(() => pool.query<{ used: number }>('select count(*)::int as used from pricing.naive_use')))
    const served = shoppers.filter((_, n) => seen[n]!.rows[0]!.used < 1)
    await Promise.all(served.map((id) => pool.query('insert into pricing.naive_use values ($1)', [id])))
    expect(served).toHaveLength(64)
    await pool.query('drop table pricing.naive_use')
  })

  test('the table itself refuses a use too many, and verify names what does not add up', async () => {
    await pool.query(
      `insert into pricing.promotion (id, code, kind, limit_total, limit_per_customer) values ('p', 'P', 'free-delivery', 1, 0)`,
    )
    const totals = { linesMinor: 100, discountMinor: 10, deliveryMinor: 0, taxMinor: 0, totalMinor: 91 }
    const frozen = 'insert into pricing.frozen select id, $1, now() from unnest($2::text[]) as id'
    const wrong = JSON.stringify({ currency: 'EUR', lines: [{ totalMinor: 100, discountMinor: 10, taxMinor: 0 }], totals })
    await expect(pool.query(frozen, [wrong, ['a', 'b']])).rejects.toThrow('frozen_is_whole')
    await pool.query('alter table pricing.frozen drop constraint frozen_is_whole')
    await pool.query(frozen, [wrong, ['a', 'b']])
    const use = `insert into pricing.promotion_use (promotion_id, order_id, slot, limit_total, limit_per_customer) values ('p', $1, $2, 1, 0)`
    await pool.query(use, ['a', 1])
    await expect(pool.query(use, ['b', 1])).rejects.toThrow('promotion_use_promotion_id_slot_key')
    await expect(pool.query(use, ['b', 2])).rejects.toThrow('violates check constraint')
    expect(await verify()).toEqual([
      'I5 total is lines - discount + delivery: order a: 91',
      'I5 total is lines - discount + delivery: order b: 91',
    ])
    await pool.query('truncate pricing.frozen, pricing.promotion_use, pricing.credit_use')
    await pool.query('alter table pricing.frozen add constraint frozen_is_whole check (pricing.is_whole(quote))')
  })
})
