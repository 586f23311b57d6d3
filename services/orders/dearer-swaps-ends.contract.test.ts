import { readdirSync, readFileSync } from 'node:fs'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { openSwaps } from './test-swaps.ts'
import { eur, orderIn, shoppers, workOff } from './test-till.ts'

const day = 86_400_000
/** As a copy of before decision 0024 agrees to an exchange: pieces that never left are awaited back, and both parcels wait for ever. */
const agreedTo = `
  update orders.shop_order set version = version + 1, kept_minor = kept_minor + 5000, lapses_at = null, returns = jsonb_set(jsonb_set(returns, '{0,state}', '"approved"'),
    '{0,exchange}', returns #> '{0,exchange}' || jsonb_build_object('orderId', $2::text, 'paidMinor', 5000)) #- '{0,lapsesAt}' where id = $1`
/** What is told from now on, which is forgotten once everybody heard it. */
const keepingTold = `
  drop table if exists public.told cascade;
  create table public.told as select * from orders.outbox limit 0;
  create or replace function public.keep_told() returns trigger language plpgsql as $$ begin insert into public.told select new.*; return new; end $$;
  create or replace trigger keep_told after insert on orders.outbox for each row execute function public.keep_told()`

describe.each(inject('servers'))('orders whose pieces pay something dearer, on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const swaps = await openSwaps(pool)
  const { clock, movesOf, open, client, pay, orderOf, viewer, settled, packed, swap, asked, fileOf, parcelOf, events, notes, sound } = swaps
  afterAll(swaps.close)
  const later = async (ms = 60_000) => {
    clock.advance(ms)
    await settled()
  }
  type Packed = Awaited<ReturnType<typeof packed>>
  const cancel = (orderId: string) => client.cancelOrder({ orderId, viewer, reason: 'changed my mind' })
  const withdraw = (orderId: string) => client.openReturn({ returnId: randomIds(), orderId, kind: 'withdrawal', name: 'Ada', viewer })
  const takeOut = ({ id: orderId, lineId }: Packed) =>
    client.cancelLines({ cancelId: randomIds(), orderId, lines: [{ lineId, quantity: 1 }], viewer })

  /** Its difference is paid by a process that dies before the wish hears of it. */
  const paidUnheard = async (cartId: string): Promise<string> => {
    let isDead = false
    const dying = await open(async (reached) => {
      if (reached === 'orders.errand.agree.before-call') isDead = true
      if (isDead) throw new Error(`dead at ${reached}`)
    })
    const orderId = randomIds()
    await shoppers(dying.peer('orders'), dying)
      .pay(cartId, 'ok', { orderId })
      .catch(() => {}) // dead
    await workOff(dying).catch(() => {})
    expect(isDead).toBe(true)
    await dying.stop?.().catch(() => {})
    return orderId
  }

  test.each(['cancelled', 'withdrawn from', 'emptied'])(
    'the rest of one that is %s goes back, and what pays the replacement stays',
    async (how) => {
      const it = await packed()
      const { exchange } = await asked(it)
      const replacement = orderIn(await pay(exchange!.cartId))
      await settled()
      if (how === 'cancelled') await cancel(it.id)
      else await (how === 'emptied' ? takeOut(it) : withdraw(it.id))
      await settled()
      await later()
      expect(await orderOf(it.id)).toMatchObject({ status: 'cancelled', refunded: eur(5_490n) })
      expect(movesOf(it.id)).toEqual(['authorised', 'captured', 'refunded'])
      expect(await orderOf(replacement.id)).toMatchObject({ status: 'packed', refunded: eur(0n), totals: { credit: eur(5_000n) } })
      expect((await notes(it.id)).reduce((sum, [kind, minor]) => sum + (kind === 'invoice' ? Number(minor) : -Number(minor)), 0)).toBe(0)
      await sound()
    },
  )

  test('one that is cancelled before its wish heard that it was paid gives all of it back', async () => {
    const it = await packed()
    const { exchange } = await asked(it)
    const orderId = await paidUnheard(exchange!.cartId)
    clock.advance(2_000)
    await cancel(orderId)
    await settled()
    await later()
    await later()
    expect(movesOf(orderId)).toEqual(['authorised', 'captured', 'refunded'])
    const { refunded, refundable } = await orderOf(it.id)
    expect([refunded, refundable]).toMatchObject([eur(5_000n), eur(5_490n)]) // nothing is kept for what is cancelled
    await sound()
  })

  test('a copy of before decision 0024 that hears of the payment changes nothing: the database refuses it, and another copy makes the swap', async () => {
    const it = await packed()
    const { exchange } = await asked(it)
    const orderId = await paidUnheard(exchange!.cartId)
    await expect(pool.query(agreedTo, [it.id, orderId])).rejects.toMatchObject({ constraint: 'shop_order_swap_states' })
    await later()
    expect(await fileOf(it)).toMatchObject({ state: 'exchanged', exchange: { orderId, paid: eur(5_000n) } })
    expect([(await parcelOf(it.id)).waits, (await parcelOf(orderId)).waits]).toEqual([false, false])
    await sound()
  })

  describe('one that such a copy left so before the database refused it', () => {
    const folder = new URL('./migrations/', import.meta.url)
    /** The wish was paid, and agreed to as to an exchange: pieces that never left are awaited back. */
    const stranded = async () => {
      const it = await packed()
      const { exchange } = await asked(it)
      const replacementId = await paidUnheard(exchange!.cartId)
      await pool.query(`drop trigger if exists shop_order_swap_states on orders.shop_order; drop function if exists orders.refuse_swap_state;
        alter table orders.shop_order drop constraint if exists shop_order_swap_states`)
      await pool.query(agreedTo, [it.id, replacementId])
      for (const file of readdirSync(folder)
        .filter((name) => name.includes('states-of-swaps'))
        .toSorted())
        await pool.query(readFileSync(new URL(file, folder), 'utf8'))
      await later()
      expect(await fileOf(it)).toMatchObject({ state: 'approved', exchange: { orderId: replacementId } })
      return { ...it, replacementId }
    }

    test('its order goes on: money goes back, and its person is forgotten', async () => {
      const it = await stranded()
      await cancel(it.id)
      await settled()
      await later()
      expect(await orderOf(it.id)).toMatchObject({ status: 'cancelled', refunded: eur(5_490n) })
      const forgetting = pool.query('update orders.shop_order set forget_asked_at = now() where id = any($1)', [[it.id, it.replacementId]])
      expect((await forgetting).rowCount).toBe(2)
    })

    test('staff end it: its replacement is called off, and what was paid for that goes back', async () => {
      const it = await stranded()
      const { id: returnId } = await fileOf(it)
      await client.moveReturn({ orderId: it.id, returnId, to: 'refused', actor: 'joe' })
      await settled()
      await later()
      await later()
      expect(await fileOf(it)).toMatchObject({ state: 'refused' })
      expect(await orderOf(it.replacementId)).toMatchObject({ status: 'cancelled', refunded: eur(6_500n) })
      expect(movesOf(it.replacementId)).toEqual(['authorised', 'captured', 'refunded'])
      expect(await orderOf(it.id)).toMatchObject({ status: 'packed', refunded: eur(0n), refundable: eur(10_490n) })
      await sound()
    })
  })

  test('a wish ends with the order that is withdrawn from, and cannot be paid any more', async () => {
    const it = await packed()
    const { exchange } = await asked(it, 2)
    await withdraw(it.id)
    await settled()
    const order = await orderOf(it.id)
    expect(order.returns.map(({ kind, state }) => [kind, state]).toSorted()).toEqual([
      ['swap', 'refused'],
      ['withdrawal', 'refunded'],
    ])
    expect(await pay(exchange!.cartId)).toMatchObject({ case: 'incomplete' })
    await later(day + 60_000)
    expect(events(await orderOf(it.id))).not.toContain('exchange-lapsed')
    await sound()
  })

  test.each([
    ['cancelled', 'cancelled'],
    ['withdrawn from', 'cancelled'],
    ['refunded', 'refunded'],
  ])('of an order that is %s with its wish nothing is told that is older than its end', async (how, status) => {
    const it = await packed()
    await asked(it)
    await pool.query(keepingTold)
    if (how === 'cancelled') await cancel(it.id)
    if (how === 'withdrawn from') await withdraw(it.id)
    if (how === 'refunded')
      await client.refundOrder({ refundId: randomIds(), orderId: it.id, amount: eur(10_490n), reason: 'sorry', actor: 'joe' })
    await settled()
    const { rows } = await pool.query<{ type: string; status: string; wish: string }>(
      `select type, body -> 'order' ->> 'status' as status, body #>> '{order,returns,0,state}' as wish
       from public.told where key = $1 order by position`,
      [it.id],
    )
    expect(rows.length).toBeGreaterThan(2)
    expect(rows).toContainEqual({ type: 'vitrine.orders.v1.OrderChanged', status, wish: 'refused' })
    expect(rows).toContainEqual({ type: 'vitrine.orders.v1.ReturnMoved', status, wish: 'refused' })
    for (const row of rows) expect(row).toMatchObject({ status, wish: 'refused' })
    await sound()
  })

  test('a wish whose order was refunded, or whose pieces became others, is not charged', async () => {
    const [refunded, swapped] = [await packed(), await packed()]
    const carts = [(await asked(refunded)).exchange!.cartId, (await asked(swapped, 2)).exchange!.cartId]
    await client.refundOrder({ refundId: randomIds(), orderId: refunded.id, amount: eur(10_490n), reason: 'sorry', actor: 'joe' })
    expect((await swap(swapped, swapped.b, 2)).case).toBe('swapped')
    await settled()
    expect(await orderOf(refunded.id)).toMatchObject({ status: 'refunded', returns: [{ state: 'refused' }] })
    for (const cartId of carts) expect(await pay(cartId)).toMatchObject({ case: 'incomplete' })
    await sound()
  })

  test('a replacement that waits for what comes back is not swapped for something dearer: that would not wait', async () => {
    const it = await packed(1)
    await handedOverAndDelivered(it.id)
    const returnId = randomIds()
    const lines = [{ lineId: it.lineId, quantity: 1, reason: 'too-small', wantsVariantId: it.b }]
    await client.openReturn({ returnId, orderId: it.id, kind: 'return', viewer, lines })
    await client.moveReturn({ orderId: it.id, returnId, to: 'approved', actor: 'joe' })
    await settled()
    await later()
    const replacement = await orderOf((await fileOf(it)).exchange!.orderId)
    expect((await parcelOf(replacement.id)).waits).toBe(true)
    const wish = { swapId: randomIds(), orderId: replacement.id, lineId: replacement.lines[0]!.id, quantity: 1, variantId: it.c, viewer }
    expect((await client.swapPieces(wish)).result).toMatchObject({ case: 'notSwappable', value: { reason: 'dearer' } })
  })

  test('the credit note of an order that moved whole is issued without being asked for', async () => {
    const it = await packed(1)
    orderIn(await pay((await asked(it)).exchange!.cartId))
    await settled()
    const { rows } = await pool.query<{ kind: string }>('select kind from orders.invoice where order_id = $1 order by position', [it.id])
    expect(rows.map(({ kind }) => kind).toSorted()).toEqual(['credit-note', 'invoice'])
  })

  describe('in the figures of the shop', () => {
    /** Sales, refunds, orders and pieces of the moment since the last one. */
    const figures = async (since: Date) => {
      const period = { since: timestampFromDate(since), until: timestampFromDate(new Date(clock().getTime() + 1)) }
      const { orders, sales, refunded, days, bestSellers } = await client.summarise(period)
      const sum = (amounts: readonly bigint[]) => Number(amounts.reduce((all, one) => all + one, 0n))
      const listed = async (view: string) => (await client.listOrders({ view, ...period, page: { limit: 100 } })).total
      return {
        ...{ orders, sales: Number(sales!.amountMinor), refunded: Number(refunded!.amountMinor) },
        ofDays: sum(days.map((day) => day.sales!.amountMinor)),
        pieces: bestSellers.reduce((all, { quantity }) => all + quantity, 0),
        listed: [await listed('kept'), await listed('sold'), await listed('refunded')],
      }
    }
    const begin = () => {
      clock.advance(3 * day)
      return clock()
    }

    test('the money of an order that moved whole is counted, once; so it is when the replacement comes back', async () => {
      const since = begin()
      const it = await packed(1)
      const replacement = orderIn(await pay((await asked(it)).exchange!.cartId))
      await settled()
      const sold = { orders: 1, sales: 6_990, ofDays: 6_990, pieces: 1 }
      expect(await figures(since)).toEqual({ ...sold, refunded: 0, listed: [1, 2, 0] })
      await handedOverAndDelivered(replacement.id)
      const returnId = randomIds()
      await client.openReturn({ returnId, orderId: replacement.id, kind: 'withdrawal', name: 'Ada', viewer })
      for (const to of ['received', 'checked']) {
        const lines = to === 'checked' ? [{ lineId: replacement.lines[0]!.id, accepted: 1, restocked: 1 }] : []
        await client.moveReturn({ orderId: replacement.id, returnId, to, lines, actor: 'joe' })
      }
      await settled()
      await later()
      expect(await figures(since)).toMatchObject({ ...sold, refunded: 6_990, listed: [1, 2, 2] })
    })

    test('what pays a replacement is counted when the rest of its order is cancelled, and nothing is when both are', async () => {
      const since = begin()
      const it = await packed()
      const replacement = orderIn(await pay((await asked(it)).exchange!.cartId))
      await settled()
      expect(await figures(since)).toMatchObject({ orders: 2, sales: 10_490 + 1_500, refunded: 0, pieces: 2 })
      await cancel(it.id)
      await settled()
      await later()
      expect(await figures(since)).toMatchObject({ orders: 1, sales: 10_490 + 1_500, refunded: 5_490, pieces: 1 })
      await cancel(replacement.id)
      await settled()
      await later()
      expect(await figures(since)).toEqual({ orders: 0, sales: 0, ofDays: 0, refunded: 0, pieces: 0, listed: [0, 0, 0] })
    })

    test('pieces that were swapped within their order, or taken out, are not sold twice', async () => {
      const since = begin()
      const it = await packed(3)
      expect((await swap(it, it.d, 1)).case).toBe('swapped')
      await settled()
      await takeOut(it)
      await settled()
      expect(await figures(since)).toMatchObject({ orders: 1, pieces: 2 })
    })
  })

  async function handedOverAndDelivered(orderId: string) {
    await swaps.handOver(orderId)
    await swaps.scan(orderId, 'delivered')
    await settled()
  }
})
