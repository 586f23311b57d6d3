import { Code } from '@connectrpc/connect'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { actsOf, eur, minor, openTill } from './test-till.ts'

describe.each(inject('servers'))('codes that are made on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 16)
  const till = await openTill(pool)
  const { ways, close } = await bothWays(till.shop, 'pricing')
  afterAll(async () => {
    await close()
    await till.shop.stop()
  })
  beforeEach(till.empty)

  describe.each(ways)('called %s', (_, transport) => {
    const { client, set, put, quote, freeze } = actsOf(transport)
    const tenth = { kind: 'percentage', percentagePpm: 100_000, code: '', needsCode: true, title: { fr: 'Merci', en: 'Thanks' } }
    const make = (batchId: string, count: number, rest: object = {}) => client.makeCodes({ promotionId: 'p', batchId, count, ...rest })
    const codesOf = async () => (await client.listCodes({ promotionId: 'p', page: { limit: 100 } })).codes.map(({ code }) => code)
    const asked = (...coupons: string[]) => ({ coupons, customerId: 'ada' })

    test('a batch is made once, every code is another, and each opens the promotion', async () => {
      await set({ frame: 10_000 })
      expect((await put(tenth)).warnings).toEqual(['no-codes'])
      expect((await make('b', 30, { prefix: 'merci' })).total).toBe(30)
      expect((await make('b', 30, { prefix: 'merci' })).total).toBe(30)
      expect((await put(tenth)).warnings).toEqual([])
      const codes = await codesOf()
      expect(new Set(codes).size).toBe(30)
      expect(codes.filter((code) => !/^MERCI-[0-9A-HJKMNP-TV-Z]{12}$/.test(code))).toEqual([])
      for (const code of codes.slice(0, 2)) {
        const { coupons, totals } = await quote({ frame: 1 }, asked(code.toLowerCase()))
        expect([coupons[0]?.applies, minor(totals?.discount)]).toEqual([true, 1_000])
      }
      expect(minor((await quote({ frame: 1 })).totals?.discount)).toBe(0) // not by itself
      expect((await quote({ frame: 1 }, asked('MERCI-NOBODY'))).coupons[0]?.refused).toBe(true)
    })

    test('two codes of one promotion reduce once: the second is refused', async () => {
      await set({ frame: 10_000 })
      await put(tenth)
      await make('b', 2)
      const [first = '', second = ''] = await codesOf()
      const { coupons, totals } = await quote({ frame: 1 }, asked(second, first))
      expect([coupons.map(({ code, refused }) => [code, refused]), minor(totals?.discount)]).toEqual([
        [
          [second, false],
          [first, true],
        ],
        1_000,
      ])
    })

    test('a code of one use is used once, however many ask at once; what was unfrozen is used again', async () => {
      await set({ frame: 10_000 })
      await put(tenth)
      await make('b', 2)
      const [code = '', other = ''] = await codesOf()
      const answers = await Promise.all(
        Array.from({ length: 64 }, (_, n) => freeze(`o ${n}`, 9_000, { frame: 1 }, { coupons: [code], customerId: `c ${n}` })),
      )
      expect(answers.filter((answer) => answer.case === 'frozen')).toHaveLength(1)
      expect(answers.filter((answer) => answer.case === 'couponRefused')).toHaveLength(63)
      expect((await freeze('other', 9_000, { frame: 1 }, asked(other))).case).toBe('frozen')
      expect((await quote({ frame: 1 }, asked(code))).coupons[0]?.refused).toBe(true)
      const { uses } = await client.listPromotionUses({ promotionId: 'p', page: { limit: 10 } })
      expect(uses).toHaveLength(2)
      expect(await till.verify()).toEqual([])
      const winner = answers.findIndex((answer) => answer.case === 'frozen')
      await client.unfreeze({ orderId: `o ${winner}` })
      expect((await freeze('again', 9_000, { frame: 1 }, asked(code))).case).toBe('frozen')
      expect(await till.verify()).toEqual([])
    })

    test('a code holds its own limit, and a customer the limit of the promotion over all codes', async () => {
      await set({ frame: 10_000 })
      await put({ ...tenth, limitPerCustomer: 2 })
      await make('b', 2, { limit: 3 })
      const [first = '', second = ''] = await codesOf()
      const order = async (id: string, code: string, customerId: string) =>
        (await freeze(id, 9_000, { frame: 1 }, { coupons: [code], customerId })).case
      expect(await order('a', first, 'ada')).toBe('frozen')
      expect(await order('b', second, 'ada')).toBe('frozen')
      expect(await order('c', first, 'ada')).toBe('couponRefused')
      expect([await order('d', first, 'bob'), await order('e', first, 'cid'), await order('f', first, 'dan')]).toEqual([
        'frozen',
        'frozen',
        'couponRefused',
      ])
      const used = (await client.listCodes({ promotionId: 'p' })).codes.map(({ code, used: uses, limit }) => [code, uses, limit])
      expect(used.toSorted()).toEqual(
        [
          [first, 3, 3],
          [second, 1, 3],
        ].toSorted(),
      )
      expect(await till.verify()).toEqual([])
    })

    test('staff learn what a code is for, and read the codes page by page', async () => {
      await set({ frame: 10_000 })
      await put(tenth)
      await make('b', 3)
      till.clock.advance(1_000)
      await make('later', 2, { prefix: 'NEW' })
      const { verdicts } = await client.explain({
        basket: { currency: 'EUR', country: 'FR', lines: [{ lineId: 'l', variantId: 'frame', quantity: 1 }] },
      })
      expect(verdicts.map(({ applies, whyNot }) => [applies, whyNot])).toEqual([[false, 'code-not-entered']])
      const seen: string[] = []
      for (let cursor = '', n = 0; n < 5; n++) {
        const page = await client.listCodes({ promotionId: 'p', page: { limit: 2, cursor } })
        seen.push(...page.codes.map(({ code }) => code))
        expect(page.total).toBe(5)
        cursor = page.nextCursor
        if (!cursor) break
      }
      expect([seen.length, new Set(seen).size, seen.slice(0, 2).every((code) => code.startsWith('NEW-'))]).toEqual([5, 5, true])
    })

    test.each([
      ['none', { count: 0 }],
      ['too many', { count: 5_001 }],
      ['a beginning that is none', { count: 1, prefix: 'é!' }],
    ])('%s is bad input', async (_, wrong) => {
      await put(tenth)
      await expect(client.makeCodes({ promotionId: 'p', batchId: 'b', ...wrong })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('a promotion has a code of its own or made ones, not both; codes of nobody are not found', async () => {
      await expect(put({ ...tenth, code: 'OWN' })).rejects.toMatchObject({ code: Code.InvalidArgument })
      await put({ ...tenth, code: 'OWN', needsCode: false })
      await expect(make('b', 1)).rejects.toMatchObject({ code: Code.InvalidArgument })
      await expect(client.makeCodes({ promotionId: 'nobody', batchId: 'b', count: 1 })).rejects.toMatchObject({ code: Code.NotFound })
      await expect(client.listCodes({ promotionId: 'nobody' })).rejects.toMatchObject({ code: Code.NotFound })
    })
  })

  test('a made code costs a quote no statement more: facts, and the freeze in one transaction as for any limit', async () => {
    const { client, set, put, freeze } = actsOf(till.shop.peer('pricing'))
    await set({ frame: 10_000 })
    await put({ kind: 'amount', amount: eur(500), code: '', needsCode: true, title: { fr: 'Merci', en: 'Thanks' } })
    await client.makeCodes({ promotionId: 'p', batchId: 'b', count: 1 })
    const code = (await client.listCodes({ promotionId: 'p' })).codes[0]!.code
    const asked: string[] = []
    const query = pool.query
    pool.query = ((...values: { name?: string }[]) => {
      asked.push(values[0]?.name ?? '')
      return Reflect.apply(query, pool, values)
    }) as typeof pool.query
    try {
      expect((await freeze('one', 9_500, { frame: 1 }, { coupons: [code], customerId: 'ada' })).case).toBe('frozen')
      expect(asked).toEqual(['pricing.facts'])
    } finally {
      pool.query = query
    }
  })
})
