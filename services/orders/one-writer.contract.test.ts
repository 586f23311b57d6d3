import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { sqlCartStore } from './adapters/sql-cart-store.ts'
import { sqlCheckoutStore } from './adapters/sql-checkout-store.ts'
import { sqlInvoiceStore } from './adapters/sql-invoice-store.ts'
import { sqlOrderStore } from './adapters/sql-order-store.ts'
import { orderTellings } from './api/order-message.ts'
import { invoiceOf } from './domain/invoice.ts'
import { openTill, orderIn, shoppers } from './test-till.ts'

/** Thirty-two write at once from what they read before, each with a connection of its own: one is heard, the others read again. */
const crowd = 32
const all = <T>(act: (n: number) => Promise<T>) => Promise.all(Array.from({ length: crowd }, (_one, n) => act(n)))
const at = new Date('2026-11-20T10:00:00Z')
const card = { provider: 'sandbox', method: 'card', token: 'ok', returnUrl: '' }

describe.each(inject('servers'))('one writer at a time on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, crowd)
  const till = await openTill(pool)
  afterAll(till.close)
  const carts = sqlCartStore(pool)
  const checkouts = sqlCheckoutStore(pool, randomIds, orderTellings)
  const newCart = (customerId = '') => carts.create({ id: randomIds(), customerId, currency: 'EUR', locale: 'fr' }, at)
  const begin = (cart: Awaited<ReturnType<typeof newCart>>, orderId: string = randomIds()) =>
    checkouts.begin(cart, orderId, card, 100, at, at).then((run) => run !== undefined)
  const heard = (answers: readonly boolean[]) => answers.filter(Boolean).length
  beforeAll(() => all(() => pool.query('select pg_sleep(0.05)'))) // all connections stand before anybody writes

  test('a cart that is edited and paid at once is paid as it was read, or not', async () => {
    for (let n = 0; n < 8; n++) {
      const cart = await newCart()
      expect(heard(await all((one) => (one % 2 ? carts.save(cart, at) : begin(cart))))).toBe(1)
      expect(await begin(cart)).toBe(false)
    }
  })

  test('of two carts that become one, an edit of either is seen or comes after', async () => {
    for (let n = 0; n < 8; n++) {
      const [guest, own] = [await newCart(), await newCart('ada')]
      expect(heard(await all((one) => (one % 2 ? carts.save(own, at) : carts.saveBoth(guest, own, at))))).toBe(1)
    }
  })

  test('a step of a checkout is recorded by one of those who took it', async () => {
    const orderId = randomIds()
    await begin(await newCart(), orderId)
    const progress = { step: 'freeze', tries: 0, leaseUntil: at, dueAt: at } as const
    expect(heard(await all(() => checkouts.advance(orderId, 'reserve', progress, at)))).toBe(1)
  })

  test('an order belongs to one cart', async () => {
    const orderId = randomIds()
    const begun = await all(async () => begin(await newCart(), orderId).catch((error: { code: string }) => error.code))
    expect(begun.toSorted()).toEqual([...Array<string>(crowd - 1).fill('already-exists'), true])
  })

  const paid = async () => {
    const { readyToPay, pay } = shoppers(till.shop.peer('orders'), till.shop)
    const { id } = orderIn(await pay(await readyToPay(1)))
    return (await sqlOrderStore(pool, randomIds).find(id))!
  }

  test('an order whose checkout went elsewhere is not changed as if it had not', async () => {
    const order = await paid()
    const orders = sqlOrderStore(pool, randomIds)
    expect(await orders.change({ order, told: [], checkout: { from: 'capture', to: 'undo-authorise' } }, at)).toBe(false)
    expect(await orders.find(order.id)).toEqual(order)
  })

  /** A row beside one that is there, the same but for some columns. */
  async function twin(table: string, id: string, changes: Readonly<Record<string, string>>): Promise<pg.QueryResult> {
    const { rows } = await pool.query<{ name: string }>(
      `select column_name as name from information_schema.columns where table_schema = 'orders' and table_name = $1 and is_generated = 'NEVER'`,
      [table],
    )
    const names = rows.map(({ name }) => name)
    const values = names.map((name) => changes[name] ?? name)
    return pool.query(
      `insert into orders.${table} (${names.join()}) select ${values.join()} from orders.${table} where $1 in (${Object.keys(changes)[0]})`,
      [id],
    )
  }

  test('the database refuses a second order of a cart, and a second order of a place or a number', async () => {
    const { id } = await paid()
    const another = { id: `'another'`, position: '1000000', number: `'V-1000000'`, cart_id: `'another'` }
    const { position: _position, ...sameplace } = another
    const { number: _number, ...sameNumber } = another
    const { cart_id: _cart, ...sameCart } = another
    await expect(twin('shop_order', id, sameplace)).rejects.toMatchObject({ constraint: 'shop_order_position_key' })
    await expect(twin('shop_order', id, sameNumber)).rejects.toMatchObject({ constraint: 'shop_order_number_key' })
    await expect(twin('shop_order', id, sameCart)).rejects.toMatchObject({ constraint: 'shop_order_of_cart' })
  })

  test('the database refuses a status nobody knows, money for lenses nobody verified, and pieces sent that were not bought', async () => {
    const { id } = await paid()
    const set = (what: string) => pool.query(`update orders.shop_order set ${what} where id = $1`, [id])
    await expect(set(`status = 'lost'`)).rejects.toMatchObject({ code: '23514', constraint: 'shop_order_status_check' })
    const line = (more: string) => `lines = jsonb_set(lines, '{0}', lines -> 0 || '${more}')`
    await expect(set(line('{"glasses": {"toPrescription": true}}'))).rejects.toMatchObject({ constraint: 'shop_order_verified' })
    await expect(set(line('{"cancelled": 0, "sent": 2, "returned": 0}'))).rejects.toMatchObject({ constraint: 'shop_order_pieces' })
    await set(line('{"glasses": {"toPrescription": true, "isVerified": true}}'))
  })

  test('the database refuses a second document of a cause, in a place of an order, or of a number in its row', async () => {
    const order = await paid()
    const number = await issued(order)
    const another = { number: `'X'`, position: '1000000', cause: `'another'`, place: '1000000' }
    const { position: _position, ...samePosition } = another
    const { cause: _cause, ...sameCause } = another
    const { place: _place, ...samePlace } = another
    await expect(twin('invoice', number, samePosition)).rejects.toMatchObject({ constraint: 'invoice_kind_position_key' })
    await expect(twin('invoice', number, sameCause)).rejects.toMatchObject({ constraint: 'invoice_cause_key' })
    await expect(twin('invoice', number, samePlace)).rejects.toMatchObject({ constraint: 'invoice_place' })
  })
  async function issued(order: Awaited<ReturnType<typeof paid>>): Promise<string> {
    await sqlInvoiceStore(pool).issue({ orderId: order.id }, invoiceOf(order, ['Vitrine']), at, 0)
    const { rows } = await pool.query<{ number: string }>('select number from orders.invoice where order_id = $1', [order.id])
    return rows[0]!.number
  }
})
