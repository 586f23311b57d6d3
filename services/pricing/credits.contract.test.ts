import { create, toJson } from '@bufbuild/protobuf'
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code } from '@connectrpc/connect'
import { GiftCardsPaidSchema } from '@vitrine/contracts/orders/v1/events'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { hashOf } from './adapters/gift-code-hash.ts'
import { giftCodeTyped } from './domain/credit.ts'
import { actsOf, day, eur, minor, openTill } from './test-till.ts'

describe.each(inject('servers'))('gift cards and store credit on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 16)
  const till = await openTill(pool)
  const { ways, close } = await bothWays(till.shop, 'pricing')
  afterAll(async () => {
    await close()
    await till.shop.stop()
  })
  beforeEach(till.empty)

  describe.each(ways)('called %s', (_, transport) => {
    const { client, set, quote, freeze } = actsOf(transport)
    const issue = async (id: string, amount: number, rest: object = {}) =>
      (await client.issueGiftCard({ id, amount: eur(amount), ...rest })).code
    const balance = async (creditId: string) => minor((await client.getCredit({ creditId })).credit?.balance)
    const ledger = async (creditId: string) =>
      (await client.getCredit({ creditId })).entries.map(({ kind, amount, balance }) => [kind, minor(amount), minor(balance)])

    test('a gift card pays what is due: taken when the order is frozen, given back when it is not placed', async () => {
      await set({ frame: 8_000 })
      const code = await issue('card', 5_000)
      const typed = code.toLowerCase().replaceAll('-', ' ')
      const seen = await quote({ frame: 1 }, { coupons: [typed] })
      expect(seen).toMatchObject({
        coupons: [{ applies: true, giftCard: true, discount: eur(5_000) }],
        credits: [{ creditId: 'card', kind: 'gift-card', taken: eur(5_000), left: eur(0) }],
        totals: { total: eur(8_000), discount: eur(0), credit: eur(5_000), due: eur(3_000) },
      })
      expect((await freeze('o', 8_000, { frame: 1 }, { coupons: [code] })).case).toBe('priceChanged')
      expect((await freeze('o', 3_000, { frame: 1 }, { coupons: [code] })).case).toBe('frozen')
      expect((await freeze('o', 3_000, { frame: 1 }, { coupons: [code] })).case).toBe('frozen')
      expect(await quote({ frame: 1 }, { coupons: [code] })).toMatchObject({ coupons: [{ applies: false, whyNot: 'nothing-left' }] })
      await client.unfreeze({ orderId: 'o' })
      await client.unfreeze({ orderId: 'o' })
      expect(await ledger('card')).toEqual([
        ['give-back', 5_000, 5_000],
        ['take', -5_000, 0],
        ['load', 5_000, 5_000],
      ])
      expect(await till.verify()).toEqual([])
    })

    test('a card is found by its code, however it is typed, and says nothing of where it was spent', async () => {
      const code = await issue('card', 5_000)
      const found = await client.getCredit({ code: code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o') })
      expect(found).toMatchObject({ credit: { id: 'card', balance: eur(5_000), codeEnd: code.slice(-4) }, entries: [] })
      for (const wrong of ['7XK2-M9QD-4RTW-08HB', 'card', '%', code.slice(0, -1)])
        await expect(client.getCredit({ code: wrong })).rejects.toMatchObject({ code: Code.NotFound })
    })

    const sell = async (orderId: string, quantity: number) => {
      const body = {
        orderId,
        orderNumber: 'V-1',
        email: 'ada@example.com',
        locale: 'en',
        cards: [{ lineId: 'l', quantity, price: eur(5_000) }],
      }
      const told = toJson(GiftCardsPaidSchema, create(GiftCardsPaidSchema, body))
      await till.shop.deliver({ id: randomIds(), type: GiftCardsPaidSchema.typeName, key: orderId, body: told })
      await till.shop.settle()
    }

    test('cards that were sold are emptied all or none, once, and not before they are made', async () => {
      const empty = { voidId: 'v', orderId: 'sold', lineId: 'l', quantity: 2 }
      await expect(client.voidSoldCards(empty)).rejects.toMatchObject({ code: Code.Unavailable })
      await sell('sold', 2)
      await sell('sold', 2)
      expect((await client.listCredits({ kind: 'gift-card' })).credits).toHaveLength(2)
      expect((await client.voidSoldCards({ ...empty, quantity: 3 })).result).toMatchObject({ case: 'spent', value: { unspent: 2 } })
      const answers = await Promise.all(Array.from({ length: 8 }, () => client.voidSoldCards(empty)))
      expect(new Set(answers.map(({ result }) => result.case))).toEqual(new Set(['voided']))
      expect(await ledger('sold-l-1')).toEqual([
        ['void', -5_000, 0],
        ['load', 5_000, 5_000],
      ])
      expect((await client.voidSoldCards({ ...empty, voidId: 'again' })).result).toMatchObject({ case: 'spent', value: { unspent: 0 } })
      expect(await till.verify()).toEqual([])
      const twice = `insert into pricing.credit_entry (id, credit_id, kind, amount_minor, balance_minor, at) values ('x', 'sold-l-1', 'void', -1, 0, now())`
      await expect(pool.query(twice)).rejects.toMatchObject({ constraint: 'credit_voided_once' })
    })

    test('a card whose code was lost is sent again: another code, what is on it stays, and the old one pays nothing', async () => {
      await set({ frame: 5_000 })
      await sell('lost', 1)
      const old = 'LOST-0000-0000-0001'
      await pool.query('update pricing.credit set code_hash = $2 where id = $1', ['lost-l-1', hashOf(giftCodeTyped(old))])
      const code = async () => {
        const { rows } = await pool.query<{ hash: string }>('select code_hash as hash from pricing.credit where id = $1', ['lost-l-1'])
        return rows[0]!.hash
      }
      const before = await code()
      const again = {
        creditId: 'lost-l-1',
        orderId: 'lost',
        orderNumber: 'V-1',
        email: 'ada@example.com',
        locale: 'en',
        actor: 'joe',
        sendId: 's',
      }
      const answers = await Promise.all(Array.from({ length: 8 }, () => client.sendSoldCard(again)))
      for (const { result } of answers) expect(result).toMatchObject({ case: 'sent', value: { balance: eur(5_000), sentAgain: 1 } })
      expect(await code()).not.toBe(before)
      const { rows } = await pool.query('select credit_id, actor from pricing.card_again')
      expect(rows).toEqual([{ credit_id: 'lost-l-1', actor: 'joe' }])
      expect((await freeze('o-old', 0, { frame: 1 }, { coupons: [old] })).case).not.toBe('frozen')
      expect(await ledger('lost-l-1')).toEqual([['load', 5_000, 5_000]])
      expect((await client.listSoldCards({ orderId: 'lost' })).cards).toMatchObject([
        { creditId: 'lost-l-1', lineId: 'l', closed: false, sentAgain: 1 },
      ])
      await expect(client.sendSoldCard({ ...again, sendId: 't', orderId: 'other' })).rejects.toMatchObject({ code: Code.NotFound })
      await expect(client.sendSoldCard({ ...again, sendId: 't', email: '' })).rejects.toMatchObject({ code: Code.InvalidArgument })
      await client.closeCredit({ creditId: 'lost-l-1', closed: true })
      expect((await client.sendSoldCard({ ...again, sendId: 't' })).result).toMatchObject({ case: 'worthless', value: { sentAgain: 1 } })
      expect(await till.verify()).toEqual([])
    })

    test('whoever spends a card and whoever empties it at once: one of them has the money', async () => {
      await set({ frame: 5_000 })
      await sell('race', 20)
      const held = await pool.query<{ id: string }>(`select id from pricing.credit where sold_order_id = 'race' order by id`)
      const results = await Promise.all(
        held.rows.map(async ({ id }, n) => {
          // The code is known to nobody here: the digest of one of ours takes its place.
          const code = `RACE-0000-0000-${String(n).padStart(4, '0')}`
          await pool.query('update pricing.credit set code_hash = $2 where id = $1', [id, hashOf(giftCodeTyped(code))])
          const line = `race-${n}`
          await pool.query('update pricing.credit set sold_line_id = $2 where id = $1', [id, line])
          const [spent, voided] = await Promise.all([
            freeze(`o-${n}`, 0, { frame: 1 }, { coupons: [code] }),
            client.voidSoldCards({ voidId: `v-${n}`, orderId: 'race', lineId: line, quantity: 1 }),
          ])
          return [spent.case === 'frozen', voided.result.case === 'voided']
        }),
      )
      expect(results.every(([spent, voided]) => spent !== voided)).toBe(true)
      expect(await till.verify()).toEqual([])
    })

    test('its code is told once and kept by nobody, and a card is made once', async () => {
      const code = await issue('card', 5_000)
      expect(code).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/)
      expect(await issue('card', 5_000)).toBe('')
      await expect(issue('card', 4_000)).rejects.toMatchObject({ code: Code.AlreadyExists })
      const { rows } = await pool.query<{ row: string }>('select row_to_json(c)::text as row from pricing.credit as c')
      expect(rows).toHaveLength(1)
      expect(rows[0]!.row).not.toContain(code.slice(0, 9))
      expect((await client.listCredits({ codeEnd: code.slice(-4) })).credits).toMatchObject([{ id: 'card', loaded: eur(5_000) }])
    })

    test('cards pay in the order they were entered, whichever was made first', async () => {
      await set({ frame: 8_000 })
      const [first, second] = [await issue('z first', 5_000), await issue('a second', 5_000)]
      const paying = async (...coupons: string[]) =>
        (await quote({ frame: 1 }, { coupons })).credits.map(({ creditId, taken }) => [creditId, minor(taken)])
      expect(await paying(second, first)).toEqual([
        ['a second', 5_000],
        ['z first', 3_000],
      ])
      expect(await paying(first, second)).toEqual([
        ['z first', 5_000],
        ['a second', 3_000],
      ])
    })

    test('an unknown, ended, closed card, and one that nobody would charge for, are one refusal', async () => {
      await set({ frame: 8_000 })
      const [ended, closed, good] = [
        await issue('ended', 100, { expiresAt: timestampFromDate(new Date(till.clock().getTime() + day)) }),
        await issue('closed', 100),
        await issue('good', 100),
      ]
      await client.closeCredit({ creditId: 'closed', closed: true })
      till.clock.advance(day)
      const refused = [{ applies: false, refused: true, giftCard: false }]
      for (const code of [ended, closed, '0000-0000-0000-0000'])
        expect(await quote({ frame: 1 }, { coupons: [code] })).toMatchObject({ coupons: refused })
      expect(await quote({ frame: 1 }, { coupons: [good], takesCredit: false })).toMatchObject({
        coupons: refused,
        totals: { due: eur(8_000) },
      })
      await client.closeCredit({ creditId: 'closed', closed: false })
      expect(await quote({ frame: 1 }, { coupons: [closed] })).toMatchObject({ totals: { due: eur(7_900) } })
    })

    test('a card that was spent or closed meanwhile changes what is due, and takes nothing', async () => {
      await set({ frame: 8_000 })
      const code = await issue('card', 5_000)
      const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => freeze(`o ${n}`, 3_000, { frame: 1 }, { coupons: [code] })))
      expect(answers.filter((answer) => answer.case === 'frozen')).toHaveLength(1)
      expect(answers.find((answer) => answer.case === 'priceChanged')?.value).toMatchObject({ totals: { due: eur(8_000) } })
      expect(await balance('card')).toBe(0)
      expect(await till.verify()).toEqual([])
    })

    test('store credit is of a customer: given once for an id, used when asked for, after gift cards', async () => {
      await set({ frame: 8_000 })
      const grant = (entryId: string, amount: number) =>
        client.grantStoreCredit({ entryId, customerId: 'ada', amount: eur(amount), reason: 'late parcel' })
      const { credit } = await grant('g1', 1_000)
      await Promise.all([grant('g2', 500), grant('g2', 500), grant('g1', 1_000)])
      expect(await balance(credit!.id)).toBe(1_500)
      const code = await issue('card', 7_000)
      const asked = { coupons: [code], customerId: 'ada', useStoreCredit: true }
      expect(await quote({ frame: 1 }, asked)).toMatchObject({
        credits: [
          { kind: 'gift-card', taken: eur(7_000) },
          { kind: 'store-credit', taken: eur(1_000), left: eur(500) },
        ],
        totals: { due: eur(0) },
      })
      expect(await quote({ frame: 1 }, { ...asked, customerId: 'bob' })).toMatchObject({ totals: { due: eur(1_000) } })
      expect(await quote({ frame: 1 }, { ...asked, useStoreCredit: false })).toMatchObject({ totals: { due: eur(1_000) } })
      expect((await client.listCredits({ customerId: 'ada', kind: 'store-credit' })).credits).toHaveLength(1)
      await expect(client.grantStoreCredit({ entryId: 'g3', customerId: 'ada', amount: eur(1), reason: ' ' })).rejects.toMatchObject({
        code: Code.InvalidArgument,
      })
      expect(await till.verify()).toEqual([])
    })

    test('what credit paid is refunded to where it came from, once for an id and never above what was taken', async () => {
      await set({ frame: 8_000 })
      const coupons = [await issue('a', 3_000), await issue('b', 4_000)]
      await freeze('o', 1_000, { frame: 1 }, { coupons })
      const refund = async (refundId: string, amount: number) =>
        (await client.refundCredit({ refundId, orderId: 'o', amount: eur(amount) })).result
      expect((await refund('r1', 3_500)).case).toBe('refunded')
      expect((await refund('r1', 3_500)).case).toBe('refunded')
      await expect(refund('r1', 3_400)).rejects.toMatchObject({ code: Code.AlreadyExists })
      expect([await balance('a'), await balance('b')]).toEqual([3_000, 500])
      expect(await refund('r2', 3_501)).toMatchObject({ case: 'aboveTaken', value: { refundable: eur(3_500) } })
      const twins = await Promise.all(Array.from({ length: 8 }, (_, n) => refund(`t${n % 2}`, 2_000)))
      expect(twins.filter((answer) => answer.case === 'refunded')).toHaveLength(4)
      expect(await balance('b')).toBe(2_500)
      await client.unfreeze({ orderId: 'o' })
      expect([await balance('a'), await balance('b')]).toEqual([3_000, 4_000])
      expect(await till.verify()).toEqual([])
    })

    test('money that goes back to a card whose end is past can be spent: for a year when it is refunded, as before when nothing was ordered', async () => {
      await set({ frame: 5_000 })
      const at = (days: number) => new Date(till.clock().getTime() + days * day)
      const coupons = [await issue('card', 5_000, { expiresAt: timestampFromDate(at(1)) })]
      const whole = [await issue('endless', 5_000)]
      const ends = async (creditId: string) => (await client.getCredit({ creditId })).credit?.expiresAt
      const daysLeft = async () => (timestampDate((await ends('card'))!).getTime() - till.clock().getTime()) / day
      expect((await freeze('o', 0, { frame: 1 }, { coupons })).case).toBe('frozen')
      till.clock.advance(10 * day)
      await client.unfreeze({ orderId: 'o' })
      expect(await daysLeft()).toBe(1)
      expect((await freeze('again', 0, { frame: 1 }, { coupons })).case).toBe('frozen')
      expect((await freeze('other', 0, { frame: 1 }, { coupons: whole })).case).toBe('frozen')
      till.clock.advance(10 * day)
      for (const orderId of ['again', 'other']) await client.refundCredit({ refundId: orderId, orderId, amount: eur(5_000) })
      expect([365, 366]).toContain(await daysLeft())
      expect(await ends('endless')).toBeUndefined()
      expect((await freeze('spent', 0, { frame: 1 }, { coupons })).case).toBe('frozen')
      expect(await till.verify()).toEqual([])
    })

    test('a list of cards is read page by page', async () => {
      for (let n = 0; n < 5; n++) {
        await issue(`card ${n}`, 100)
        till.clock.advance(1_000)
      }
      const pages: string[][] = []
      let cursor = ''
      do {
        const { credits, nextCursor } = await client.listCredits({ page: { limit: 2, cursor } })
        pages.push(credits.map(({ id }) => id))
        cursor = nextCursor
      } while (cursor !== '')
      expect(pages).toEqual([['card 4', 'card 3'], ['card 2', 'card 1'], ['card 0']])
      await expect(client.listCredits({ page: { limit: 2, cursor: 'odd' } })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })
  })

  test('the tables themselves refuse a balance below zero and a changed entry, and verify names a balance that is not its entries', async () => {
    const { client } = actsOf(till.shop.peer('pricing'))
    await client.issueGiftCard({ id: 'card', amount: eur(100) })
    await expect(pool.query('update pricing.credit set balance_minor = balance_minor - 101')).rejects.toThrow('violates check constraint')
    await expect(pool.query('update pricing.credit_entry set amount_minor = 1')).rejects.toThrow('only added to')
    await expect(pool.query('delete from pricing.credit_entry')).rejects.toThrow('only added to')
    await pool.query('update pricing.credit set balance_minor = 99')
    expect(await till.verify()).toEqual([
      'I6 the balance of a gift card or of store credit is the sum of its entries: gift-card card: 99 of 100',
    ])
  })
})
