import { Code } from '@connectrpc/connect'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { openSwaps } from './test-swaps.ts'
import { orderIn } from './test-till.ts'

describe.each(inject('servers'))('what a swap would cost, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const swaps = await openSwaps(pool)
  const { client, pay, orderOf, viewer, settled, packed, swap, asked, handOver, sound } = swaps
  afterAll(swaps.close)

  type Packed = Awaited<ReturnType<typeof packed>>
  const told = async ({ id: orderId, lineId }: Packed, quantity = 1) => {
    const { swaps: found } = await client.priceSwaps({ orderId, lineId, quantity, viewer })
    return Object.fromEntries(found.map(({ variantId, difference }) => [variantId, Number(difference!.amountMinor)]))
  }

  test.each([
    [1, ''],
    [2, ''],
    [3, ''],
    [1, 'TEN'],
    [2, 'TEN'],
    [3, 'TEN'],
  ])('of %i of three, with the coupon "%s": what is told is what is charged, and what goes back', async (quantity, coupon) => {
    const [cheaper, dearer] = [await packed(3, coupon), await packed(3, coupon)]
    const [less, more] = [await told(cheaper, quantity), await told(dearer, quantity)]
    expect(less[cheaper.b]).toBe(0)
    expect(less[cheaper.d]).toBeLessThan(0)
    expect(less).not.toHaveProperty(cheaper.a)
    expect((await swap(cheaper, cheaper.d, quantity)).case).toBe('swapped')
    await settled()
    expect(Number((await orderOf(cheaper.id)).refunded!.amountMinor)).toBe(-less[cheaper.d]!)
    const { exchange } = await asked(dearer, quantity)
    expect(Number(exchange!.due!.amountMinor)).toBe(more[dearer.c])
    const replacement = orderIn(await pay(exchange!.cartId))
    expect(Number(replacement.totals!.due!.amountMinor)).toBe(more[dearer.c])
    if (coupon) expect(more[dearer.c]).toBeGreaterThan(1_500 * quantity) // the coupon was of the first order
    await settled()
    await sound()
  })

  test('what cannot be had is left out, and of what has left nothing can; a stranger finds no order', async () => {
    const it = await packed()
    await swaps.setPrice(it.b, 5_000n)
    expect(Object.keys(await told(it)).toSorted()).toEqual([it.b, it.c, it.d].toSorted())
    await expect(told(it, 0)).rejects.toMatchObject({ code: Code.InvalidArgument })
    await expect(client.priceSwaps({ orderId: 'nobody', lineId: it.lineId, quantity: 1, viewer })).rejects.toMatchObject({
      code: Code.NotFound,
    })
    expect(await told(it, 3)).toEqual({}) // more than there are
    await handOver(it.id)
    await settled()
    expect(await told(it)).toEqual({})
  })
})
