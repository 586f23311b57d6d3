import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code } from '@connectrpc/connect'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { bothWays } from '@vitrine/system/test-shop'
import { afterAll, afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { actsOf, day, eur, minor, openTill } from './test-till.ts'

describe.each(inject('servers'))('VAT on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 16)
  const till = await openTill(pool)
  const { ways, close } = await bothWays(till.shop, 'pricing')
  afterAll(async () => {
    await close()
    await till.shop.stop()
  })
  beforeEach(till.empty)
  afterEach(() => pool.query(`delete from pricing.vat_rate where from_at > '2026-01-01T00:00:00Z'`))
  const inDays = (days: number) => timestampFromDate(new Date(till.clock().getTime() + days * day))

  describe.each(ways)('called %s', (_, transport) => {
    const { client, set, quote, freeze } = actsOf(transport)
    const rates = { standardPpm: 200_000, reducedPpm: 55_000, included: true }
    const book = (taxClass: string) => client.setPrices({ prices: [{ variantId: 'book', price: eur(10_000), taxClass }] })
    const ofCountry = async (country: string) =>
      (await client.listVatRates({})).rates.filter((rate) => rate.country === country).map(({ standardPpm, state }) => [standardPpm, state])

    test('new rates hold from their moment on, and not a moment earlier', async () => {
      await set({ frame: 12_100 })
      const taxNow = async () => minor((await quote({ frame: 1 })).totals?.tax)
      expect(await taxNow()).toBe(2_017)
      await client.putVatRate({ rate: { ...rates, country: 'FR', from: inDays(2), standardPpm: 210_000 } })
      expect([await taxNow(), await ofCountry('FR')]).toEqual([
        2_017,
        [
          [210_000, 'coming'],
          [200_000, 'current'],
        ],
      ])
      till.clock.advance(2 * day - 1)
      expect(await taxNow()).toBe(2_017)
      till.clock.advance(1)
      expect([await taxNow(), await ofCountry('FR')]).toEqual([
        2_100,
        [
          [210_000, 'current'],
          [200_000, 'past'],
        ],
      ])
    })

    test('a rate for the union holds in every member, also one whose rates are set anew, and nowhere else', async () => {
      await set({ frame: 12_000 })
      await client.setDeliveryRates({ rates: [{ methodId: 'home', zone: 'EU', price: eur(990) }] })
      const { rows: before } = await pool.query(`delete from pricing.vat_rate where country = 'DE' returning *`)
      const goesTo = async (country: string) => {
        await client.putVatRate({ rate: { ...rates, country } })
        return (await quote({ frame: 1 }, { country, deliveryMethodId: 'home' })).deliveryPriced
      }
      expect([await goesTo('DE'), await goesTo('CH')]).toEqual([true, false])
      await pool.query(`insert into pricing.vat_rate select * from jsonb_populate_recordset(null::pricing.vat_rate, $1)`, [
        JSON.stringify(before),
      ])
    })

    test('a frozen order keeps its taxes whatever comes', async () => {
      await set({ frame: 12_000 })
      expect((await freeze('before', 12_000, { frame: 1 })).case).toBe('frozen')
      await client.putVatRate({ rate: { ...rates, country: 'FR', standardPpm: 0, reducedPpm: 0 } })
      till.clock.advance(1)
      expect(minor((await quote({ frame: 1 })).totals?.tax)).toBe(0)
      expect(await freeze('before', 12_000, { frame: 1 })).toMatchObject({ case: 'frozen', value: { totals: { tax: eur(2_000) } } })
      expect(await till.verify()).toEqual([])
    })

    test('a basket of two classes is taxed at two rates, inside its prices or on top of them', async () => {
      await client.setPrices({
        prices: [
          { variantId: 'frame', price: eur(10_000) },
          { variantId: 'book', price: eur(2_000), taxClass: 'reduced' },
        ],
      })
      const taxes = async (country: string) => {
        const { totals, taxes: parts } = await quote({ frame: 1, book: 1 }, { country })
        return [
          totals?.taxIncluded,
          minor(totals?.total),
          parts.map(({ taxRatePpm, amount, tax }) => [taxRatePpm, minor(amount), minor(tax)]),
        ]
      }
      expect(await taxes('FR')).toEqual([
        true,
        12_000,
        [
          [100_000, 2_000, 182],
          [200_000, 10_000, 1_667],
        ],
      ])
      await client.putVatRate({ rate: { country: 'CH', standardPpm: 81_000, reducedPpm: 26_000, included: false } })
      expect(await taxes('CH')).toEqual([
        false,
        12_862,
        [
          [26_000, 2_000, 52],
          [81_000, 10_000, 810],
        ],
      ])
      expect((await freeze('swiss', 12_862, { frame: 1, book: 1 }, { country: 'CH' })).case).toBe('frozen')
      expect(await till.verify()).toEqual([])
    })

    test('a country without any rate is not sold to: nothing is frozen, and nothing taken', async () => {
      await set({ frame: 10_000 })
      const { code } = await client.issueGiftCard({ id: 'card', amount: eur(2_000) })
      const asked = { country: 'BR', coupons: [code] }
      expect((await quote({ frame: 1 }, asked)).notSoldThere).toBe(true)
      expect(await freeze('far', 8_000, { frame: 1 }, asked)).toMatchObject({ case: 'notSoldThere', value: { country: 'BR' } })
      expect(minor((await client.getCredit({ creditId: 'card' })).credit?.balance)).toBe(2_000)
      await client.putVatRate({ rate: { country: 'BR', included: true } })
      expect((await freeze('far', 8_000, { frame: 1 }, asked)).case).toBe('frozen')
    })

    test('France has four rates, and a class that a country has no rate for pays the one above', async () => {
      const taxIn = async (country: string) => minor((await quote({ book: 1 }, { country })).totals?.tax)
      const ofBook = async (taxClass: string) => {
        await book(taxClass)
        return [await taxIn('FR'), await taxIn('DE')]
      }
      expect([await ofBook('low'), await ofBook('lowest')]).toEqual([
        [521, 654],
        [206, 654],
      ])
      await client.putVatRate({ rate: { ...rates, country: 'DE', reducedPpm: 100_000, lowPpm: 50_000 } })
      till.clock.advance(1)
      expect(await ofBook('lowest')).toEqual([206, 476])
      const german = (await client.listVatRates({})).rates.find(({ country }) => country === 'DE')
      expect([german?.lowPpm, german?.lowestPpm]).toEqual([50_000, undefined])
    })

    test('what has begun is kept, what has not may change and go', async () => {
      await expect(client.putVatRate({ rate: { ...rates, country: 'FR', from: inDays(-1) } })).rejects.toMatchObject({
        code: Code.InvalidArgument,
      })
      const from = inDays(3)
      for (const standardPpm of [210_000, 220_000]) await client.putVatRate({ rate: { ...rates, country: 'FR', from, standardPpm } })
      expect(await ofCountry('FR')).toEqual([
        [220_000, 'coming'],
        [200_000, 'current'],
      ])
      await client.removeVatRate({ country: 'FR', from })
      expect(await ofCountry('FR')).toEqual([[200_000, 'current']])
      const begun = (await client.listVatRates({})).rates.find(({ country }) => country === 'FR')!
      expect(timestampDate(begun.from!) < till.clock()).toBe(true)
      for (const gone of [from, begun.from!])
        await expect(client.removeVatRate({ country: 'FR', from: gone })).rejects.toMatchObject({ code: Code.NotFound })
      expect(await ofCountry('FR')).toEqual([[200_000, 'current']])
    })

    test.each([
      ['a country that is none', { country: 'France' }],
      ['more than everything', { standardPpm: 1_000_001 }],
      ['less than nothing', { reducedPpm: -1 }],
      ['a reduced rate above the standard one', { reducedPpm: 300_000 }],
      ['a low rate above the reduced one', { lowPpm: 60_000 }],
      ['a lowest rate above the low one', { lowPpm: 10_000, lowestPpm: 20_000 }],
    ])('%s is bad input', async (_, wrong) => {
      await expect(client.putVatRate({ rate: { ...rates, country: 'FR', ...wrong } })).rejects.toMatchObject({ code: Code.InvalidArgument })
    })
  })
})
