import { timestampDate } from '@bufbuild/protobuf/wkt'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import type { ExchangePoint } from './application/run-errands.ts'
import { openSwaps } from './test-swaps.ts'
import { eur, orderIn, shoppers, workOff } from './test-till.ts'

describe.each(inject('servers'))('swaps for something dearer, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const swaps = await openSwaps(pool)
  const { shop, clock, movesOf, setPieces, open, client, pay, orderOf, viewer } = swaps
  const { settled, packed, swap, asked, fileOf, parcelOf, contentsOf, reservedOf, handOver, events, notes, sound, atBank } = swaps
  afterAll(swaps.close)

  test('ORD-10: the difference is asked first: until it is paid nothing changes and nothing is held, but the parcel stays', async () => {
    const it = await packed()
    const file = await asked(it)
    expect(file).toMatchObject({
      ...{ kind: 'swap', state: 'to-pay', allowed: ['refused'], lines: [{ lineId: it.lineId, quantity: 1, wants: { variantId: it.c } }] },
      exchange: { due: eur(1_500n), orderId: '' },
    })
    expect(timestampDate(file.lapsesAt!).getTime() - timestampDate(file.askedAt!).getTime()).toBe(86_400_000)
    expect(await orderOf(it.id)).toMatchObject({ status: 'packed', refundable: eur(10_490n), lines: [{ quantity: 2, cancelled: 0 }] })
    expect([await reservedOf(it.a, it.c), await contentsOf(it.id)]).toEqual([[2, 0], { [it.a]: 2 }])
    expect(await handOver(it.id)).toMatchObject({ moved: false, waits: true })
    expect(await pay(file.exchange!.cartId, '402')).toMatchObject({ case: 'declined' })
    expect(await reservedOf(it.a, it.c)).toEqual([2, 0])

    const replacement = orderIn(await pay(file.exchange!.cartId))
    await settled()
    expect(replacement).toMatchObject({
      totals: { total: eur(6_500n), credit: eur(5_000n), due: eur(1_500n) },
      exchangeOf: { isSwap: true },
    })
    expect(await fileOf(it)).toMatchObject({ state: 'exchanged', exchange: { orderId: replacement.id, paid: eur(5_000n) } })
    expect(await orderOf(it.id)).toMatchObject({ status: 'packed', refundable: eur(5_490n), lines: [{ quantity: 2, cancelled: 1 }] })
    expect([await contentsOf(it.id), await contentsOf(replacement.id)]).toEqual([{ [it.a]: 1 }, { [it.c]: 1 }])
    expect([(await parcelOf(it.id)).waits, (await parcelOf(replacement.id)).waits]).toEqual([false, false])
    expect(await reservedOf(it.a, it.c)).toEqual([1, 1])
    expect([movesOf(it.id), movesOf(replacement.id)]).toEqual([
      ['authorised', 'captured'],
      ['authorised', 'captured'],
    ])
    expect(await notes(it.id)).toEqual([
      ['invoice', 10_490],
      ['credit-note', 5_000],
    ])
    expect(await notes(replacement.id)).toEqual([['invoice', 6_500]])
    for (const id of [it.id, replacement.id]) await handOver(id)
    await settled()
    expect([(await orderOf(it.id)).status, (await orderOf(replacement.id)).status]).toEqual(['shipped', 'shipped'])
    await sound()
  })

  test('an order that moves whole ends with it, its delivery too; what is withdrawn from later goes back as both were paid', async () => {
    const it = await packed(1)
    const file = await asked(it)
    expect(file.exchange?.due).toMatchObject(eur(1_500n))
    const replacement = orderIn(await pay(file.exchange!.cartId))
    await settled()
    expect(replacement).toMatchObject({ totals: { total: eur(6_990n), delivery: eur(490n), credit: eur(5_490n), due: eur(1_500n) } })
    expect(await orderOf(it.id)).toMatchObject({ status: 'cancelled', refunded: eur(0n), refundable: eur(0n) })
    expect([await reservedOf(it.a, it.c), (await parcelOf(replacement.id)).waits]).toEqual([[0, 1], false])
    expect((await parcelOf(it.id)).state).toBe('stopped')
    expect(await notes(it.id)).toEqual([
      ['invoice', 5_490],
      ['credit-note', 5_490],
    ])
    await sound()
    await client.openReturn({ returnId: randomIds(), orderId: replacement.id, kind: 'withdrawal', name: 'Ada', viewer })
    await settled()
    expect(await orderOf(replacement.id)).toMatchObject({ refunded: eur(6_990n), creditRefunded: eur(5_490n) })
    expect(await orderOf(it.id)).toMatchObject({ refunded: eur(5_490n) })
    expect([movesOf(it.id).at(-1), movesOf(replacement.id).at(-1)]).toEqual(['refunded', 'refunded'])
    await sound()
  })

  test('nobody pays: after a day the order is as it was, its parcel goes, and its cart cannot be paid any more', async () => {
    const it = await packed()
    const { exchange } = await asked(it)
    clock.advance(86_340_000)
    await settled()
    expect((await parcelOf(it.id)).waits).toBe(true)
    clock.advance(120_000)
    await settled()
    expect(await fileOf(it)).toMatchObject({ state: 'lapsed', allowed: [] })
    const order = await orderOf(it.id)
    expect([order.status, events(order).at(-1), order.refundable]).toMatchObject(['packed', 'exchange-lapsed', eur(10_490n)])
    expect([await contentsOf(it.id), (await parcelOf(it.id)).waits]).toEqual([{ [it.a]: 2 }, false])
    expect(await pay(exchange!.cartId)).toMatchObject({ case: 'incomplete' })
    expect(await reservedOf(it.a, it.c)).toEqual([2, 0])
    await sound()
  })

  test('who is at their bank when the day is over is waited for', async () => {
    const it = await packed()
    const { exchange } = await asked(it)
    clock.advance(86_340_000)
    const { orderId, approve } = await atBank(exchange!.cartId)
    clock.advance(120_000)
    await workOff(shop)
    expect((await fileOf(it)).state).toBe('to-pay')
    await approve()
    clock.advance(60_000)
    await settled()
    expect(await fileOf(it)).toMatchObject({ state: 'exchanged', exchange: { orderId } })
    await sound()
  })

  test('what was ordered is chosen again: the wish is off and the parcel goes; another wish takes the place of the first', async () => {
    const it = await packed()
    const first = await asked(it)
    const second = await asked(it, 2)
    expect(second.exchange?.due).toMatchObject(eur(3_000n))
    expect((await orderOf(it.id)).returns.map(({ state }) => state)).toEqual(['refused', 'to-pay'])
    expect(await pay(first.exchange!.cartId)).toMatchObject({ case: 'incomplete' })
    expect((await swap(it, it.a)).case).toBe('swapped')
    await settled()
    expect((await fileOf(it)).state).toBe('refused')
    expect([await contentsOf(it.id), (await parcelOf(it.id)).waits]).toEqual([{ [it.a]: 2 }, false])
    expect(await swap(it, it.a)).toMatchObject({ case: 'notSwappable', value: { reason: 'same-variant' } })
    // Staff may end it too.
    const third = await asked(it)
    const ended = { orderId: it.id, returnId: third.id, to: 'refused', actor: 'joe' }
    expect((await client.moveReturn(ended)).result.case).toBe('moved')
    await settled()
    expect((await parcelOf(it.id)).waits).toBe(false)
    await sound()
  })

  test('twice with one id is one wish; sold out or gone too far, nothing is asked', async () => {
    const it = await packed()
    const swapId = randomIds()
    await Promise.all(Array.from({ length: 8 }, () => swap(it, it.c, 1, swapId)))
    await settled()
    expect((await orderOf(it.id)).returns).toHaveLength(1)
    const other = await packed()
    await setPieces(other.c, 0)
    expect(await swap(other, other.c)).toMatchObject({ case: 'notSwappable', value: { reason: 'sold-out', left: 0 } })
    await setPieces(other.c, 5)
    await handOver(other.id)
    expect(await swap(other, other.c)).not.toMatchObject({ case: 'pending', value: { returns: [{ state: 'to-pay' }] } })
    await settled()
    expect((await orderOf(other.id)).returns.every(({ state }) => state === 'refused')).toBe(true)
    await sound()
  })

  test.each(['cancel', 'take out', 'swap', 'refund'] as const)(
    'a %s while its shopper pays wins: the replacement is cancelled, and what was paid for it goes back',
    async (act) => {
      const it = await packed()
      const { exchange } = await asked(it, 2)
      const { orderId, approve } = await atBank(exchange!.cartId)
      if (act === 'cancel') await client.cancelOrder({ orderId: it.id, viewer, reason: 'changed-mind' })
      if (act === 'take out')
        await client.cancelLines({ cancelId: randomIds(), orderId: it.id, lines: [{ lineId: it.lineId, quantity: 1 }], viewer })
      if (act === 'swap') await swap(it, it.b)
      if (act === 'refund')
        await client.refundOrder({ refundId: randomIds(), orderId: it.id, amount: eur(100n), reason: 'sorry', actor: 'joe' })
      await settled()
      await approve()
      clock.advance(60_000)
      await settled()
      clock.advance(60_000)
      await settled()
      expect(await orderOf(orderId)).toMatchObject({ status: 'cancelled' })
      expect(movesOf(orderId).at(-1)).toBe('refunded')
      expect((await fileOf(it)).state).toBe('refused')
      expect(await reservedOf(it.c)).toEqual([0])
      if (act === 'cancel') expect(await orderOf(it.id)).toMatchObject({ status: 'cancelled', refunded: eur(10_490n) })
      else expect((await parcelOf(it.id)).waits).toBe(false)
      await sound()
    },
  )

  const points = (['replace', 'agree', 'pass'] as const).flatMap((kind) =>
    (['before', 'after'] as const).flatMap((side) =>
      (['call', 'commit'] as const).map((moment) => `orders.errand.${kind}.${side}-${moment}` satisfies ExchangePoint),
    ),
  )
  test.each(points)('%s: a process that dies there leaves a swap that another one ends, once', async (point) => {
    const it = await packed()
    let isDead = false
    const dying = await open(async (reached) => {
      if (reached === point) isDead = true
      if (isDead) throw new Error(`dead at ${reached}`)
    })
    const through = shoppers(dying.peer('orders'), dying)
    const wish = { swapId: randomIds(), orderId: it.id, lineId: it.lineId, quantity: 1, variantId: it.c, viewer }
    if (point.includes('replace')) {
      await through.client.swapPieces(wish).catch(() => {}) // dead
      expect(isDead).toBe(true)
      clock.advance(60_000)
      await settled()
    }
    const { exchange } = point.includes('replace') ? await fileOf(it) : await asked(it)
    const orderId = randomIds()
    if (point.includes('replace')) orderIn(await pay(exchange!.cartId, 'ok', { orderId }))
    else {
      await through.pay(exchange!.cartId, 'ok', { orderId }).catch(() => {}) // dead
      await workOff(dying).catch(() => {})
      expect(isDead).toBe(true)
    }
    await dying.stop?.().catch(() => {})
    clock.advance(60_000)
    await settled()
    expect(await fileOf(it)).toMatchObject({ state: 'exchanged', exchange: { orderId, paid: eur(5_000n) } })
    expect(await orderOf(it.id)).toMatchObject({ lines: [{ cancelled: 1 }], returns: [{}] })
    expect([await contentsOf(it.id), await contentsOf(orderId)]).toEqual([{ [it.a]: 1 }, { [it.c]: 1 }])
    expect([(await parcelOf(it.id)).waits, (await parcelOf(orderId)).waits]).toEqual([false, false])
    expect(await reservedOf(it.a, it.c)).toEqual([1, 1])
    expect(movesOf(orderId)).toEqual(['authorised', 'captured'])
    await sound()
  })

  test('the database lets one difference be awaited at a time', async () => {
    const it = await packed()
    await asked(it)
    const twin = `update orders.shop_order set returns = returns || jsonb_build_array((returns -> 0) || '{"id": "twin"}') where id = $1`
    await expect(pool.query(twin, [it.id])).rejects.toMatchObject({ constraint: 'shop_order_one_dearer_swap' })
  })
})
