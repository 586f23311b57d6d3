import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import pg from 'pg'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { sqlFreezeStore } from './adapters/sql-freeze-store.ts'
import { sqlSoldCards, sqlSoldCardStore } from './adapters/sql-sold-card-store.ts'
import { priceWriters } from './adapters/write-prices.ts'
import type { Quote } from './domain/quote.ts'
import { actsOf, day, eur, minor, openTill } from './test-till.ts'

const crowd = 32
const at = new Date('2026-11-20T10:00:00Z')
const gift = { email: 'ada@example.com', giver: 'Ada', message: '', locale: 'fr' }

describe.each(inject('servers'))('one writer at a time on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, crowd)
  const till = await openTill(pool)
  const { client, set, freeze } = actsOf(till.shop.peer('pricing'))
  afterAll(() => till.shop.stop())
  beforeEach(till.empty)

  const waiting = async () => {
    const { rows } = await pool.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rows[0]!.count
  }
  /** Acts while somebody else has written these statements and not yet ended; answers when both have. */
  async function during(statements: readonly string[], act: () => Promise<unknown>): Promise<void> {
    const other = await pool.connect()
    try {
      for (const statement of ['begin', ...statements]) await other.query(statement)
      const acting = act()
      await expect.poll(waiting).toBe(1)
      await other.query('commit')
      await acting
    } finally {
      other.release()
    }
  }

  test('an order that is unfrozen while part of it is refunded gives back the rest, and no more', async () => {
    await set({ frame: 1_000 })
    const { code } = await client.issueGiftCard({ id: 'card', amount: eur(1_000) })
    expect((await freeze('order', 0, { frame: 1 }, { coupons: [code] })).case).toBe('frozen')
    const refunded = [
      `update pricing.credit_use set refunded_minor = 400 where order_id = 'order'`,
      `update pricing.credit set balance_minor = balance_minor + 400 where id = 'card'`,
      `insert into pricing.credit_entry (id, credit_id, kind, amount_minor, balance_minor, order_id, at)
         values ('refund', 'card', 'refund', 400, 400, 'order', now())`,
    ]
    await during(refunded, () => client.unfreeze({ orderId: 'order' }))
    expect(minor((await client.getCredit({ creditId: 'card' })).credit?.balance)).toBe(1_000)
  })

  test('a card that is emptied while it is sent again keeps its code, and nobody is told another', async () => {
    const made = { creditId: 'card', orderId: 'order', lineId: 'line', number: 1, amount: { amountMinor: 5_000, currency: 'EUR' } }
    const telling = { eventId: randomIds(), orderNumber: 'V-1', gift }
    const tx = await pool.connect()
    await sqlSoldCardStore.make(tx, { ...made, code: 'AAAA-BBBB-CCCC-DDDD' }, telling, at).finally(() => tx.release())
    const before = await pool.query('select code_hash, code_end from pricing.credit')
    const again = { sendId: 'again', creditId: 'card', orderId: 'order', orderNumber: 'V-1', gift, actor: 'ada', eventId: randomIds() }
    await during([`update pricing.credit set balance_minor = 0, closed_at = now() where id = 'card'`], () =>
      sqlSoldCards(pool, () => {}).sendAgain({ ...again, code: 'EEEE-FFFF-GGGG-HHHH' }, at),
    )
    expect((await pool.query('select code_hash, code_end from pricing.credit')).rows).toEqual(before.rows)
    expect((await pool.query('select id from pricing.outbox')).rows).toEqual([{ id: telling.eventId }])
  })

  test('whatever order cards are taken and given back in, nobody waits in a circle', async () => {
    const cards = ['e', 'd', 'c', 'b', 'a'] // as they lie in the table
    for (const id of cards) await client.issueGiftCard({ id, amount: eur(100_000) })
    await pool.query('analyze pricing.credit') // small tables are read from end to end
    const totals = { linesMinor: 5, discountMinor: 0, deliveryMinor: 0, taxMinor: 0, totalMinor: 5, creditMinor: 5, dueMinor: 0 }
    const whole = { currency: 'EUR', lines: [{ totalMinor: 5, discountMinor: 0, taxMinor: 0 }], totals, promotions: [] }
    const taking = (ids: readonly string[]) =>
      ({ ...whole, credits: ids.map((creditId) => ({ creditId, takenMinor: 1 })) }) as unknown as Quote
    const store = sqlFreezeStore(pool)
    const one = async (n: number) => {
      for (let round = 0; round < 8; round++) {
        const orderId = `${n} ${round}`
        await store.freeze({ orderId, quote: taking(n % 2 ? cards : cards.toReversed()), customerId: '', mailKey: '', at })
        await store.unfreeze(orderId, at)
      }
    }
    await Promise.all(Array.from({ length: crowd }, (_one, n) => one(n)))
    for (const creditId of cards) expect(minor((await client.getCredit({ creditId })).credit?.balance)).toBe(100_000)
  })

  test('cards are given back to in order of their id, however they are found', async () => {
    const cards = ['e', 'd', 'c', 'b', 'a'] // as they lie in the table
    for (const id of cards) await client.issueGiftCard({ id, amount: eur(1_000) })
    await pool.query(`insert into pricing.credit (id, kind, code_hash, code_end, currency, balance_minor, made_at)
      select 'z' || n, 'gift-card', 'z' || n, 'ABCD', 'EUR', 0, now() from generate_series(1, 500) as n`)
    await pool.query('analyze pricing.credit')
    const totals = { linesMinor: 5, discountMinor: 0, deliveryMinor: 0, taxMinor: 0, totalMinor: 5, creditMinor: 5, dueMinor: 0 }
    const credits = cards.map((creditId) => ({ creditId, takenMinor: 1 }))
    const quote = { currency: 'EUR', lines: [{ totalMinor: 5, discountMinor: 0, taxMinor: 0 }], totals, promotions: [], credits }
    await sqlFreezeStore(pool).freeze({ orderId: 'order', quote: quote as unknown as Quote, customerId: '', mailKey: '', at })
    // A plan that reads the table as it lies: no lock may lean on another.
    const own = new pg.Pool({ ...pool.options, max: 1, options: '-c enable_nestloop=off -c enable_mergejoin=off' })
    const other = await pool.connect()
    try {
      await other.query('begin')
      await other.query(`select from pricing.credit where id = 'c' for update`)
      const giving = sqlFreezeStore(own).unfreeze('order', at)
      await expect.poll(waiting).toBe(1)
      const free = `select id from pricing.credit where id = any($1) order by id for update skip locked`
      expect((await other.query(free, [cards])).rows).toEqual([{ id: 'c' }, { id: 'd' }, { id: 'e' }])
      await other.query('commit')
      await giving
    } finally {
      await other.query('rollback')
      other.release()
      await own.end()
    }
    for (const creditId of cards) expect(minor((await client.getCredit({ creditId })).credit?.balance)).toBe(1_000)
  })

  test('a list of a group that is ended while another makes its price another leaves no price that goes on', async () => {
    const prices = [{ variantId: 'frame', price: eur(9_000) }]
    const times = { startsAt: timestampFromDate(till.clock()), endsAt: timestampFromDate(new Date(till.clock().getTime() + 9 * day)) }
    await client.putPriceList({
      list: { id: 'vip', title: { fr: 'Liste', en: 'List' }, currency: 'EUR', group: 'vip', prices, ...times },
    })
    till.clock.advance(day)
    const now = `'${till.clock().toISOString()}'`
    const longer = [
      priceWriters,
      'update pricing.price_list set ends_at = null',
      'update pricing.list_price set amount_minor = 8000',
      `update pricing.list_price_period set until_at = ${now}`,
      `insert into pricing.list_price_period (list_id, group_code, currency, variant_id, amount_minor, from_at)
         values ('vip', 'vip', 'EUR', 'frame', 8000, ${now})`,
    ]
    await during(longer, () => client.endPriceList({ listId: 'vip' }))
    const { rows } = await pool.query(`select l.ends_at = ${now} as ended,
      (select count(*)::int from pricing.list_price_period where until_at is null or until_at > l.ends_at) as "goOn" from pricing.price_list as l`)
    expect(rows).toEqual([{ ended: true, goOn: 0 }])
  })

  test('the table itself refuses a second price at a time, a second use of a place, and two cards of one code', async () => {
    await set({ frame: 1_000 })
    const period = `insert into pricing.price_period (variant_id, currency, from_at, amount_minor) values ('frame', 'EUR', now(), 900)`
    await expect(pool.query(period)).rejects.toThrow('price_period_open')

    await pool.query(
      `insert into pricing.promotion (id, code, kind, limit_total, limit_per_customer) values ('p', 'P', 'free-delivery', 0, 1)`,
    )
    const quote = { currency: 'EUR', lines: [], totals: { linesMinor: 0, discountMinor: 0, deliveryMinor: 0, taxMinor: 0, totalMinor: 0 } }
    await pool.query(`insert into pricing.frozen select id, $1, now() from unnest('{x,y,z}'::text[]) as id`, [JSON.stringify(quote)])
    const use = `insert into pricing.promotion_use (promotion_id, order_id, limit_total, limit_per_customer, customer_id, customer_slot)
      values ('p', $1, 0, 1, 'ada', 1)`
    await pool.query(use, ['x'])
    await expect(pool.query(use, ['y'])).rejects.toThrow('promotion_use_promotion_id_customer_id_customer_slot_key')

    await pool.query(`insert into pricing.code_batch values ('b', 'p', now())`)
    await pool.query(`insert into pricing.promotion_code values ('ONCE', 'p', 'b', 1)`)
    const useOfCode = `insert into pricing.promotion_use (promotion_id, order_id, limit_total, limit_per_customer, made_code, code_slot, code_limit)
      values ('p', $1, 0, 0, 'ONCE', 1, 1)`
    await pool.query(useOfCode, ['y'])
    await expect(pool.query(useOfCode, ['z'])).rejects.toThrow('promotion_use_code_slot')

    const card = `insert into pricing.credit (id, kind, code_hash, code_end, currency, balance_minor, made_at)
      values ($1, 'gift-card', 'digest', 'ABCD', 'EUR', 0, now())`
    await pool.query(card, ['one'])
    await expect(pool.query(card, ['two'])).rejects.toThrow('credit_code_hash_key')
  })
})
