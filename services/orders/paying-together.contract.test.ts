import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { statementsOf } from '@vitrine/platform/sql/test-statements'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { sqlCartStore } from './adapters/sql-cart-store.ts'
import { sqlCheckoutStore } from './adapters/sql-checkout-store.ts'
import { sqlOrderStore } from './adapters/sql-order-store.ts'
import { orderTellings } from './api/order-message.ts'
import { editOrder } from './application/edit-order.ts'
import type { Cart } from './domain/cart.ts'
import type { Step } from './domain/checkout.ts'
import type { Order } from './domain/order.ts'
import { openTill, orderIn } from './test-till.ts'

const [at, later] = [new Date('2026-11-20T10:00:00Z'), new Date('2026-11-20T10:00:20Z')]
const card = { provider: 'sandbox', method: 'card', token: 'ok', returnUrl: '' }
const atStep = (step: Step) => ({ step, tries: 0, leaseUntil: later, dueAt: later })

/** What is asked of a database, by name. */
async function watched(serverUrl: string, connections: number) {
  const pool = await testDatabase(serverUrl, connections)
  const asked = statementsOf(pool)
  const asksOf = async <T>(act: () => Promise<T>): Promise<[T, string[]]> => {
    asked.length = 0
    const answer = await act()
    return [answer, [...asked]]
  }
  return { pool, asksOf }
}

/** Statements that take a set: eight people pay in one moment, and the sixth is always the odd one. */
describe.each(inject('servers'))('who pays together on %s', async (_, serverUrl) => {
  const { pool, asksOf } = await watched(serverUrl, 16)
  const till = await openTill(pool)
  afterAll(till.close)
  const carts = sqlCartStore(pool)
  const [checkouts, orders] = [sqlCheckoutStore(pool, randomIds, orderTellings), sqlOrderStore(pool, randomIds)]
  const crowd = Array.from({ length: 8 }, (_one, n) => n)
  const odd = 5
  const oneIn = <T>(usual: T, odder: T) => crowd.map((n) => (n === odd ? odder : usual))
  const all = <T>(act: (n: number) => Promise<T>) => asksOf(() => Promise.all(crowd.map(act)))
  /** Answers, and what was thrown. */
  const ends = (act: (n: number) => Promise<unknown>) =>
    Promise.all(crowd.map((n) => act(n).catch(({ code, constraint }: { code: string; constraint?: string }) => constraint ?? code)))

  let sample: Order
  beforeAll(async () => {
    const { id } = orderIn(await till.pay(await till.readyToPay(1)))
    await till.shop.settle()
    sample = (await orders.find(id))!
  })
  const newCart = () => carts.create({ id: randomIds(), customerId: '', currency: 'EUR', locale: 'fr' }, at)
  const newCarts = () => Promise.all(crowd.map(newCart))
  async function begun(cart: Cart, step: Step = 'reserve', orderId = randomIds()) {
    await checkouts.begin(cart, orderId, card, 100, at, later)
    if (step !== 'reserve') await checkouts.advance(orderId, 'reserve', atStep(step), at)
    return orderId
  }
  /** An order that may be placed. */
  async function placeable(step: Step = 'place'): Promise<Order> {
    const cart = await newCart()
    const fresh = { payments: [], deliveries: [], timeline: sample.timeline.slice(0, 1), capturedMinor: 0, version: 0 }
    return { ...sample, ...fresh, id: await begun(cart, step), cartId: cart.id, status: 'placed', number: '' }
  }
  const place = (order: Order) => checkouts.place(order, atStep('capture'), at)
  const placed = async () => (await place(await placeable()))!
  const numberOf = (order: Order | undefined) => Number(order?.number.slice(2))
  const countedTo = async () =>
    (
      await pool.query<{ last: number; count: number }>(
        'select last::int, (select count(*)::int from orders.shop_order) as count from orders.order_counter',
      )
    ).rows[0]!
  const toldOf = async (orderId: string) =>
    (
      await pool.query<{ type: string; number: string }>(
        `select type, body #>> '{order,number}' as number from orders.outbox where key = $1 order by position`,
        [orderId],
      )
    ).rows
  const stepOf = async (cartId: string) => (await checkouts.load(cartId))?.run?.step

  test('carts are locked together; one that changed meanwhile is not, and takes nobody with it', async () => {
    const some = await newCarts()
    await carts.save(some[odd]!, at)
    const [runs, asks] = await all((n) => checkouts.begin(some[n]!, `order of ${some[n]!.id}`, card, 100 + n, at, later))
    expect(asks).toEqual(['orders.checkout.begin'])
    expect(runs.map((run) => run?.expectedMinor)).toEqual([100, 101, 102, 103, 104, undefined, 106, 107])
    const [found, looks] = await all((n) => checkouts.load(some[n]!.id))
    expect(looks).toEqual(['orders.checkout.load'])
    expect(found.map((one) => [one?.cart.id, one?.cart.state, one?.run?.expectedMinor])).toEqual(
      some.map(({ id }, n) => (n === odd ? [id, 'open', undefined] : [id, 'checking-out', 100 + n])),
    )
  })

  test('an order id of another cart is said to whoever named it; a cart that was refused begins again', async () => {
    const some = await newCarts()
    const taken = await begun(await newCart())
    const ids = crowd.map((n) => (n === odd ? taken : randomIds()))
    const begin = (n: number, cart = some[n]!) => checkouts.begin(cart, ids[n]!, card, 100, at, later).then((run) => run?.attempt)
    expect(await ends((n) => begin(n))).toEqual(oneIn<unknown>(1, 'already-exists'))
    await Promise.all(
      ids.filter((_id, n) => n !== odd).map((id) => checkouts.advance(id, 'reserve', { ...atStep('reserve'), step: 'refused' }, at)),
    )
    ids[odd] = randomIds()
    const open = await Promise.all(some.map(({ id }) => carts.find(id)))
    const [attempts, asks] = await all((n) => begin(n, open[n]))
    expect([attempts, asks]).toEqual([oneIn(2, 1), ['orders.checkout.begin']])
  })

  test('steps are recorded together, with what each tells; one that was taken by somebody else is not', async () => {
    const some = await newCarts()
    const ids = await Promise.all(some.map((cart, n) => begun(cart, n === odd ? 'freeze' : 'reserve')))
    const lost = { orderId: '', email: '', locale: 'fr', lines: [], amountMinor: 1, currency: 'EUR' }
    const progressOf = (n: number) =>
      n % 2 ? atStep('freeze') : { ...atStep('reserve'), step: 'refused' as const, told: orderTellings.lost({ ...lost, orderId: ids[n]! }) }
    const [isOurs, asks] = await all((n) => checkouts.advance(ids[n]!, 'reserve', progressOf(n), at))
    expect([isOurs, asks]).toEqual([oneIn(true, false), ['orders.checkout.advance']])
    expect(await Promise.all(some.map(({ id }) => stepOf(id)))).toEqual(crowd.map((n) => (n % 2 ? 'freeze' : 'refused')))
    expect(await Promise.all(some.map(async ({ id }) => (await carts.find(id))?.state))).toEqual(
      crowd.map((n) => (n % 2 ? 'checking-out' : 'open')),
    )
    expect(await Promise.all(ids.map(async (id) => (await toldOf(id)).length))).toEqual(crowd.map((n) => (n % 2 ? 0 : 1)))
  })

  test('a step the database does not know harms nobody else', async () => {
    const some = await newCarts()
    const ids = await Promise.all(some.map((cart) => begun(cart)))
    const progressOf = (n: number) => atStep(n === odd ? ('nowhere' as Step) : 'freeze')
    expect(await ends((n) => checkouts.advance(ids[n]!, 'reserve', progressOf(n), at))).toEqual(oneIn<unknown>(true, 'checkout_step_check'))
    expect(await Promise.all(some.map(({ id }) => stepOf(id)))).toEqual(oneIn('freeze', 'reserve'))
  })

  test('orders are placed together, their numbers in the order in which they came; one that is not to be placed takes none', async () => {
    const some = await Promise.all(crowd.map((n) => placeable(n === odd ? 'authorise' : 'place')))
    const { last } = await countedTo()
    const [made, asks] = await all((n) => place(some[n]!))
    expect(asks).toEqual(['orders.checkout.place'])
    expect(made.map(numberOf)).toEqual([1, 2, 3, 4, 5, NaN, 6, 7].map((n) => last + n))
    expect(await countedTo()).toEqual({ last: last + 7, count: last + 7 })
    for (const order of made.filter((one) => one !== undefined)) {
      expect(await orders.find(order.id)).toEqual(order)
      expect(await toldOf(order.id)).toEqual([{ type: orderTellings.placed(order).type, number: order.number }])
      expect(await carts.find(order.cartId)).toMatchObject({ state: 'checked-out', orderId: order.id })
    }
    expect(await carts.find(some[odd]!.cartId)).toMatchObject({ state: 'checking-out', orderId: '' })
  })

  test('an order the database refuses is its own alone, and leaves no gap', async () => {
    const some = await Promise.all(crowd.map(() => placeable()))
    const { last } = await countedTo()
    const totals = { ...sample.totals, totalMinor: -1 }
    const numbers = await ends(async (n) => numberOf(await place(n === odd ? { ...some[n]!, totals } : some[n]!)))
    expect(numbers.filter((number) => typeof number === 'number').toSorted((a, b) => a - b)).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((n) => last + n),
    )
    expect(numbers[odd]).toMatch(/^shop_order_/)
    expect(await stepOf(some[odd]!.cartId)).toBe('place')
  })

  test('orders change together, with their checkouts, errands and what they tell; one that was changed meanwhile does not', async () => {
    const some = await Promise.all(crowd.map(placed))
    const errand = { kind: 'release', amountMinor: 0, reason: 'a test', actor: '' } as const
    const changeOf = (order: Order, n: number) => {
      const version = n === odd ? order.version + 1 : order.version
      const checkout = n === 0 ? ({ from: 'undo-place', to: 'undo-authorise' } as const) : ({ from: 'capture', to: 'cancelled' } as const)
      const told = [orderTellings.placed(order), orderTellings.cancelled(order, `reason ${n}`)]
      return {
        order: { ...order, version, status: 'cancelled', waitsUntil: `${n}` },
        told,
        errands: [{ ...errand, id: `release ${order.id}` }],
        checkout,
      } as const
    }
    const [isOurs, asks] = await all((n) => orders.change(changeOf(some[n]!, n), at))
    expect([isOurs, asks]).toEqual([crowd.map((n) => n !== odd && n !== 0), ['orders.order.change']])
    const [found, looks] = await all((n) => orders.find(some[n]!.id))
    expect(looks).toEqual(['orders.order.find'])
    for (const [n, order] of found.entries()) {
      const isChanged = isOurs[n] ? 1 : 0
      expect([order?.version, order?.status, order?.waitsUntil]).toEqual(
        isChanged ? [1, 'cancelled', `${n}`] : [0, 'placed', sample.waitsUntil],
      )
      expect(await stepOf(order!.cartId)).toBe(isChanged ? 'cancelled' : 'capture')
      expect((await toldOf(order!.id)).slice(1).map(({ type }) => type)).toEqual(
        isChanged ? changeOf(order!, n).told.map(({ type }) => type) : [],
      )
      const { rowCount } = await pool.query(`select from orders.errand where id = $1 and order_id = $2`, [
        `release ${order!.id}`,
        order!.id,
      ])
      expect(rowCount).toBe(isChanged)
    }
  })

  test('a cart whose order falls through is locked again, its neighbours are not', async () => {
    const some = await Promise.all(crowd.map(placed))
    const to = (n: number) => (n === odd ? 'undo-authorise' : 'paid-later')
    await all((n) => orders.change({ order: some[n]!, told: [], checkout: { from: 'capture', to: to(n) } }, at))
    const states = await Promise.all(some.map(async ({ cartId }) => (await carts.find(cartId))?.state))
    expect(states).toEqual(oneIn('checked-out', 'checking-out'))
  })

  test.each([false, true])('a change the database refuses harms nobody else (rewrites: %s)', async (rewrites) => {
    const some = await Promise.all(crowd.map(placed))
    const changed = (n: number) => ({ ...some[n]!, waitsUntil: '2026-12-24', ...(n === odd && { refundedMinor: 1 }) })
    const act = (n: number) => orders.change({ order: changed(n), told: [], rewrites }, at)
    expect(await ends(act)).toEqual(oneIn<unknown>(true, expect.stringMatching(/^shop_order_/)))
    expect((await Promise.all(some.map(({ id }) => orders.find(id)))).map((order) => order?.waitsUntil)).toEqual(
      oneIn('2026-12-24', sample.waitsUntil),
    )
  })

  test('lines, totals and addresses are rewritten together, each order with its own', async () => {
    const some = await Promise.all(crowd.map(placed))
    const rewritten = (n: number): Order => ({
      ...some[n]!,
      shipping: { ...some[n]!.shipping, line1: `${n} rue de la Paix` },
      billing: n % 2 ? sample.shipping : null,
    })
    const [isOurs, asks] = await all((n) => orders.change({ order: rewritten(n), told: [], rewrites: true }, at))
    expect([isOurs.every(Boolean), asks]).toEqual([true, ['orders.order.rewrite']])
    expect(await Promise.all(some.map(({ id }) => orders.find(id)))).toEqual(crowd.map((n) => ({ ...rewritten(n), version: 1 })))
  })

  test('checkouts that wait are woken together; each hears what its own order shows', async () => {
    const payments = (n: number) => [{ ...sample.payments[0]!, id: `payment ${n}` }]
    const some = await Promise.all(crowd.map(async (n) => (await place({ ...(await placeable()), payments: payments(n) }))!))
    const action = { kind: 'wait', url: '' } as const
    const waiting = some.filter((_order, n) => n !== odd)
    await Promise.all(waiting.map(({ id }) => checkouts.advance(id, 'capture', { ...atStep('capture'), action }, at)))
    const wokenAt = new Date(at.getTime() + 1_000)
    const [woken, asks] = await all((n) => checkouts.wake(n === 1 ? 'nobody' : some[n]!.id, wokenAt))
    expect([woken, asks]).toEqual([crowd.map((n) => (n === 1 ? undefined : payments(n))), ['orders.checkout.wake']])
    const { rows } = await pool.query<{ id: string }>('select order_id as id from orders.checkout where due_at = $1', [wokenAt])
    expect(rows.map(({ id }) => id).toSorted()).toEqual(
      some
        .filter((_order, n) => n !== odd && n !== 1)
        .map(({ id }) => id)
        .toSorted(),
    )
  })

  test('an order that is paid and packed is written anew in no index', async () => {
    const order = await placed()
    const tx = await pool.connect()
    await tx.query('begin')
    const own = sqlOrderStore(tx, randomIds)
    const written = `select n_tup_upd::int as changed, n_tup_hot_upd::int as "inPlace" from pg_stat_xact_user_tables where relid = 'orders.shop_order'::regclass`
    const before = (await tx.query<{ changed: number; inPlace: number }>(written)).rows[0]!
    for (const [version, status] of (['paid', 'packed'] as const).entries()) {
      const next: Order = {
        ...order,
        status,
        version,
        capturedMinor: sample.capturedMinor,
        payments: sample.payments,
        deliveries: sample.deliveries,
      }
      expect(await own.change({ order: next, told: [] }, at)).toBe(true)
    }
    const { rows } = await tx.query(written)
    await tx.query('rollback')
    tx.release()
    expect(rows).toEqual([{ changed: before.changed + 2, inPlace: before.inPlace + 2 }])
  })

  test('two that take the same step, or change an order from the same version, in one moment: one is heard', async () => {
    const cart = await newCart()
    const heard = (answers: readonly unknown[]) => answers.filter(Boolean).length
    expect(heard((await all(() => checkouts.begin(cart, `order of ${cart.id}`, card, 100, at, later)))[0])).toBe(1)
    const step = () => checkouts.advance(`order of ${cart.id}`, 'reserve', atStep('freeze'), at)
    expect(heard((await all(step))[0])).toBe(1)
    const order = await placeable()
    expect(heard((await all(() => place(order)))[0])).toBe(1)
    expect(heard((await all(() => orders.change({ order, told: [] }, at)))[0])).toBe(1)
  })

  test('several processes that place and change the same orders at once: numbers without gaps, and every change holds', async () => {
    const processes = [0, 1, 2].map(() => ({
      checkouts: sqlCheckoutStore(pool, randomIds, orderTellings),
      orders: sqlOrderStore(pool, randomIds),
    }))
    const some = await Promise.all(Array.from({ length: 40 }, () => placeable()))
    const { last } = await countedTo()
    const made = await Promise.all(processes.flatMap((one) => some.map((order) => one.checkouts.place(order, atStep('capture'), at))))
    const numbers = made.filter((order) => order !== undefined).map(numberOf)
    expect(numbers.toSorted((a, b) => a - b)).toEqual(some.map((_order, n) => last + 1 + n))
    expect(await countedTo()).toEqual({ last: last + some.length, count: last + some.length })
    const noted = (order: Order, event: string) => ({ ...order, timeline: [...order.timeline, { at: at.toISOString(), event, facts: {} }] })
    const events = ['a', 'b', 'c']
    const change = (store: (typeof processes)[number]['orders'], id: string, event: string) =>
      editOrder(store, id, at, (order) => ({ order: noted(order, event), told: [] }))
    await Promise.all(
      processes.flatMap((one, place) =>
        some.slice(0, 10).flatMap(({ id }) => events.map((event) => change(one.orders, id, `${event}${place}`))),
      ),
    )
    for (const { id } of some.slice(0, 10)) {
      const { timeline, version } = (await orders.find(id))!
      expect(version).toBe(9)
      expect(
        timeline
          .slice(1)
          .map(({ event }) => event)
          .toSorted(),
      ).toEqual(events.flatMap((event) => [0, 1, 2].map((n) => `${event}${n}`)))
    }
  })
})
