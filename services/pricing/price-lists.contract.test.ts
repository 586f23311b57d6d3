import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code } from '@connectrpc/connect'
import { PriceChangedSchema } from '@vitrine/contracts/pricing/v1/events'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { sqlPriceListStore } from './adapters/sql-price-list-store.ts'
import { turnPriceLists } from './application/keep-price-lists.ts'
import { actsOf, day, eur, minor, openTill } from './test-till.ts'

describe.each(inject('servers'))('price lists on %s', async (_, serverUrl) => {
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
    const { client, set, quote } = actsOf(transport)
    const put = async (id: string, prices: Record<string, number>, rest: object = {}) => {
      const all = Object.entries(prices).map(([variantId, amount]) => ({ variantId, price: eur(amount) }))
      const list = { id, title: { fr: 'Liste', en: 'List' }, currency: 'EUR', startsAt: inDays(0), prices: all, ...rest }
      return (await client.putPriceList({ list })).result
    }
    const unit = async (customerId = '') => minor((await quote({ frame: 1 }, { customerId })).lines[0]?.unitPrice)
    const shown = async () => {
      const { prices } = await client.getPrices({ variantIds: ['frame'], currency: 'EUR' })
      return prices.map(({ price, priceBefore, lowestPrice30d }) => [minor(price), minor(priceBefore), minor(lowestPrice30d)])[0]
    }

    test('a group pays the price of its highest list while it holds; nobody else does', async () => {
      await set({ frame: 10_000, case: 1_000 })
      await client.setCustomerGroups({ customerId: 'ada', groups: ['opticians', 'vip'] })
      await put('vip', { frame: 9_000 }, { group: 'vip' })
      await put('trade', { frame: 7_000 }, { group: 'opticians', rank: 1, endsAt: inDays(2) })
      await put('later', { frame: 6_000 }, { group: 'opticians', rank: 2, startsAt: inDays(1) })
      expect([await unit(), await unit('ada'), await unit('bob')]).toEqual([10_000, 7_000, 10_000])
      till.clock.advance(day)
      expect(await unit('ada')).toBe(6_000)
      await client.endPriceList({ listId: 'later' })
      till.clock.advance(1) // it began this very moment
      expect(await unit('ada')).toBe(7_000)
      till.clock.advance(day)
      expect(await unit('ada')).toBe(9_000)
      expect(await shown()).toEqual([10_000, 0, 0])
    })

    test('a customer goes in and out of one group, and a group is known by its members and by what names it', async () => {
      await set({ frame: 10_000 })
      const move = async (customerId: string, group: string, isIn: boolean) =>
        (await client.putGroupMember({ customerId, group, in: isIn })).result
      await put('trade', { frame: 7_000 }, { group: 'opticians' })
      await client.putPromotion({ promotion: { id: 'p', code: 'VIP', kind: 'percentage', percentagePpm: 1, groups: ['press'] } })
      for (const group of ['vip', 'opticians', 'vip']) await move('ada', group, true)
      await move('bob', 'vip', true)
      expect(await move('ada', 'vip', false)).toMatchObject({ case: 'put', value: { groups: ['opticians'] } })
      expect(await move('ada', 'vip', false)).toMatchObject({ value: { groups: ['opticians'] } })
      expect(await unit('ada')).toBe(7_000)
      const counts = (await client.listGroups({})).groups.map((one) => [one.code, one.members, one.lists, one.promotions])
      expect(counts).toEqual([
        ['opticians', 1, 1, 0],
        ['press', 0, 0, 1],
        ['vip', 1, 0, 0],
      ])
      await expect(client.putGroupMember({ customerId: 'ada', group: 'Très VIP', in: true })).rejects.toMatchObject({
        code: Code.InvalidArgument,
      })
    })

    test('members of a group come page by page', async () => {
      for (const customerId of ['cleo', 'ada', 'bob']) await client.putGroupMember({ customerId, group: 'vip', in: true })
      const first = await client.listGroupMembers({ group: 'vip', page: { limit: 2 } })
      expect([first.customerIds, first.total]).toEqual([['ada', 'bob'], 3])
      const rest = await client.listGroupMembers({ group: 'vip', page: { limit: 2, cursor: first.nextCursor } })
      expect([rest.customerIds, rest.nextCursor]).toEqual([['cleo'], ''])
    })

    test('however many put a customer in groups at once, they are in at most 20 of them, and none that was put is lost', async () => {
      const groups = Array.from({ length: 30 }, (_, n) => `g-${n}`)
      const answers = await Promise.all(groups.map((group) => client.putGroupMember({ customerId: 'ada', group, in: true })))
      expect(answers.filter(({ result }) => result.case === 'put')).toHaveLength(20)
      const { groups: held } = await client.getCustomerGroups({ customerId: 'ada' })
      expect(held).toHaveLength(20)
      expect((await client.putGroupMember({ customerId: 'ada', group: held[0]!, in: true })).result.case).toBe('put')
    })

    test('PRC-6: what a group pays less is shown with the lowest its members could have paid in the 30 days before, kept for each list', async () => {
      await set({ frame: 10_000 })
      await client.setCustomerGroups({ customerId: 'ada', groups: ['vip'] })
      const told = async (customerId = 'ada') => {
        const [line] = (await quote({ frame: 1 }, { customerId })).lines
        return [minor(line?.unitPrice), minor(line?.priceBefore), minor(line?.lowestPrice30d)]
      }
      till.clock.advance(day)
      await put('vip', { frame: 9_000 }, { group: 'vip' })
      expect([await told(), await told('bob')]).toEqual([
        [9_000, 10_000, 10_000],
        [10_000, 0, 0],
      ])
      // A second cut says what its members paid before it; renamed or prolonged it goes on.
      till.clock.advance(5 * day)
      await put('vip', { frame: 8_000 }, { group: 'vip' })
      till.clock.advance(day)
      await put('vip', { frame: 8_000 }, { group: 'vip', endsAt: inDays(100), title: { fr: 'Autre', en: 'Other' } })
      expect(await told()).toEqual([8_000, 10_000, 9_000])
      // Dearer, then cheaper again: the old price still counts for 30 days, and no longer.
      till.clock.advance(day)
      await put('vip', { frame: 9_500 }, { group: 'vip' })
      expect(await told()).toEqual([9_500, 10_000, 8_000])
      till.clock.advance(31 * day)
      await put('vip', { frame: 9_400 }, { group: 'vip' })
      expect(await told()).toEqual([9_400, 10_000, 9_500])
      // Another list of the same group: its members could have paid the first.
      till.clock.advance(day)
      await client.endPriceList({ listId: 'vip' })
      till.clock.advance(day)
      await put('again', { frame: 9_900 }, { group: 'vip' })
      expect(await told()).toEqual([9_900, 10_000, 9_400])
      const { rows } = await pool.query<{ open: number; odd: number }>(`select count(*) filter (where until_at is null)::int as open,
        count(*) filter (where exists (select from pricing.list_price_period as o where o.list_id = h.list_id and o.variant_id = h.variant_id and o.id <> h.id
          and tstzrange(o.from_at, o.until_at) && tstzrange(h.from_at, h.until_at)))::int as odd from pricing.list_price_period as h`)
      expect(rows).toEqual([{ open: 1, odd: 0 }])
    })

    test('a group whose price has no price before it is not told of a reduction; a list that never began leaves no history', async () => {
      await set({ frame: 10_000 })
      await client.setCustomerGroups({ customerId: 'ada', groups: ['vip'] })
      await put('vip', { frame: 9_000 }, { group: 'vip' })
      const [line] = (await quote({ frame: 1 }, { customerId: 'ada' })).lines
      expect([minor(line?.unitPrice), line?.priceBefore, line?.lowestPrice30d]).toEqual([9_000, undefined, undefined])
      await put('later', { frame: 1_000 }, { group: 'vip', rank: 1, startsAt: inDays(10) })
      await client.endPriceList({ listId: 'later' })
      till.clock.advance(20 * day)
      await put('next', { frame: 8_000 }, { group: 'vip', rank: 2 })
      expect(minor((await quote({ frame: 1 }, { customerId: 'ada' })).lines[0]?.lowestPrice30d)).toBe(9_000)
    })

    test('a group never pays more than everybody: during a sale its members pay the lower of both, as the page says', async () => {
      await set({ frame: 10_000, case: 10_000 })
      await client.setCustomerGroups({ customerId: 'ada', groups: ['vip'] })
      await put('vip', { frame: 9_000, case: 6_000 }, { group: 'vip' })
      await put('sale', { frame: 7_000, case: 7_000 }, { endsAt: inDays(7) })
      await client.putPromotion({ promotion: { id: 'p', code: 'CODE', kind: 'percentage', percentagePpm: 100_000, excludesReduced: true } })
      const seen = async (variantId: string) => {
        const { lines, coupons } = await quote({ [variantId]: 1 }, { customerId: 'ada', coupons: ['CODE'] })
        return [minor(lines[0]?.unitPrice), coupons[0]?.whyNot]
      }
      expect([await seen('frame'), await seen('case')]).toEqual([
        [9_000, ''],
        [6_000, ''],
      ])
      await turn()
      expect(await shown()).toEqual([7_000, 10_000, 10_000])
      expect([await seen('frame'), await seen('case')]).toEqual([
        [7_000, 'nothing-eligible'],
        [6_000, 'nothing-eligible'],
      ])
    })

    test('a list for everybody is a reduction that is shown with the lowest price of 30 days, and ends by itself', async () => {
      await set({ frame: 9_000 })
      till.clock.advance(20 * day)
      await set({ frame: 10_000 })
      await put('sale', { frame: 6_000, gone: 1 }, { startsAt: inDays(1), endsAt: inDays(8) })
      expect(await turn()).toBe(0)
      till.clock.advance(day)
      expect((await Promise.all([turn(), turn()])).toSorted()).toEqual([0, 1])
      expect(await shown()).toEqual([6_000, 10_000, 9_000])
      expect(await unit()).toBe(6_000)
      expect((await put('sale', { frame: 1 }, { endsAt: inDays(8) })).case).toBe('begun')
      till.clock.advance(7 * day)
      expect(await turn()).toBe(1)
      expect(await shown()).toEqual([10_000, 0, 0])
      const { rows } = await pool.query<{ body: JsonValue }>('select body from pricing.outbox order by position')
      expect(rows.map(({ body }) => minor(fromJson(PriceChangedSchema, body).price?.price))).toEqual([9_000, 10_000, 6_000, 10_000])
      const { periods } = await client.getPriceHistory({ variantId: 'frame', currency: 'EUR' })
      expect(periods.map(({ price, until }) => [minor(price), until === undefined])).toEqual([
        [10_000, true],
        [6_000, false],
        [10_000, false],
        [9_000, false],
      ])
      expect((await client.listPriceLists({})).lists).toMatchObject([{ id: 'sale', state: 'over', prices: [] }])
      expect(await till.verify()).toEqual([])
    })

    test('a reduction within 30 days of a list for everybody is compared with the price of that list', async () => {
      await set({ frame: 10_000 })
      await put('sale', { frame: 6_000 }, { endsAt: inDays(7) })
      await turn()
      till.clock.advance(7 * day)
      await turn()
      till.clock.advance(day)
      await client.setPrices({ prices: [{ variantId: 'frame', price: eur(8_000), priceBefore: eur(10_000) }] })
      expect(await shown()).toEqual([8_000, 10_000, 6_000])
    })

    test('a price that was set while a list ran stays; a list that is ended early goes back at once', async () => {
      await set({ frame: 10_000, case: 1_000 })
      await put('sale', { frame: 6_000, case: 500 }, { endsAt: inDays(7) })
      await turn()
      await set({ frame: 9_500 })
      await client.endPriceList({ listId: 'sale' })
      till.clock.advance(1)
      expect(await turn()).toBe(1)
      expect(await shown()).toEqual([9_500, 0, 0])
      expect(minor((await client.getPrices({ variantIds: ['case'], currency: 'EUR' })).prices[0]?.price)).toBe(1_000)
    })

    test('two lists of one rank, or two for everybody, do not hold at one time', async () => {
      await put('a', { frame: 1 }, { group: 'vip', endsAt: inDays(5) })
      expect(await put('b', { frame: 1 }, { group: 'vip', startsAt: inDays(4) })).toMatchObject({
        case: 'overlaps',
        value: { otherId: 'a' },
      })
      expect((await put('b', { frame: 1 }, { group: 'vip', startsAt: inDays(5) })).case).toBe('put')
      expect((await put('c', { frame: 1 }, { group: 'vip', rank: 1 })).case).toBe('put')
      expect((await put('d', { frame: 1 }, { endsAt: inDays(5) })).case).toBe('put')
      expect((await put('e', { frame: 1 }, { rank: 7, endsAt: inDays(5) })).case).toBe('overlaps')
      const twins = await Promise.all(['f', 'g', 'h'].map((id) => put(id, { frame: 1 }, { group: 'press', endsAt: inDays(5) })))
      expect(twins.filter((answer) => answer.case === 'put')).toHaveLength(1)
      expect((await put('d', { frame: 2, case: 3 }, { endsAt: inDays(6) })).case).toBe('put')
      expect((await client.getPriceList({ listId: 'd' })).list?.prices).toMatchObject([
        { variantId: 'case' },
        { variantId: 'frame', price: eur(2) },
      ])
    })

    test.each([
      ['no end and no group', {}],
      ['an end before its start', { endsAt: timestampFromDate(new Date('2020-01-01')) }],
      ['a currency that is none', { endsAt: timestampFromDate(new Date('2030-01-01')), currency: 'euro' }],
      ['no title', { endsAt: timestampFromDate(new Date('2030-01-01')), title: { fr: 'Soldes' } }],
      ['no prices', { endsAt: timestampFromDate(new Date('2030-01-01')), prices: [] }],
    ])('a list with %s is bad input', async (_, rest) => {
      await expect(put('bad', { frame: 1 }, rest)).rejects.toMatchObject({ code: Code.InvalidArgument })
    })
  })
})
