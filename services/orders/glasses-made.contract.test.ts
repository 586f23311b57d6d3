import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { openGlassesTill, optician } from './test-glasses.ts'
import { breaksIn, orderIn, shoppers, workOff } from './test-till.ts'

describe.each(inject('servers'))('glasses that are made and sent, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const till = await openGlassesTill(pool)
  const { shop, clock, movesOf, told, client, pay, orderOf, optics, ready, ordered, decide, settled, scanned, opticsState } = till
  afterAll(till.close)

  test('the parcel waits for the lenses, and goes on with the last of them', async () => {
    const { orderId, lensConfigurationId } = await ordered()
    await decide(lensConfigurationId, {})
    await settled()
    expect((await orderOf(orderId)).deliveries).toMatchObject([{ state: 'made' }])
    expect(await scanned(orderId, 'handed-over')).toMatchObject({ waits: true, moved: false })
    for (const state of ['sent', 'received']) await optics.moveLabJob({ configurationId: lensConfigurationId, state, actorId: optician })
    await settled()
    for (const state of ['handed-over', 'delivered']) expect(await scanned(orderId, state)).toMatchObject({ moved: true })
    const order = await orderOf(orderId)
    expect(order.deliveries).toMatchObject([{ state: 'delivered' }])
    expect(order.timeline.map(({ event }) => event)).toEqual(expect.arrayContaining(['lenses-sent', 'lenses-made']))
    expect(order.lines.map(({ sent, quantity }) => sent === quantity)).toEqual([true, true, true])
    expect(order).toMatchObject({ status: 'delivered' })
    expect((await client.listErrands({})).errands).toEqual([])
    expect(await breaksIn(shop)).toEqual([])
  })

  test('OPT-10: a pair that is made again keeps its parcel in the shop, and its second job names the first', async () => {
    const { orderId, lensConfigurationId: configurationId } = await ordered()
    await decide(configurationId, {})
    await settled()
    const remake = (remakeId: string, more = {}) =>
      optics
        .remakeLabJob({ configurationId, remakeId, reason: 'scratched', paidBy: 'lab', actorId: optician, ...more })
        .then(({ result }) => result)
    expect(await remake('early')).toMatchObject({ case: 'refused', value: { why: 'not-made', state: 'queued' } })
    const move = async (state: string) => {
      clock.advance(1_000)
      await optics.moveLabJob({ configurationId, state, actorId: optician })
      await settled()
    }
    await move('sent')
    await move('received')
    clock.advance(1_000)
    for (let times = 0; times < 2; times++)
      expect(await remake('r1')).toMatchObject({
        ...{ case: 'remade', value: { labState: 'queued', remakes: [{ number: 2, of: 1, reason: 'scratched', paidBy: 'lab' }] } },
      })
    await expect(remake('r2', { paidBy: 'nobody' })).rejects.toThrow('paidBy')
    await settled()
    expect(await optics.getLabJob({ configurationId })).toMatchObject({
      id: `${configurationId}-2`,
      configuration: { remakes: [{ of: 1 }] },
    })
    expect(await scanned(orderId, 'handed-over')).toMatchObject({ waits: true, moved: false })
    await move('sent')
    await move('received')
    for (const state of ['handed-over', 'delivered']) expect(await scanned(orderId, state)).toMatchObject({ moved: true })
    const order = await orderOf(orderId)
    expect(order.deliveries).toHaveLength(1)
    expect(order).toMatchObject({ status: 'delivered' })
    expect(order.timeline.map(({ event }) => event).filter((event) => event === 'lenses-remade')).toHaveLength(1)
    expect([await breaksIn(shop), await breaksIn(shop, 'optics'), await breaksIn(shop, 'delivery')]).toEqual([[], [], []])
  })

  test('OPT-10: where the parcel has left, another one brings the lenses that were made again', async () => {
    const { orderId, lensConfigurationId: configurationId } = await ordered()
    await decide(configurationId, {})
    await settled()
    const move = async (state: string) => {
      clock.advance(1_000)
      await optics.moveLabJob({ configurationId, state, actorId: optician })
      await settled()
    }
    await move('received')
    await scanned(orderId, 'delivered')
    clock.advance(1_000)
    await optics.remakeLabJob({ configurationId, remakeId: randomIds(), reason: 'wrong-power', paidBy: 'lab', actorId: optician })
    await settled()
    expect((await orderOf(orderId)).deliveries).toMatchObject([{ state: 'delivered' }, { state: 'made', lines: [{}, {}] }])
    expect(await scanned(orderId, 'handed-over', 1)).toMatchObject({ waits: true })
    await move('received')
    expect(await scanned(orderId, 'delivered', 1)).toMatchObject({ moved: true })
    const { deliveries, status, lines } = await orderOf(orderId)
    expect([deliveries.map(({ state }) => state), status]).toEqual([['delivered', 'delivered'], 'delivered'])
    expect(lines.map(({ sent }) => sent)).toEqual([1, 1, 1])
    expect(await breaksIn(shop)).toEqual([])
  })

  test('ACC-12 who typed a sheet as a guest and ordered signed in is forgotten with their account', async () => {
    const [{ cartId, lensConfigurationId }, customerId] = [await ready(), randomIds()]
    await client.attachCart({ cartId, customerId, email: 'ada@example.com' })
    orderIn(await pay(cartId, 'ok', { customerId }))
    await settled()
    expect(await optics.openConfiguration({ configurationId: lensConfigurationId })).toMatchObject({ accountId: customerId })
    const own = await optics.decide({ configurationId: lensConfigurationId, actorId: customerId, decision: 'verify' })
    expect(own.result).toMatchObject({ case: 'refused', value: { why: 'own-prescription' } })
    await optics.forget({ accountId: customerId })
    await expect(optics.openConfiguration({ configurationId: lensConfigurationId })).rejects.toThrow('no such glasses')
  })

  test('the invoice has a row for the frame, the lenses and each treatment', async () => {
    const { orderId } = await ordered('plano')
    const { invoices } = await client.listInvoices({ orderId, viewer: {} })
    expect(invoices).toHaveLength(1)
    const { rows } = await pool.query<{ body: { rows: { name: { fr: string } }[] } }>(
      'select body from orders.invoice where order_id = $1',
      [orderId],
    )
    expect(rows[0]!.body.rows.map(({ name }) => name.fr).slice(1)).toEqual(['Plano', 'Anti-reflective'])
  })

  describe('a process that dies', () => {
    const dies = async (point: string, act: (dying: Awaited<ReturnType<typeof till.open>>) => Promise<unknown>) => {
      let isDead = false
      const dying = await till.open(async (reached) => {
        if (reached === point) isDead = true
        if (isDead) throw new Error(`dead at ${reached}`)
      })
      await act(dying).catch((error: unknown) => error)
      await dying.stop()
      expect(isDead).toBe(true)
      clock.advance(20_001)
    }

    test.each(['before-commit', 'after-commit', 'before-publish', 'after-publish'])(
      'at %s of waiting leaves an order that waits, uncharged',
      async (moment) => {
        const [orderId, { cartId, lensConfigurationId }] = [randomIds(), await ready()]
        await dies(`orders.checkout.await.${moment}`, (dying) => shoppers(dying.peer('orders'), dying).pay(cartId, 'ok', { orderId }))
        await settled()
        expect([(await orderOf(orderId)).status, movesOf(orderId)]).toEqual(['awaiting-prescription', ['authorised']])
        expect(await told(orderId)).toEqual([])
        expect(await opticsState(lensConfigurationId)).toBe('submitted')
      },
    )

    test.each(['before-call', 'after-call', 'before-commit', 'after-commit', 'before-publish', 'after-publish'])(
      'at %s of taking the money after the optician is followed by one that takes it once',
      async (moment) => {
        const { orderId, lensConfigurationId } = await ordered()
        await decide(lensConfigurationId, {})
        await shop.settle()
        await dies(`orders.checkout.capture.${moment}`, (dying) => workOff(dying))
        await settled()
        expect([movesOf(orderId), (await orderOf(orderId)).payments[0]?.state]).toEqual([['authorised', 'captured'], 'captured'])
      },
    )
  })
})
