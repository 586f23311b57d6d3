import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { longestWaitMs, sheetMs } from './domain/awaiting-order.ts'
import { openGlassesTill, sheet } from './test-glasses.ts'
import { breaksIn, eur, orderIn, workOff } from './test-till.ts'

describe.each(inject('servers'))('an order of glasses on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openGlassesTill(pool)
  const {
    shop,
    clock,
    movesOf,
    heldFor,
    stocked,
    client,
    pay,
    cartOf,
    orderOf,
    stateOf,
    optics,
    configured,
    ready,
    ordered,
    decide,
    settled,
    opticsState,
  } = till
  afterAll(till.close)

  test('a frame with lenses is a line of its own, with its lenses priced under it', async () => {
    const { cartId, variantId, lensConfigurationId } = await ready('far-160', { isWithPlain: true })
    const { lines, totals, problems } = await cartOf(cartId)
    expect(lines).toMatchObject([
      { id: 'plain', variantId, quantity: 1 },
      { id: 'glasses', variantId, quantity: 1, glasses: { lensConfigurationId, toPrescription: true, verified: false } },
      {
        id: 'glasses-far-160',
        variantId: 'far-160',
        partOf: 'glasses',
        total: { amountMinor: 9_000n },
        name: { en: 'Far 1.60' },
        available: -1,
      },
      { id: 'glasses-ar', variantId: 'ar', partOf: 'glasses', total: { amountMinor: 3_000n } },
    ])
    expect([totals?.lines, problems]).toMatchObject([{ amountMinor: 37_800n }, []])
    await client.addLine({ cartId, lineId: 'more', variantId, quantity: 1, viewer: {} })
    expect((await cartOf(cartId)).lines.map(({ quantity }) => quantity)).toEqual([2, 1, 1, 1])
    const { result } = await client.addLine({ cartId, lineId: 'too many', variantId, quantity: 1, viewer: {} })
    expect(result).toMatchObject({ case: 'outOfStock', value: { variantId, available: 3 } })
  })

  test('glasses are one pair: lenses go with their frame, or leave it', async () => {
    const { cartId, variantId, lensConfigurationId } = await ready()
    const viewer = {}
    await expect(client.changeLine({ cartId, lineId: 'glasses', quantity: 2, viewer })).rejects.toThrow('one pair at a time')
    await expect(client.addLine({ cartId, lineId: 'x', variantId, quantity: 2, lensConfigurationId, viewer })).rejects.toThrow(
      'one pair at a time',
    )
    await client.removeLine({ cartId, lineId: 'glasses-ar', viewer })
    expect(await cartOf(cartId)).toMatchObject({ lines: [{ id: 'glasses', variantId }] })
    expect((await cartOf(cartId)).lines[0]!.glasses).toBeUndefined()
    const other = await ready()
    await client.removeLine({ cartId: other.cartId, lineId: 'glasses', viewer })
    expect((await cartOf(other.cartId)).lines).toEqual([])
  })

  test('a configuration nobody knows, of another frame, or without a price is not added', async () => {
    const { cartId, variantId } = await ready()
    const add = (lensConfigurationId: string) =>
      client.addLine({ cartId, lineId: randomIds(), variantId, quantity: 1, lensConfigurationId, viewer: {} })
    await expect(add('nobody')).rejects.toThrow('no such lens configuration')
    const other = await configured(await stocked(1))
    await expect(add(other)).rejects.toThrow('is of')
    const unpriced = await add(await configured(variantId, 'unpriced'))
    expect(unpriced.result).toMatchObject({ case: 'notSold', value: { variantId: 'unpriced' } })
  })

  test('a pair is bought once: not in two lines, not in two carts, not in a second order', async () => {
    const { cartId, variantId, lensConfigurationId } = await ready()
    const add = async (to: string, lineId: string) =>
      (await client.addLine({ cartId: to, lineId, variantId, quantity: 1, lensConfigurationId, viewer: {} })).result
    const taken = { case: 'pairTaken', value: { lensConfigurationId } }
    expect((await add(cartId, 'glasses')).case).toBe('cart') // the same addition again
    expect(await add(cartId, 'again')).toMatchObject(taken)
    const [other, third] = [randomIds(), randomIds()]
    for (const id of [other, third]) await client.createCart({ cartId: id, currency: 'EUR', locale: 'fr', viewer: {} })
    expect(await add(other, 'other')).toMatchObject(taken)
    await client.removeLine({ cartId, lineId: 'glasses', viewer: {} })
    const both = await Promise.allSettled([add(other, 'other'), add(third, 'third')])
    const won = both.filter((one) => one.status === 'fulfilled' && one.value.case === 'cart')
    expect(won).toHaveLength(1)
    const twice = pool.query(
      `update orders.cart set lines = lines || jsonb_build_array(jsonb_build_object('glasses', jsonb_build_object('configurationId', $1::text))) where id = $2`,
      [(await ready()).lensConfigurationId, cartId],
    )
    await expect(twice).rejects.toThrow('pair_pkey')
    const sold = await ordered()
    await client.createCart({ cartId: 'second order', currency: 'EUR', locale: 'fr', viewer: {} })
    const { result } = await client.addLine({ ...sold, cartId: 'second order', lineId: 'x', quantity: 1, viewer: {} })
    expect(result).toMatchObject({ case: 'pairTaken', value: { lensConfigurationId: sold.lensConfigurationId } })
  })

  test('a pair goes with its lines from one cart of a person to the other', async () => {
    const customerId = randomIds()
    const { cartId: guest, lensConfigurationId } = await ready()
    const theirs = await ready()
    await client.attachCart({ cartId: theirs.cartId, customerId, email: 'ada@example.com' })
    const { result } = await client.attachCart({ cartId: guest, customerId, email: 'ada@example.com' })
    expect(result.case).toBe('cart')
    const { rows } = await pool.query<{ id: string }>('select configuration_id as id from orders.pair where cart_id = $1 order by 1', [
      guest,
    ])
    expect(rows.map(({ id }) => id)).toEqual([lensConfigurationId, theirs.lensConfigurationId].toSorted())
  })

  test('ORD-14 an order with lenses to a prescription stands, and no money is taken before an optician verified them', async () => {
    const { order, orderId, cartId, lensConfigurationId } = await ordered()
    expect(order).toMatchObject({
      status: 'awaiting-prescription',
      payments: [{ state: 'authorised' }],
      allowed: ['cancel', 'cancel-lines', 'edit', 'change-delivery'],
    })
    expect(order.timeline.map(({ event }) => event)).toEqual(['order-placed', 'prescription-awaited'])
    expect(await stateOf(cartId)).toMatchObject({ state: 'placed', orderId })
    for (let day = 0; day < 5; day++) {
      clock.advance(86_400_000)
      await workOff(shop)
      await workOff(shop, 'payments')
    }
    expect([movesOf(orderId), (await orderOf(orderId)).status]).toEqual([['authorised'], 'awaiting-prescription'])
    expect(await heldFor(orderId)).toBe(1) // the frame; lenses are on no shelf
    expect(await opticsState(lensConfigurationId)).toBe('submitted')
    expect(await decide(lensConfigurationId, {})).toMatchObject({ case: 'decided', value: { state: 'verified', labState: '' } })
    await settled()
    const paid = await orderOf(orderId)
    expect([movesOf(orderId), paid.payments[0]?.state]).toEqual([['authorised', 'captured'], 'captured'])
    expect(paid.timeline.map(({ event }) => event).slice(0, 4)).toEqual([
      'order-placed',
      'prescription-awaited',
      'prescription-verified',
      'payment-captured',
    ])
    expect(await optics.getConfiguration({ configurationId: lensConfigurationId })).toMatchObject({ state: 'verified', labState: 'queued' })
    expect(await breaksIn(shop)).toEqual([])
    expect(await breaksIn(shop, 'optics')).toEqual([])
  })

  test('all pairs of an order are verified before it is paid', async () => {
    const { cartId, variantId, lensConfigurationId } = await ready()
    const second = await configured(variantId)
    await client.addLine({ cartId, lineId: 'second', variantId, quantity: 1, lensConfigurationId: second, viewer: {} })
    const orderId = randomIds()
    orderIn(await pay(cartId, 'ok', { orderId }))
    await settled()
    await decide(second, {})
    await settled()
    expect(movesOf(orderId)).toEqual(['authorised'])
    await decide(lensConfigurationId, {})
    await settled()
    expect(movesOf(orderId)).toEqual(['authorised', 'captured'])
  })

  test('without the last pair that waits the rest of the order is paid', async () => {
    const { cartId, lensConfigurationId } = await ready('far-160', { isWithPlain: true })
    const orderId = randomIds()
    orderIn(await pay(cartId, 'ok', { orderId }))
    await settled()
    const lines = [{ lineId: 'glasses', quantity: 1 }]
    const { result } = await client.cancelLines({ cancelId: randomIds(), orderId, lines, reason: '', viewer: { staff: true } })
    expect(result.case).toBe('cancelled')
    await settled()
    const order = await orderOf(orderId)
    expect([order.status, movesOf(orderId)[1], await opticsState(lensConfigurationId)]).toEqual(['packed', 'captured', 'dropped'])
    expect(await breaksIn(shop)).toEqual([])
  })

  test('lenses without power are paid at once', async () => {
    const { order, lensConfigurationId } = await ordered('plano')
    expect(order).toMatchObject({ status: 'paid', payments: [{ state: 'captured' }] })
    await settled()
    expect(await optics.getConfiguration({ configurationId: lensConfigurationId })).toMatchObject({ state: 'verified', labState: 'queued' })
  })

  test('a sheet that is asked for again, and sent, waits for the optician anew', async () => {
    const { orderId, lensConfigurationId: configurationId } = await ordered()
    await decide(configurationId, { decision: 'ask', reason: 'unreadable', message: 'Is the axis 10 or 100?' })
    await settled()
    expect((await orderOf(orderId)).timeline.at(-1)).toMatchObject({ event: 'prescription-asked', facts: { reason: 'unreadable' } })
    expect(await decide(configurationId, { decision: 'verify' })).toMatchObject({
      case: 'refused',
      value: { why: 'wrong-state', state: 'asked' },
    })
    const correct = (more: object) =>
      optics.correctSheet({ configurationId, orderId, sheet: { ...sheet, ...more } }).then(({ result }) => result.case)
    expect(await correct({ pdFar: '' })).toBe('refused')
    expect(await correct({ right: { sph: '+2.25' } })).toBe('unticked')
    expect(await correct({ right: { sph: '-2.50' } })).toBe('corrected')
    expect(await correct({})).toBe('notAsked')
    await settled()
    expect((await orderOf(orderId)).timeline.at(-1)?.event).toBe('prescription-corrected')
    expect((await optics.openConfiguration({ configurationId })).prescription?.right?.sph).toBe(-250)
    await decide(configurationId, {})
    await settled()
    expect(movesOf(orderId)).toEqual(['authorised', 'captured'])
  })

  test('glasses that cannot be made cancel their order: the money set aside is dropped, the frame is free', async () => {
    const { orderId, lensConfigurationId } = await ordered()
    await decide(lensConfigurationId, { decision: 'refuse', reason: 'expired' })
    await settled()
    const order = await orderOf(orderId)
    expect(order).toMatchObject({ status: 'cancelled', payments: [{ state: 'voided' }] })
    expect(order.timeline.at(-1)).toMatchObject({ event: 'cancelled', facts: { reason: 'prescription-refused' } })
    expect([movesOf(orderId), await heldFor(orderId)]).toEqual([['authorised', 'voided'], 0])
    expect(await opticsState(lensConfigurationId)).toBe('dropped')
    expect(await breaksIn(shop)).toEqual([])
  })

  test('an order whose sheet was asked for in vain for seven days is cancelled, and so is one that waited thirty', async () => {
    const { orderId, lensConfigurationId } = await ordered()
    await decide(lensConfigurationId, { decision: 'ask', reason: 'unreadable', message: 'Which axis?' })
    await settled()
    clock.advance(sheetMs - 1_000)
    await settled()
    expect((await orderOf(orderId)).status).toBe('awaiting-prescription')
    clock.advance(2_000)
    await settled()
    expect((await orderOf(orderId)).timeline.at(-1)).toMatchObject({ event: 'cancelled', facts: { reason: 'prescription-late' } })
    expect(movesOf(orderId)).toEqual(['authorised', 'voided'])
    expect(await decide(lensConfigurationId, {})).toMatchObject({ case: 'refused', value: { why: 'wrong-state', state: 'dropped' } })
    const other = await ordered()
    clock.advance(longestWaitMs + 1_000)
    await settled()
    expect((await orderOf(other.orderId)).timeline.at(-1)).toMatchObject({ event: 'cancelled', facts: { reason: 'prescription-late' } })
  })

  test('the shopper may cancel while it waits', async () => {
    const { orderId, lensConfigurationId } = await ordered()
    const { result } = await client.cancelOrder({ orderId, viewer: {}, reason: 'changed-mind' })
    expect(result.case).toBe('cancelled')
    await settled()
    expect([movesOf(orderId), await opticsState(lensConfigurationId)]).toEqual([['authorised', 'voided'], 'dropped'])
    expect(await breaksIn(shop)).toEqual([])
  })

  test('LAW-2 one cannot withdraw from lenses made to a prescription; from their frame, and from lenses without power, one can', async () => {
    const { orderId, lensConfigurationId } = await ordered()
    await decide(lensConfigurationId, {})
    await settled()
    const rights = async (id: string) => (await orderOf(id)).lines.map(({ right }) => right?.reason || right?.eligible)
    expect(await rights(orderId)).toEqual([true, 'made-to-measure', 'made-to-measure'])
    const { result } = await client.openReturn({
      ...{ orderId, returnId: randomIds(), kind: 'withdrawal', name: 'Ada', viewer: {} },
      lines: [{ lineId: 'glasses-far-160', quantity: 1, reason: '' }],
    })
    expect(result).toMatchObject({ case: 'notReturnable', value: { reason: 'made-to-measure' } })
    const plain = await ordered('plano')
    expect(await rights(plain.orderId)).toEqual([true, true, true])
  })

  test('a frame that is taken out takes its lenses with it, and gives no lens back to stock', async () => {
    const { cartId, variantId } = await ready('plano', { isWithPlain: true })
    const orderId = randomIds()
    orderIn(await pay(cartId, 'ok', { orderId }))
    await settled()
    const { result } = await client.cancelLines({
      cancelId: randomIds(),
      orderId,
      lines: [{ lineId: 'glasses', quantity: 1 }],
      reason: '',
      viewer: { staff: true },
    })
    expect(result.case).toBe('cancelled')
    await settled()
    const order = await orderOf(orderId)
    expect(order.lines.map(({ cancelled }) => cancelled)).toEqual([0, 1, 1, 1])
    expect(order.refunded).toMatchObject(eur(12_900n + 2_000n + 3_000n))
    expect(await heldFor(orderId)).toBe(1)
    expect((await client.listErrands({})).errands).toEqual([])
    expect(order.lines[0]).toMatchObject({ variantId })
  })
})
