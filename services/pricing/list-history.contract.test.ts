import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { actsOf, day, eur, minor, openTill } from './test-till.ts'

describe.each(inject('servers'))('the history of a list of a group on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 8)
  const till = await openTill(pool)
  const { client, set, quote } = actsOf(till.shop.peer('pricing'))
  afterAll(() => till.shop.stop())
  let opened: Date
  beforeEach(async () => {
    await till.empty()
    opened = till.clock()
    await set({ frame: 10_000 })
    await client.setCustomerGroups({ customerId: 'ada', groups: ['vip'] })
  })

  /** Days since the test began. */
  const onDay = (days: number) => timestampFromDate(new Date(opened.getTime() + days * day))
  const put = async (frameMinor: number, startDay: number, endDay?: number) => {
    const times = { startsAt: onDay(startDay), ...(endDay !== undefined && { endsAt: onDay(endDay) }) }
    const prices = [{ variantId: 'frame', price: eur(frameMinor) }]
    const list = { id: 'vip', title: { fr: 'Liste', en: 'List' }, currency: 'EUR', group: 'vip', prices, ...times }
    return (await client.putPriceList({ list })).result.case
  }
  /** Price, first and last day of what was or will be paid. */
  const history = async () => {
    const { rows } = await pool.query<{ price: string; from: Date; until: Date | null }>(
      `select amount_minor as price, from_at as from, until_at as until from pricing.list_price_period where until_at is null or until_at > from_at order by from_at`,
    )
    const since = (at: Date) => (at.getTime() - opened.getTime()) / day
    return rows.map(({ price, from, until }) => [Number(price), since(from), until && since(until)])
  }
  const told = async () => {
    const [line] = (await quote({ frame: 1 }, { customerId: 'ada' })).lines
    return [minor(line?.unitPrice), minor(line?.priceBefore), minor(line?.lowestPrice30d)]
  }

  test.each([
    ['without an end', undefined],
    ['with an end', 20],
  ])('a planned list %s whose price is changed and changed back has that price alone', async (_, endDay) => {
    for (const frameMinor of [9_000, 8_000, 9_000, 8_000, 9_000]) expect(await put(frameMinor, 10, endDay)).toBe('put')
    expect(await history()).toEqual([[9_000, 10, endDay ?? null]])
    expect(await till.verify()).toEqual([])
  })

  test('a planned list that is moved, also over today, has one period: from then, or from now', async () => {
    await put(9_000, 10)
    await put(9_000, 20)
    expect(await history()).toEqual([[9_000, 20, null]])
    till.clock.advance(day)
    await put(9_000, 0)
    expect(await history()).toEqual([[9_000, 1, null]])
  })

  test.each([
    ['before its price began', 3],
    ['after its price began', 8],
  ])('a running list whose end is set into the past, %s, was paid until now', async (_, endDay) => {
    await put(9_000, 0)
    till.clock.advance(5 * day)
    await put(8_000, 0)
    till.clock.advance(5 * day)
    expect(await put(8_000, 0, endDay)).toBe('put')
    const paid = [
      [9_000, 0, 5],
      [8_000, 5, 10],
    ]
    expect(await history()).toEqual(paid)
    till.clock.advance(day)
    await put(8_000, 0)
    expect(await history()).toEqual([...paid, [8_000, 11, null]])
    expect(await till.verify()).toEqual([])
  })

  test('a running list that is put off is not paid in between, and begins anew', async () => {
    till.clock.advance(day)
    await put(9_000, 1)
    till.clock.advance(5 * day)
    await put(9_000, 66)
    expect(await history()).toEqual([
      [9_000, 1, 6],
      [9_000, 66, null],
    ])
    expect(await told()).toEqual([10_000, 0, 0])
    till.clock.advance(35 * day)
    await set({ frame: 9_500 })
    till.clock.advance(5 * day)
    await set({ frame: 10_000 })
    till.clock.advance(20 * day)
    expect(await told()).toEqual([9_000, 10_000, 9_500])
    expect(await till.verify()).toEqual([])
  })

  test.each([
    ['goes on though its list ended', `update pricing.price_list set ends_at = starts_at + interval '1 hour'`],
    ['ended though its list goes on', 'update pricing.list_price_period set until_at = from_at'],
    ['is another than its list says', 'update pricing.list_price set amount_minor = amount_minor + 1'],
    ['is of another group than its list', `update pricing.price_list set group_code = 'press'`],
    [
      'lasts longer than its list',
      `update pricing.list_price_period set until_at = '2999-01-02'; update pricing.price_list set ends_at = '2999-01-01'`,
    ],
  ])('verify names a price that %s', async (_, tampering) => {
    await put(9_000, 0)
    expect(await till.verify()).toEqual([])
    await pool.query(tampering)
    const broken = await till.verify()
    expect(broken[0]).toBe('I5 a price of a list of a group goes on in its history as long as its list: list vip, frame')
    expect(new Set(broken).size).toBe(1)
  })
})
