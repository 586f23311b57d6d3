import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { openSwaps } from './test-swaps.ts'
import { eur, orderIn } from './test-till.ts'

describe.each(inject('servers'))('wishes whose price changed before they were paid, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const swaps = await openSwaps(pool)
  const { client, clock, setPrice, orderOf, viewer, settled, packed, asked, fileOf, movesOf, notes, reservedOf, sound } = swaps
  afterAll(swaps.close)

  const cartOf = async (cartId: string) => (await client.getCart({ cartId, viewer })).cart!
  /** As the page of exchanges does: what is left to pay, less what goes back. */
  const seenIn = ({ totals, exchange }: Awaited<ReturnType<typeof cartOf>>) =>
    eur(totals!.due!.amountMinor - (exchange?.back?.amountMinor ?? 0n))
  const agree = async (cartId: string, expectedTotal: ReturnType<typeof eur>) => {
    const payment = { provider: 'sandbox', method: 'card', token: 'ok', returnUrl: '' }
    return (await client.checkout({ cartId, orderId: randomIds(), payment, expectedTotal, viewer })).result
  }

  test.each([
    ['as dear as', 5_000n, 0n],
    ['cheaper than', 4_200n, 800n],
  ])('a wish that became %s its pieces is had for nothing, and what it costs less goes back', async (_what, priceMinor, backMinor) => {
    const it = await packed()
    const { exchange } = await asked(it)
    const shown = seenIn(await cartOf(exchange!.cartId))
    await setPrice(it.c, priceMinor)
    const answer = await agree(exchange!.cartId, shown)
    if (answer.case !== 'priceChanged') throw new Error(`the checkout answered ${answer.case}`)
    expect(answer.value.cart).toMatchObject({ totals: { due: eur(0n) }, exchange: { back: eur(backMinor) } })
    const replacement = orderIn(await agree(exchange!.cartId, seenIn(answer.value.cart!)))
    await settled()
    expect(replacement).toMatchObject({ totals: { total: eur(priceMinor), credit: eur(priceMinor), due: eur(0n) } })
    expect(await fileOf(it)).toMatchObject({ state: 'exchanged', exchange: { orderId: replacement.id, paid: eur(priceMinor) } })
    expect(await orderOf(it.id)).toMatchObject({ refunded: eur(backMinor), lines: [{ cancelled: 1 }] })
    expect([movesOf(it.id), movesOf(replacement.id)]).toEqual([['authorised', 'captured', ...(backMinor ? ['refunded'] : [])], []])
    expect(await notes(it.id)).toEqual([
      ['invoice', 10_490],
      ['credit-note', 5_000],
    ])
    expect(await reservedOf(it.a, it.c)).toEqual([1, 1])
    await sound()
  })

  test('nobody is given less back than they were shown', async () => {
    const it = await packed(1)
    const { exchange } = await asked(it)
    await setPrice(it.c, 4_000n)
    const shown = seenIn(await cartOf(exchange!.cartId))
    expect(shown).toEqual(eur(-1_000n))
    await setPrice(it.c, 4_500n)
    expect(await agree(exchange!.cartId, shown)).toMatchObject({ case: 'priceChanged', value: { cart: { exchange: { back: eur(500n) } } } })
    orderIn(await agree(exchange!.cartId, eur(-500n)))
    await settled()
    expect(await orderOf(it.id)).toMatchObject({ status: 'cancelled', refunded: eur(500n) })
    await sound()
  })

  test('an exchange whose difference fell away is had too', async () => {
    const it = await packed()
    await swaps.handOver(it.id)
    await swaps.scan(it.id, 'delivered')
    await settled()
    const returnId = randomIds()
    const lines = [{ lineId: it.lineId, quantity: 1, reason: 'too-small', wantsVariantId: it.c }]
    await client.openReturn({ returnId, orderId: it.id, kind: 'return', viewer, lines })
    await client.moveReturn({ orderId: it.id, returnId, to: 'approved', actor: 'joe' })
    await settled()
    const { exchange } = await fileOf(it)
    await setPrice(it.c, 4_000n)
    clock.advance(60_000)
    orderIn(await agree(exchange!.cartId, seenIn(await cartOf(exchange!.cartId))))
    await settled()
    expect(await fileOf(it)).toMatchObject({ state: 'approved', amount: eur(1_000n), exchange: { paid: eur(4_000n) } })
    await sound()
  })
})
