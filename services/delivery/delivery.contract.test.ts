import { create, fromJson, type JsonValue, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code, createClient } from '@connectrpc/connect'
import { DeliveryService, ParcelSchema } from '@vitrine/contracts/delivery/v1'
import {
  ParcelLabelledSchema,
  ParcelMadeSchema,
  type ParcelMoved,
  ParcelMovedSchema,
  ParcelRepackedSchema,
} from '@vitrine/contracts/delivery/v1/events'
import { OrderCancelledSchema, OrderPaidSchema } from '@vitrine/contracts/orders/v1/events'
import { ReservationReadySchema } from '@vitrine/contracts/stock/v1/events'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import { openInbox } from '@vitrine/platform/events/inbox'
import type { DomainEvent } from '@vitrine/platform/events/outbox'
import { randomIds } from '@vitrine/platform/ids/ids'
import { openPool } from '@vitrine/platform/sql/pool'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { inTransaction } from '@vitrine/platform/sql/transaction'
import { bothWays, movableClock, testShop } from '@vitrine/system/test-shop'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { sqlParcelStore } from './adapters/sql-parcel-store.ts'
import { parcelMadeBody, parcelMessage } from './api/parcel-message.ts'
import { delivery } from './service.ts'

const home = {
  id: 'home',
  name: { fr: 'À domicile', en: 'Home' },
  kind: 'home',
  zones: ['EU'],
  maxWeightG: 5_000,
  daysMin: 2,
  daysMax: 3,
  carrier: 'Colissimo',
}
const point = { id: 'p1', name: 'Tabac du Port', line1: '3 quai du Port', postcode: '13002', city: 'Marseille' }
const pickup = { ...home, id: 'pickup', kind: 'pickup', zones: ['FR'], takesDangerousGoods: true, pickupPoints: [point], position: 1 }
const shipping = { name: 'Ada Blanc', line1: '1 rue de la Paix', postcode: '75002', city: 'Paris', country: 'FR' }

describe.each(inject('servers'))('delivery on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const clock = movableClock()
  const shop = await testShop(pool, { services: [delivery], clock, settings: { CARRIER_SPEED: '5760' } })
  const { ways, close } = await bothWays(shop, 'delivery')
  const client = createClient(DeliveryService, shop.peer('delivery'))
  const { handlers = {}, apart = [] } = shop.running.get('delivery')!
  const inbox = openInbox({ pool, schema: 'delivery', handlers, apart, handled: () => {}, log: () => {} })
  beforeAll(async () => void (await client.putMethods({ methods: [home, pickup] })))
  afterAll(async () => {
    await close()
    await shop.stop()
  })

  const told = async (orderId: string) => {
    const { rows } = await pool.query<{ type: string; body: JsonValue }>(
      'select type, body from delivery.outbox where key = $1 order by position',
      [orderId],
    )
    return rows
  }
  const movesOf = async (orderId: string): Promise<ParcelMoved[]> =>
    (await told(orderId)).filter(({ type }) => type === ParcelMovedSchema.typeName).map(({ body }) => fromJson(ParcelMovedSchema, body))
  const order = (id: string) => ({ id, shipping, deliveryMethodId: 'home', lines: [{ variantId: 'v1', sku: 'S1', quantity: 2 }] })
  const paid = (id: string, waitsUntil = '') => {
    const body = toJson(OrderPaidSchema, create(OrderPaidSchema, { order: { ...order(id), waitsUntil } }))
    return { id: randomIds(), type: OrderPaidSchema.typeName, key: id, body }
  }
  const cancelled = (id: string) => {
    const body = toJson(OrderCancelledSchema, create(OrderCancelledSchema, { order: order(id) }))
    return { id: randomIds(), type: OrderCancelledSchema.typeName, key: id, body }
  }
  const ready = (id: string) => {
    const body = toJson(ReservationReadySchema, create(ReservationReadySchema, { reservationId: id }))
    return { id: randomIds(), type: ReservationReadySchema.typeName, key: id, body }
  }
  /** Handles what was delivered, and leaves what delivery tells lying where the test reads it. */
  const handle = async (...events: DomainEvent[]) => {
    for (const event of events) await shop.deliver(event)
    while ((await inbox.round()) > 0);
  }
  const parcelOf = async (orderId: string) => (await client.listParcels({ orderIds: [orderId] })).parcels[0]

  describe.each(ways)('called %s', (_way, transport) => {
    const called = createClient(DeliveryService, transport)

    /** A parcel with three pieces of one thing and one of another. */
    const packed = async () => {
      const id = randomIds()
      const lines = [
        { variantId: 'v1', sku: 'S1', quantity: 3 },
        { variantId: 'v2', sku: 'S2', quantity: 1 },
      ]
      const body = toJson(OrderPaidSchema, create(OrderPaidSchema, { order: { ...order(id), lines } }))
      await handle({ id: randomIds(), type: OrderPaidSchema.typeName, key: id, body })
      return { id, parcelId: (await parcelOf(id))!.id }
    }
    const split = async (parcelId: string, quantity: number, newParcelId = randomIds()) =>
      (await called.splitParcel({ parcelId, newParcelId, lines: [{ variantId: 'v1', quantity }] })).result
    const contents = async (orderId: string) =>
      (await client.listParcels({ orderIds: [orderId] })).parcels.map(({ lines }) =>
        lines.map(({ variantId, quantity }) => `${quantity} ${variantId}`),
      )

    test('a parcel in the shop is split into two, each with its own tracking number; asked twice it is split once', async () => {
      const { id, parcelId } = await packed()
      const newParcelId = randomIds()
      for (let n = 0; n < 2; n++)
        expect(await split(parcelId, 2, newParcelId)).toMatchObject({ case: 'split', value: { id: newParcelId, orderId: id } })
      expect(await contents(id)).toEqual([['1 v1', '1 v2'], ['2 v1']])
      expect((await told(id)).map(({ type }) => type.replace('vitrine.delivery.v1.', ''))).toEqual([
        'ParcelMade',
        'ParcelRepacked',
        'ParcelMade',
      ])
      const { parcels } = await client.listParcels({ orderIds: [id] })
      expect(new Set(parcels.map(({ trackingNumber }) => trackingNumber)).size).toBe(2)
    })

    test('more than it holds, nothing, all of it, or out of a parcel that left: refused', async () => {
      const { id, parcelId } = await packed()
      expect(await split(parcelId, 4)).toMatchObject({ case: 'tooMany', value: { variantId: 'v1', held: 3 } })
      for (const lines of [
        [],
        [
          { variantId: 'v1', quantity: 3 },
          { variantId: 'v2', quantity: 1 },
        ],
        [{ variantId: 'v1', quantity: 0 }],
      ]) {
        await expect(called.splitParcel({ parcelId, newParcelId: 'p', lines })).rejects.toMatchObject({ code: Code.InvalidArgument })
      }
      await expect(split('nothing', 1)).rejects.toMatchObject({ code: Code.NotFound })
      const { trackingNumber } = (await parcelOf(id))!
      await called.recordScan({ scanId: randomIds(), trackingNumber, state: 'handed-over', at: timestampFromDate(clock()) })
      expect(await split(parcelId, 1)).toMatchObject({ case: 'left', value: { state: 'handed-over' } })
    })

    test('sixteen at once take the last pieces out of a parcel: none is lost, none is doubled', async () => {
      const { id, parcelId } = await packed()
      const answers = await Promise.all(Array.from({ length: 16 }, () => split(parcelId, 1)))
      expect(answers.filter((answer) => answer.case === 'split')).toHaveLength(3)
      expect(answers.filter((answer) => answer.case === 'tooMany')).toHaveLength(13)
      expect((await contents(id)).toSorted()).toEqual([['1 v1'], ['1 v1'], ['1 v1'], ['1 v2']])
    })

    test('two parcels that arrive at once: one of them is the last', async () => {
      for (let round = 0; round < 8; round++) {
        const { id, parcelId } = await packed()
        await split(parcelId, 1)
        const { parcels } = await client.listParcels({ orderIds: [id] })
        const scan = (trackingNumber: string) =>
          called.recordScan({ scanId: randomIds(), trackingNumber, state: 'delivered', at: timestampFromDate(clock()) })
        await Promise.all(parcels.map(({ trackingNumber }) => scan(trackingNumber)))
        expect((await movesOf(id)).map(({ orderDelivered }) => orderDelivered)).toEqual([false, true])
      }
    })

    test('what fits says when it arrives, what does not says why', async () => {
      const { options, unfit } = await called.options({ address: shipping, weightG: 300, dangerousGoods: true })
      expect(options).toMatchObject([
        { methodId: 'pickup', kind: 'pickup', earliest: '2026-11-24', latest: '2026-11-25', pickupPoints: [{ id: 'p1' }] },
      ])
      expect(unfit).toMatchObject([{ methodId: 'home', name: { fr: 'À domicile', en: 'Home' }, why: 'dangerous-goods' }])
    })

    test('a method is replaced by its id, and one wrong method refuses them all', async () => {
      const wrong = called.putMethods({
        methods: [
          { ...home, daysMax: 9 },
          { ...pickup, zones: [] },
        ],
      })
      await expect(wrong).rejects.toMatchObject({
        code: Code.InvalidArgument,
        rawMessage: 'delivery method pickup: zones are not countries',
      })
      const { options } = await called.options({ address: shipping, weightG: 300 })
      expect(options.map(({ methodId, latest }) => [methodId, latest])).toEqual([
        ['home', '2026-11-25'],
        ['pickup', '2026-11-25'],
      ])
    })

    test('a method out of use is offered no more, and what was ordered with it still travels by it', async () => {
      await called.putMethods({ methods: [{ ...home, outOfUse: true }] })
      const { options, unfit } = await called.options({ address: shipping, weightG: 300 })
      expect([options.map(({ methodId }) => methodId), unfit]).toEqual([['pickup'], []])
      const { methods } = await called.listMethods({})
      expect(methods.map(({ id, outOfUse }) => [id, outOfUse])).toEqual([
        ['home', true],
        ['pickup', false],
      ])
      const orderId = randomIds()
      await handle(paid(orderId))
      expect(await parcelOf(orderId)).toMatchObject({ carrier: 'Colissimo', earliest: expect.stringMatching(/^2026/) })
      await called.putMethods({ methods: [home] })
    })

    test('of two changes of one version one is refused with what is there; the same twice is once', async () => {
      const { methods } = await called.listMethods({})
      const [seen] = methods
      const put = (carrier: string) => called.putMethods({ methods: [{ ...seen!, carrier }] })
      const answers = await Promise.all(['Une', 'Deux', 'Trois'].map(put))
      const kept = answers.flatMap(({ result }) => (result.case === 'put' ? result.value.methods : []))
      expect(kept).toMatchObject([{ id: 'home', version: seen!.version + 1 }])
      expect(answers.filter(({ result }) => result.case === 'stale')).toHaveLength(2)
      expect((await put(kept[0]!.carrier)).result.case).toBe('put')
      expect((await put('Quatre')).result).toMatchObject({ case: 'stale', value: { methodId: 'home', version: seen!.version + 1 } })
      await called.putMethods({ methods: [home] })
    })

    test('one scan counts once, and one that comes late is kept and moves nothing', async () => {
      const orderId = randomIds()
      await handle(paid(orderId))
      const { trackingNumber } = (await parcelOf(orderId))!
      const at = timestampFromDate(clock())
      const scan = (scanId: string, state: string) =>
        called.recordScan({ scanId: `${orderId} ${scanId}`, trackingNumber, state, at, place: 'Lyon' })
      expect((await scan('1', 'in-transit')).moved).toBe(true)
      expect((await scan('1', 'in-transit')).moved).toBe(false)
      expect((await scan('0', 'handed-over')).moved).toBe(false)
      expect((await scan('2', 'delivered')).moved).toBe(true)
      expect(await parcelOf(orderId)).toMatchObject({
        state: 'delivered',
        scans: [{ state: 'handed-over' }, { state: 'in-transit' }, { state: 'delivered' }],
      })
      expect(await movesOf(orderId)).toMatchObject([
        { state: 'in-transit', orderDelivered: false },
        { state: 'delivered', orderDelivered: true, trackingNumber },
      ])
    })

    test('a scan nobody can place is refused', async () => {
      const at = timestampFromDate(clock())
      const unknown = called.recordScan({ scanId: 'x', trackingNumber: 'VT0', state: 'delivered', at })
      await expect(unknown).rejects.toMatchObject({ code: Code.NotFound })
      const odd = called.recordScan({ scanId: 'x', trackingNumber: 'VT0', state: 'made', at })
      await expect(odd).rejects.toMatchObject({ code: Code.InvalidArgument })
    })
  })

  test('a paid order gets one parcel, however often it is heard of', async () => {
    const orderId = randomIds()
    const event = paid(orderId)
    await handle(event, event, paid(orderId))
    const { parcels } = await client.listParcels({ orderIds: [orderId] })
    expect(parcels).toMatchObject([
      { state: 'made', carrier: 'Colissimo', lines: [{ sku: 'S1', quantity: 2 }], earliest: '2026-11-24', address: { city: 'Paris' } },
    ])
    expect((await told(orderId)).map(({ type }) => type)).toEqual(['vitrine.delivery.v1.ParcelMade'])
  })

  test('of a crowd that paid each gets its parcel, its plan and its news; whoever cancelled meanwhile gets none, and who has one no second', async () => {
    const [gone, packed, waiting, ...others] = Array.from({ length: 12 }, () => randomIds()) as [string, string, string, ...string[]]
    await handle(cancelled(gone), paid(packed))
    await handle(...[gone, packed, ...others].map((id) => paid(id)), paid(waiting, '2026-12-24'))
    expect(await told(gone)).toEqual([])
    for (const id of [packed, waiting, ...others]) {
      const { parcels } = await client.listParcels({ orderIds: [id] })
      expect(parcels).toMatchObject([{ orderId: id, waits: id === waiting, carrier: 'Colissimo' }])
      const { rows } = await pool.query('select state from delivery.planned_scan where parcel_id = $1', [parcels[0]!.id])
      expect(rows).toEqual(id === waiting ? [] : [{ state: 'handed-over' }])
      expect(await told(id)).toMatchObject([
        { type: 'vitrine.delivery.v1.ParcelMade', body: { parcel: { id: parcels[0]!.id, orderId: id } } },
      ])
    }
  })

  test('parcels of one statement stand for themselves: one that a constraint refuses harms no other, and an order gets one of two', async () => {
    const id = randomIds()
    await handle(paid(id))
    const known = (await sqlParcelStore(pool, parcelMadeBody).ofOrders([id]))[0]!
    const like = (orderId: string, trackingNumber = randomIds()) => ({ ...known, id: randomIds(), orderId, trackingNumber })
    const store = sqlParcelStore(pool, parcelMadeBody)
    const [bad, twice, ...good] = Array.from({ length: 6 }, () => randomIds()) as [string, string, ...string[]]
    const parcels = [like(bad, 'no number!'), like(twice), like(twice), ...good.map((orderId) => like(orderId))]
    const made = await Promise.allSettled(parcels.map((parcel) => store.make(parcel, undefined, randomIds())))
    expect(made.map(({ status }) => status)).toEqual(['rejected', ...Array(6).fill('fulfilled')])
    for (const orderId of [twice, ...good]) expect((await store.ofOrders([orderId])).length).toBe(1)
    expect(await store.ofOrders([bad])).toEqual([])
  })

  test('what is told of a parcel is the parcel in the words of the contract, with all there is of it: number, scans, a company with its VAT number', async () => {
    const [orderId, ofCompany] = [
      randomIds(),
      { ...shipping, company: 'Blanc SARL', line2: 'Étage 3', region: 'IDF', phone: '+33 1', vatNumber: 'FR1' },
    ]
    const event = { ...order(orderId), number: 'VT-1', waitsUntil: '2026-12-24', shipping: ofCompany }
    const body = toJson(OrderPaidSchema, create(OrderPaidSchema, { order: event }))
    await handle({ id: randomIds(), type: OrderPaidSchema.typeName, key: orderId, body }, ready(orderId))
    await client.labelParcel({ parcelId: (await parcelOf(orderId))!.id, trackingNumber: '6A-1' })
    const schemas = [ParcelMadeSchema, ParcelRepackedSchema, ParcelLabelledSchema]
    const [made, sent, labelled] = (await told(orderId)).map(({ body: each }, n) => fromJson(schemas[n]!, each).parcel)
    expect(labelled).toEqual(await parcelOf(orderId))
    expect([made, sent]).toMatchObject([
      { waits: true, address: ofCompany, orderNumber: 'VT-1', methodId: 'home', label: 0 },
      { waits: false, address: ofCompany, orderNumber: 'VT-1', methodId: 'home', label: 0 },
    ])
    await minute()
    const [known] = await sqlParcelStore(pool, parcelMadeBody).ofOrders([orderId])
    expect(known!.scans).toHaveLength(4)
    expect(fromJson(ParcelMadeSchema, parcelMadeBody(known!) as unknown as JsonValue).parcel).toEqual(
      create(ParcelSchema, parcelMessage(known!)),
    )
  })

  test('a parcel is made on the connection its event came with: one is enough', async () => {
    const one = openPool(pool.options.connectionString!, 1)
    const alone = await testShop(one, { services: [delivery], clock, settings: { CARRIER_SPEED: '5760' } })
    const event = paid('one connection')
    await inTransaction(one, (tx) => alone.running.get('delivery')!.handlers![event.type]!(event, tx))
    expect(await parcelOf('one connection')).toMatchObject({ carrier: 'Colissimo', state: 'made' })
    await alone.stop()
    await one.end()
  })

  test('the parcel of a cancelled order stays in the shop, whichever is heard first', async () => {
    const [before, after, twice] = [randomIds(), randomIds(), randomIds()]
    await handle(cancelled(before), paid(before), paid(after), cancelled(after))
    const event = cancelled(twice)
    await handle(paid(twice), event, event)
    expect(await parcelOf(before)).toBeUndefined()
    expect(await parcelOf(after)).toMatchObject({ state: 'stopped' })
    clock.advance(60_000)
    await shop.running.get('delivery')!.jobs![0]!.run()
    expect([await movesOf(after), await movesOf(twice)]).toEqual([[], []])
  })

  /** A minute in which the carrier comes by as often as it wants to. */
  const minute = async () => {
    clock.advance(60_000)
    while ((await shop.running.get('delivery')!.jobs![0]!.run()) > 0);
  }

  test('a parcel whose order waits stays in the shop, whatever a carrier says; once the pieces came it goes on by itself', async () => {
    const orderId = randomIds()
    await handle(paid(orderId, '2026-12-24'))
    await minute()
    const { trackingNumber, id: parcelId } = (await parcelOf(orderId))!
    expect(await parcelOf(orderId)).toMatchObject({ state: 'made', waits: true, scans: [], earliest: '2026-12-28', latest: '2026-12-29' })
    const scan = { scanId: randomIds(), trackingNumber, state: 'handed-over', at: timestampFromDate(clock()) }
    expect(await client.recordScan(scan)).toMatchObject({ moved: false, waits: true })
    await expect(pool.query(`update delivery.parcel set state = 'delivered' where id = $1`, [parcelId])).rejects.toThrow(
      'parcel_that_waits',
    )
    const apart = { parcelId, newParcelId: randomIds(), lines: [{ variantId: 'v1', quantity: 1 }] }
    expect((await client.splitParcel(apart)).result).toMatchObject({ case: 'split', value: { waits: true } })
    await minute()
    expect(await movesOf(orderId)).toEqual([])
    await handle(ready(orderId), ready(orderId))
    const { parcels } = await client.listParcels({ orderIds: [orderId] })
    expect(parcels.map(({ waits, state }) => [waits, state])).toEqual(Array(2).fill([false, 'made']))
    expect((await told(orderId)).map(({ type }) => type).slice(3)).toEqual(Array(2).fill('vitrine.delivery.v1.ParcelRepacked'))
    await minute()
    expect((await movesOf(orderId)).filter(({ state }) => state === 'delivered')).toHaveLength(2)
  })

  test('pieces that came before the payment is heard of, at once with it, or for an order that was cancelled', async () => {
    const [before, cancelledOne, ...atOnce] = Array.from({ length: 18 }, randomIds) as [string, string, ...string[]]
    await handle(ready(before), paid(before, '2026-12-24'))
    await handle(paid(cancelledOne, '2026-12-24'), cancelled(cancelledOne), ready(cancelledOne))
    const handled = async (event: DomainEvent) => {
      const tx = await pool.connect()
      await tx.query('begin')
      await handlers[event.type]!(event, tx)
      await tx.query('commit')
      tx.release()
    }
    await Promise.all(atOnce.flatMap((id) => [handled(paid(id, '2026-12-24')), handled(ready(id))]))
    await minute()
    expect(await parcelOf(cancelledOne)).toMatchObject({ state: 'stopped', scans: [] })
    for (const id of [before, ...atOnce]) expect(await parcelOf(id)).toMatchObject({ state: 'delivered', waits: false })
  })

  test('the simulated carrier brings a parcel home within 30 s, two processes at once included', async () => {
    const orderId = randomIds()
    await handle(paid(orderId))
    const carrier = shop.running.get('delivery')!.jobs![0]!
    const seen = []
    for (let second = 0; second < 30; second += 5) {
      clock.advance(5_000)
      await Promise.all([carrier.run(), carrier.run()])
      seen.push((await parcelOf(orderId))?.state)
    }
    expect(seen).toEqual(['handed-over', 'handed-over', 'in-transit', 'out-for-delivery', 'out-for-delivery', 'delivered'])
    expect((await movesOf(orderId)).map(({ state }) => state)).toEqual(['handed-over', 'in-transit', 'out-for-delivery', 'delivered'])
  })

  test('a parcel of the version before, which planned all of its scans at once, is seen as it planned; no scan twice, and none after the last', async () => {
    const orderId = randomIds()
    await handle(paid(orderId))
    const { id } = (await parcelOf(orderId))!
    await pool.query(
      `insert into delivery.planned_scan select $1, state, 'Lyon', $2::timestamptz + seconds * interval '1 second'
        from (values ('in-transit', 1), ('out-for-delivery', 2), ('delivered', 3)) as t (state, seconds)`,
      [id, clock()],
    )
    await minute()
    expect((await parcelOf(orderId))!.scans.map(({ state, place }) => [state, place])).toEqual([
      ...[['in-transit', 'Lyon'] as const, ['out-for-delivery', 'Lyon'] as const, ['delivered', 'Lyon'] as const],
      ['handed-over', 'Paris'],
    ])
    const { rows } = await pool.query('select state from delivery.planned_scan where parcel_id = $1', [id])
    expect(rows).toEqual([])
  })

  test('a parcel that is stopped before its next scan is planned is on no way', async () => {
    const orderId = randomIds()
    await handle(paid(orderId))
    const { id } = (await parcelOf(orderId))!
    await handle(cancelled(orderId))
    const store = sqlParcelStore(pool, parcelMadeBody)
    await store.done(id, 'handed-over', { state: 'in-transit', place: 'Paris', dueAt: clock() })
    expect((await pool.query('select from delivery.planned_scan where parcel_id = $1', [id])).rowCount).toBe(0)
  })

  test('scans at once in any order end where the parcel is, each move told once', async () => {
    const orderId = randomIds()
    await handle(paid(orderId))
    const { trackingNumber } = (await parcelOf(orderId))!
    const states = ['delivered', 'in-transit', 'handed-over', 'out-for-delivery']
    const at = timestampFromDate(clock())
    await Promise.all(
      [...states, ...states].map((state) => client.recordScan({ scanId: `${orderId} ${state}`, trackingNumber, state, at })),
    )
    expect((await parcelOf(orderId))?.state).toBe('delivered')
    const moves = (await movesOf(orderId)).map(({ state }) => state)
    expect(new Set(moves).size).toBe(moves.length)
    expect(moves.at(-1)).toBe('delivered')
  })

  test('staff write the number of the carrier, and write it anew until the parcel arrived; its link follows what the method says', async () => {
    const [orderId, other] = [randomIds(), randomIds()]
    await client.putMethods({ methods: [{ ...home, trackingUrlTemplate: 'https://track.example/?n={number}' }] })
    await handle(paid(orderId), paid(other))
    const { id: parcelId } = (await parcelOf(orderId))!
    const label = async (trackingNumber: string, id = parcelId) => (await client.labelParcel({ parcelId: id, trackingNumber })).result
    for (let n = 0; n < 2; n++)
      expect(await label(' 6A 111 222 ')).toMatchObject({
        case: 'labelled',
        value: { trackingNumber: '6A111222', trackingUrl: 'https://track.example/?n=6A111222', label: 1 },
      })
    expect(await label('6A111222', (await parcelOf(other))!.id)).toMatchObject({ case: 'taken' })
    await expect(label('no/number')).rejects.toMatchObject({ code: Code.InvalidArgument })
    await expect(label('6A111222', 'nothing')).rejects.toMatchObject({ code: Code.NotFound })
    const at = timestampFromDate(clock())
    expect(await client.recordScan({ scanId: randomIds(), trackingNumber: '6A111222', state: 'handed-over', at })).toMatchObject({
      moved: true,
    })
    expect(await label('6A333444')).toMatchObject({ case: 'labelled', value: { label: 2, state: 'handed-over' } })
    await client.recordScan({ scanId: randomIds(), parcelId, state: 'delivered', at })
    expect(await label('6A555666')).toMatchObject({ case: 'ended', value: { state: 'delivered' } })
    expect((await told(orderId)).map(({ type }) => type.replace('vitrine.delivery.v1.', ''))).toEqual([
      ...['ParcelMade', 'ParcelLabelled', 'ParcelMoved', 'ParcelLabelled', 'ParcelMoved'],
    ])
    expect((await movesOf(orderId)).at(-1)).toMatchObject({
      trackingNumber: '6A333444',
      trackingUrl: 'https://track.example/?n=6A333444',
      label: 2,
    })
    await expect(pool.query(`update delivery.parcel set tracking_number = 'a b' where id = $1`, [parcelId])).rejects.toThrow(
      'tracking_number_is_one',
    )
    await expect(pool.query(`update delivery.method set tracking_url_template = 'http://x/{number}'`)).rejects.toThrow('tracking_url_names')
    await client.putMethods({ methods: [home] })
  })

  test('of sixteen numbers at once on one parcel each is told once, and the last told is the one it has; of two parcels one gets a number', async () => {
    const [orderId, ...others] = Array.from({ length: 9 }, randomIds) as [string, ...string[]]
    await handle(paid(orderId), ...others.map((id) => paid(id)))
    const { id: parcelId } = (await parcelOf(orderId))!
    await Promise.all(Array.from({ length: 16 }, (_, n) => client.labelParcel({ parcelId, trackingNumber: `6A00${n}` })))
    const labels = (await told(orderId)).slice(1).map(({ body }) => fromJson(ParcelLabelledSchema, body).parcel!)
    expect(labels.map(({ label }) => label)).toEqual(Array.from({ length: 16 }, (_, n) => n + 1))
    expect((await parcelOf(orderId))!.trackingNumber).toBe(labels.at(-1)!.trackingNumber)
    const ids = await Promise.all(others.map(async (id) => (await parcelOf(id))!.id))
    const answers = await Promise.all(ids.map((id) => client.labelParcel({ parcelId: id, trackingNumber: '6A-SAME' })))
    expect(answers.map(({ result }) => result.case).toSorted()).toEqual(['labelled', ...Array(7).fill('taken')])
  })

  test('what the carrier lost may turn up, what came back stays; neither is an order that arrived', async () => {
    const orderId = randomIds()
    await handle(paid(orderId))
    const { id: parcelId } = (await parcelOf(orderId))!
    const scan = async (state: string) =>
      (await client.recordScan({ scanId: randomIds(), parcelId, state, at: timestampFromDate(clock()) })).moved
    expect(await scan('lost')).toBe(false) // it is in the shop
    expect([
      await scan('handed-over'),
      await scan('lost'),
      await scan('in-transit'),
      await scan('returned'),
      await scan('delivered'),
    ]).toEqual([...[true, true, false, true, false]])
    expect((await movesOf(orderId)).map(({ state, orderDelivered }) => [state, orderDelivered])).toEqual([
      ...[['handed-over', false] as const, ['lost', false] as const, ['returned', false] as const],
    ])
    const unnamed = client.recordScan({ scanId: 'x', state: 'delivered', at: timestampFromDate(clock()) })
    await expect(unnamed).rejects.toMatchObject({ code: Code.InvalidArgument })
  })

  test('in a shop that sells nobody invents a number or a scan, not even one that was planned while it was tried out', async () => {
    const [planned, orderId] = [randomIds(), randomIds()]
    await handle(paid(planned))
    const real = await testShop(pool, { services: [delivery], clock, settings: { STRIPE_SECRET_KEY: 'sk_live_1' } })
    const event = paid(orderId)
    await inTransaction(pool, (tx) => real.running.get('delivery')!.handlers![event.type]!(event, tx))
    clock.advance(60 * 60_000)
    for (const job of real.running.get('delivery')!.jobs ?? []) await job.run()
    await real.stop()
    expect(await parcelOf(orderId)).toMatchObject({ state: 'made', trackingNumber: '', scans: [] })
    expect(await parcelOf(planned)).toMatchObject({ state: 'made', scans: [] })
    const { parcels } = await client.listParcels({ view: 'to-label', page: { limit: 100 } })
    expect(parcels.map((parcel) => parcel.orderId)).toEqual([orderId])
    await client.labelParcel({ parcelId: parcels[0]!.id, trackingNumber: '6A-REAL' })
    expect((await client.listParcels({ view: 'to-label' })).parcels).toEqual([])
    const waiting = (await client.listParcels({ view: 'to-hand-over', page: { limit: 100 } })).parcels
    expect(waiting.map((parcel) => parcel.orderId)).toEqual(expect.arrayContaining([orderId, planned]))
  })

  test('staff see what is under way, what is late by its day, and what was lost or came back', async () => {
    const [late, lost] = [randomIds(), randomIds()]
    await handle(paid(late), paid(lost))
    const [{ id: lateId }, { id: lostId }] = [(await parcelOf(late))!, (await parcelOf(lost))!]
    const at = timestampFromDate(clock())
    for (const [parcelId, state] of [
      [lateId, 'in-transit'],
      [lostId, 'handed-over'],
      [lostId, 'lost'],
    ] as const)
      await client.recordScan({ scanId: randomIds(), parcelId, state, at })
    const ids = async (view: string) => (await client.listParcels({ view, page: { limit: 100 } })).parcels.map(({ id }) => id)
    expect(await ids('under-way')).toContain(lateId)
    expect(await ids('lost')).toContain(lostId)
    expect(await ids('late')).not.toContain(lateId)
    await pool.query(`update delivery.parcel set latest = '2026-11-01' where id = any($1)`, [[lateId, lostId]])
    const isLate = await ids('late')
    expect([isLate.includes(lateId), isLate.includes(lostId)]).toEqual([true, false])
    await expect(client.listParcels({ view: 'everything' })).rejects.toMatchObject({ code: Code.InvalidArgument })
    expect((await client.listParcels({ parcelId: lateId })).parcels).toMatchObject([{ id: lateId }])
    expect((await client.listParcels({ parcelId: 'nothing' })).parcels).toEqual([])
  })

  test('staff leaf through parcels, newest first', async () => {
    const all = []
    let cursor = ''
    do {
      const { parcels, nextCursor } = await client.listParcels({ page: { limit: 2, cursor } })
      all.push(...parcels.map(({ id }) => id))
      cursor = nextCursor
    } while (cursor)
    const { rows } = await pool.query<{ id: string }>('select id from delivery.parcel order by created_at desc, id desc')
    expect(all).toEqual(rows.map(({ id }) => id))
  })

  test('verify finds nothing wrong', async () => {
    const { checked } = await createClient(VerifyService, shop.peer('delivery')).check({})
    expect(checked.flatMap(({ breaks }) => breaks)).toEqual([])
  })

  test('the control: a split that reads, then writes, doubles pieces', async () => {
    await pool.query('create table delivery.naive_parcel (held int, made int)')
    await pool.query('insert into delivery.naive_parcel values (3, 0)')
    // Each has read before one of them writes: where they come one after the other, even this is right.
    const seen = await Promise.all(Array.from({ length: 16 }, () => pool.query<{ held: number }>('select held from delivery.naive_parcel')))
    const takeOne = ({ held }: { held: number }) => pool.query('update delivery.naive_parcel set held = $1, made = made + 1', [held - 1])
    await Promise.all(seen.map(({ rows }) => takeOne(rows[0]!)))
    const { rows } = await pool.query<{ all: number }>('select held + made as all from delivery.naive_parcel')
    await pool.query('drop table delivery.naive_parcel')
    expect(rows[0]!.all).toBe(18)
  })
})
