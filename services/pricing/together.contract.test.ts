import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { sqlFreezeStore } from './adapters/sql-freeze-store.ts'
import type { Quote } from './domain/quote.ts'
import { actsOf, eur, minor, openTill } from './test-till.ts'

const at = new Date('2026-11-20T10:00:00Z')

describe.each(inject('servers'))('orders that are frozen in one moment on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 32)
  const till = await openTill(pool)
  const { client, set, put, freeze } = actsOf(till.shop.peer('pricing'))
  afterAll(() => till.shop.stop())
  beforeEach(till.empty)

  const store = sqlFreezeStore(pool)
  const totals = { linesMinor: 500, discountMinor: 0, deliveryMinor: 0, taxMinor: 0, totalMinor: 500, creditMinor: 0, dueMinor: 500 }
  const whole = { currency: 'EUR', lines: [{ totalMinor: 500, discountMinor: 0, taxMinor: 0 }], totals, promotions: [], credits: [] }
  const order = (orderId: string, rest: object = {}) => ({
    ...{ orderId, customerId: '', mailKey: orderId, at },
    quote: { ...whole, ...rest } as unknown as Quote,
  })
  const paidBy = (...cards: string[]) => ({
    totals: { ...totals, creditMinor: 500 * cards.length, dueMinor: 500 - 500 * cards.length },
    credits: cards.map((creditId) => ({ creditId, takenMinor: 500 })),
  })
  const balance = async (creditId: string) => minor((await client.getCredit({ creditId })).credit?.balance)

  /** The names of the statements that are asked while `work` goes on. */
  async function asked(work: () => Promise<unknown>): Promise<string[]> {
    const names: string[] = []
    const query = pool.query.bind(pool) as (...args: unknown[]) => unknown
    pool.query = ((...args: unknown[]) => {
      names.push((args[0] as { name?: string }).name ?? 'not prepared')
      return query(...args)
    }) as typeof pool.query
    await work().finally(() => (pool.query = query as typeof pool.query))
    return names
  }

  test('they are kept by one statement; one that was frozen before stays as it is', async () => {
    await store.freeze(order('before', { country: 'FR' }))
    const names = await asked(async () => {
      const answers = await Promise.all(['one', 'before', 'two'].map((orderId) => store.freeze(order(orderId))))
      expect(answers).toMatchObject([{ outcome: 'frozen' }, { outcome: 'frozen', quote: { country: 'FR' } }, { outcome: 'frozen' }])
    })
    expect(names).toEqual(['pricing.freeze', 'pricing.frozen'])
    const { rows } = await pool.query('select order_id as id, frozen_at as at from pricing.frozen order by 1')
    expect(rows).toEqual(['before', 'one', 'two'].map((id) => ({ id, at })))
  })

  test('one whose card was closed is refused alone, one that is not its parts is a fault alone, the others take what they need', async () => {
    for (const id of ['open', 'other', 'closed']) await client.issueGiftCard({ id, amount: eur(500) })
    await pool.query(`update pricing.credit set closed_at = now() where id = 'closed'`)
    await put({ kind: 'free-delivery', code: '', title: { fr: 'Livrée', en: 'Delivered' } })
    const used = { promotions: [{ promotionId: 'p', isLimited: false }] }
    const names = await asked(async () => {
      const ends = await Promise.allSettled([
        store.freeze(order('one', { ...paidBy('open'), ...used })),
        store.freeze(order('two', paidBy('closed'))),
        store.freeze(order('three', { ...used, totals: { ...totals, totalMinor: 499 } })),
        store.freeze(order('four', { ...paidBy('other'), ...used })),
      ])
      expect(ends).toMatchObject([
        { value: { outcome: 'frozen' } },
        { value: { outcome: 'gone', promotionId: '' } },
        { reason: { constraint: 'frozen_is_whole' } },
        { value: { outcome: 'frozen' } },
      ])
    })
    expect(names).toEqual(Array(5).fill('pricing.freeze-more')) // together, then each alone
    expect([await balance('open'), await balance('other')]).toEqual([0, 0])
    const uses = await pool.query('select order_id as id, mail_key as key from pricing.promotion_use order by 1')
    expect(uses.rows).toEqual(['four', 'one'].map((id) => ({ id, key: id })))
    expect(await till.verify()).toEqual([])
  })

  test('those that share a card take of it one after the other: of forty eight get something, and the card is spent once', async () => {
    for (const id of ['shared', 'own']) await client.issueGiftCard({ id, amount: eur(4_000) })
    const cards = (n: number) => (n % 2 ? ['shared'] : ['shared', 'own'])
    const twice = { totals: { ...totals, linesMinor: 1_000, totalMinor: 1_000, creditMinor: 1_000, dueMinor: 0 } }
    const quoteOf = (n: number) =>
      n % 2 ? paidBy('shared') : { ...paidBy(...cards(n)), ...twice, lines: [{ totalMinor: 1_000, discountMinor: 0, taxMinor: 0 }] }
    const answers = await Promise.all(Array.from({ length: 40 }, (_each, n) => store.freeze(order(`order ${n}`, quoteOf(n)))))
    expect(answers.filter(({ outcome }) => outcome === 'frozen')).toHaveLength(8)
    const { rows } = await pool.query<{ taken: number }>(
      `select sum(taken_minor)::int as taken from pricing.credit_use where credit_id = 'shared'`,
    )
    expect([await balance('shared'), rows[0]!.taken]).toEqual([0, 4_000])
    expect(await till.verify()).toEqual([])
  })

  test('processes that take of the same cards, named in either order, never wait in a circle', async () => {
    const cards = ['e', 'd', 'c', 'b', 'a'] // as they lie in the table
    for (const id of cards) await client.issueGiftCard({ id, amount: eur(100_000) })
    await pool.query('analyze pricing.credit') // small tables are read from end to end
    const five = { totals: { ...totals, linesMinor: 2_500, totalMinor: 2_500, creditMinor: 2_500, dueMinor: 0 } }
    const lines = [{ totalMinor: 2_500, discountMinor: 0, taxMinor: 0 }]
    const one = async (n: number) => {
      const process = sqlFreezeStore(pool)
      for (let round = 0; round < 8; round++) {
        const quote = { ...paidBy(...(n % 2 ? cards : cards.toReversed())), ...five, lines }
        expect(await process.freeze(order(`${n} ${round}`, quote))).toMatchObject({ outcome: 'frozen' })
      }
    }
    await Promise.all(Array.from({ length: 16 }, (_one, n) => one(n)))
    for (const id of cards) expect(await balance(id)).toBe(100_000 - 16 * 8 * 500)
    expect(await till.verify()).toEqual([])
  })

  test('baskets that are priced in one moment are answered together, each with its own prices, codes, group and credit', async () => {
    await set({ frame: 10_000, case: 2_000 })
    await put({ kind: 'percentage', percentagePpm: 100_000, limitTotal: 10 })
    const { code } = await client.issueGiftCard({ id: 'card', amount: eur(500) })
    const names = await asked(async () => {
      const answers = await Promise.all([
        freeze('one', 10_000, { frame: 1 }),
        freeze('two', 3_500, { case: 2 }, { coupons: [code] }),
        freeze('three', 9_000, { frame: 1 }, { coupons: ['CODE'] }),
        freeze('four', 2_000, { case: 1 }, { coupons: ['NONE'] }),
        freeze('five', 12_000, { case: 1, frame: 1 }, { country: 'XX' }),
        freeze('six', 9_999, { frame: 1 }),
      ])
      expect(answers.map((answer) => answer.case)).toEqual(['frozen', 'frozen', 'frozen', 'couponRefused', 'notSoldThere', 'priceChanged'])
    })
    expect(names.filter((name) => name === 'pricing.facts')).toHaveLength(1)
    expect(await balance('card')).toBe(0)
    expect(await till.verify()).toEqual([])
  })
})
