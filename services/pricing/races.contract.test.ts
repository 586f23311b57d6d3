import { openPool } from '@vitrine/platform/sql/pool'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { meetingOf } from '../../tests/meeting.ts'
import { proofSize } from '../../tests/proof-size.ts'
import { actsOf, eur, minor, openTill } from './test-till.ts'

/** G5, T6: a thousand orders by sixty-four clients, each with a connection of its own; the naive way beside it must fail. */
const attempts = proofSize(1_000)
const clients = 64

describe.each(inject('servers'))(`G5 on %s: ${clients} clients, ${attempts} orders`, async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, clients)
  const till = await openTill(pool)
  const { client, set, put, freeze, quote } = actsOf(till.shop.peer('pricing'))
  afterAll(() => till.shop.stop())
  beforeEach(till.empty)

  /** So many acts, always sixty-four of them under way. */
  async function crowd<T>(act: (n: number) => Promise<T>): Promise<T[]> {
    const answers: T[] = []
    let next = 0
    const worker = async () => {
      for (let n = next++; n < attempts; n = next++) answers[n] = await act(n)
    }
    await Promise.all(Array.from({ length: clients }, worker))
    return answers
  }
  const count = (answers: readonly { case?: string | undefined }[], name: string) => answers.filter((answer) => answer.case === name).length

  test('coupon-used-many-times: ten uses are ten orders, whoever of a thousand asks', async () => {
    await set({ frame: 10_000 })
    await put({ kind: 'percentage', percentagePpm: 100_000, limitTotal: 10 })
    const answers = await crowd((n) => freeze(`o ${n}`, 9_000, { frame: 1 }, { coupons: ['CODE'], customerId: `c ${n}` }))
    expect([count(answers, 'frozen'), count(answers, 'couponRefused')]).toEqual([10, attempts - 10])
    expect(await till.verify()).toEqual([])
  })

  test('once per person: fifty people, twenty orders each, fifty uses', async () => {
    await set({ frame: 10_000 })
    await put({ kind: 'percentage', percentagePpm: 100_000, limitPerCustomer: 1 })
    const answers = await crowd((n) => freeze(`o ${n}`, 9_000, { frame: 1 }, { coupons: ['CODE'], customerId: `c ${n % 50}` }))
    expect([count(answers, 'frozen'), count(answers, 'couponRefused')]).toEqual([50, attempts - 50])
    expect(await till.verify()).toEqual([])
  })

  /** Twenty-five people, by turns with their account and as a guest. */
  const byTurns = (n: number, accountMail: (mailKey: string) => string) => {
    const who = Math.floor(n / 2) % 25
    const [customerId, mailKey] = n % 2 ? [`c ${who}`, accountMail(`guest ${who}`)] : ['', `guest ${who}`]
    return freeze(`o ${n}`, 9_000, { frame: 1 }, { coupons: ['CODE'], customerId, mailKey })
  }

  test('once per person, with an account and as a guest: twenty-five people, twenty-five uses', async () => {
    await set({ frame: 10_000 })
    await put({ kind: 'percentage', percentagePpm: 100_000, limitPerCustomer: 1 })
    const answers = await crowd((n) => byTurns(n, (mailKey) => mailKey))
    expect([count(answers, 'frozen'), count(answers, 'couponRefused')]).toEqual([25, attempts - 25])
    expect(await till.verify()).toEqual([])
  })

  test('the control: where an account does not say its address, the same twenty-five are fifty', async () => {
    await set({ frame: 10_000 })
    await put({ kind: 'percentage', percentagePpm: 100_000, limitPerCustomer: 1 })
    expect(count(await crowd((n) => byTurns(n, () => '')), 'frozen')).toBe(50)
  })

  test('a gift card of 50.00 pays 50.00, some of it given back and spent again', async () => {
    await set({ frame: 200 })
    const { code } = await client.issueGiftCard({ id: 'card', amount: eur(5_000) })
    const answers = await crowd(async (n) => {
      const answer = await freeze(`o ${n}`, 0, { frame: 1 }, { coupons: [code] })
      if (answer.case === 'frozen' && n % 3 === 0) await client.unfreeze({ orderId: `o ${n}` })
      return answer
    })
    const { rows } = await pool.query<{ taken: number }>('select coalesce(sum(taken_minor), 0)::int as taken from pricing.credit_use')
    const { credit } = await client.getCredit({ creditId: 'card' })
    expect(rows[0]!.taken + minor(credit?.balance)).toBe(5_000)
    expect(rows[0]!.taken).toBeLessThanOrEqual(5_000)
    expect(count(answers, 'frozen')).toBeGreaterThanOrEqual(25)
    expect(count(answers, 'frozen') + count(answers, 'priceChanged')).toBe(attempts)
    expect(minor((await quote({ frame: 1 }, { coupons: [code] })).totals?.credit)).toBe(Math.min(200, minor(credit?.balance)))
    expect(await till.verify()).toEqual([])
  })

  test('two cards in every order, entered in both orders: nobody waits in a circle, and both are spent to nothing', async () => {
    await set({ frame: 200 })
    const codes = await Promise.all(['a', 'b'].map(async (id) => (await client.issueGiftCard({ id, amount: eur(2_500) })).code))
    await put({ kind: 'percentage', percentagePpm: 10_000, code: '', title: { fr: 'Un', en: 'One' }, limitTotal: attempts })
    const answers = await crowd((n) => freeze(`o ${n}`, 0, { frame: 1 }, { coupons: n % 2 ? codes : codes.toReversed() }))
    expect(count(answers, 'frozen')).toBe(Math.floor(5_000 / 198))
    expect(await till.verify()).toEqual([])
  })

  test('the control: read, compare, write spends more than a card holds and uses a coupon too often', async () => {
    await pool.query('create table pricing.naive_card (balance int); create table pricing.naive_use (n int)')
    await pool.query('insert into pricing.naive_card values (5000)')
    const own = openPool(pool.options.connectionString!, clients)
    // Each client reads once before anybody writes: a busy machine may let them by one after the other, and then the naive way is right by chance.
    const everybodyHasRead = meetingOf(Math.min(clients, attempts))
    try {
      const spent = await crowd(async () => {
        const { rows } = await own.query<{ balance: number; used: number }>(
          'select balance, (select count(*) from pricing.naive_use)::int as used from pricing.naive_card',
        )
        await everybodyHasRead()
        const [card, coupon] = [rows[0]!.balance >= 200, rows[0]!.used < 10]
        if (card) await own.query('update pricing.naive_card set balance = $1', [rows[0]!.balance - 200])
        if (coupon) await own.query('insert into pricing.naive_use values (1)')
        return { card, coupon }
      })
      expect(spent.filter(({ card }) => card).length * 200).toBeGreaterThan(5_000)
      expect(spent.filter(({ coupon }) => coupon).length).toBeGreaterThan(10)
    } finally {
      await own.end()
      await pool.query('drop table pricing.naive_card, pricing.naive_use')
    }
  })
})
