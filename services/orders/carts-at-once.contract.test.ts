import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import type pg from 'pg'
import { beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { sqlCartStore } from './adapters/sql-cart-store.ts'
import type { Cart, CartLine } from './domain/cart.ts'

const at = new Date('2026-11-20T10:00:00Z')
const words = { fr: 'Lise', en: 'Lise' }
const lineOf = (id: string): CartLine => ({
  ...{ id, variantId: 'lise-black', productId: 'lise', sku: 'LISE', slug: 'lise', kind: 'eyewear', name: words, options: {}, image: null },
  ...{ weightG: 30, quantity: 1, shownMinor: 12_900 },
})
const withGlasses = (cart: Cart, configurationId: string): Cart => {
  const glasses = { configurationId } as NonNullable<CartLine['glasses']> // the database looks at this field alone
  return { ...cart, lines: [{ ...lineOf(randomIds()), glasses }] }
}

describe.each(inject('servers'))('carts at once on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 24)
  const asked: string[] = []
  const counted = {
    query(...given: [{ name: string }, ...never[]]) {
      asked.push(given[0].name)
      return (pool.query as (...all: unknown[]) => unknown)(...given)
    },
  } as unknown as pg.Pool
  const carts = sqlCartStore(counted)
  const newCart = () => carts.create({ id: randomIds(), customerId: '', currency: 'EUR', locale: 'fr' }, at)
  const manyOf = (count: number) => Promise.all(Array.from({ length: count }, newCart))
  const linesOf = async (id: string) => (await carts.find(id))!.lines.map((line) => line.id)
  beforeAll(() => Promise.all(Array.from({ length: 24 }, () => pool.query('select pg_sleep(0.05)')))) // all connections stand before anybody writes
  beforeEach(() => void asked.splice(0))

  test('carts that are made, read or saved in one moment are one statement; who asks for an id twice has the cart that is there', async () => {
    const ids = Array.from({ length: 8 }, () => randomIds())
    const made = await Promise.all(ids.map((id) => carts.create({ id, customerId: '', currency: 'EUR', locale: 'fr' }, at)))
    expect(made.map(({ id }) => id)).toEqual(ids)
    const full = made.map((cart) => ({
      ...cart,
      lines: [lineOf(cart.id)],
      additions: [cart.id, 'é"\\'],
      coupons: ['WELCOME'],
      email: cart.id,
    }))
    expect(await Promise.all(full.map((cart) => carts.save(cart, at)))).toEqual(Array(8).fill(true))
    const kept = full.map((cart) => ({ ...cart, version: 1 }))
    expect(await Promise.all(ids.map((id) => carts.find(id)))).toEqual(kept)
    expect(asked).toEqual(['orders.cart.create', 'orders.cart.save', 'orders.cart.find'])
    const twins = [ids[0]!, ids[0]!, randomIds()].map((id) => carts.create({ id, customerId: '', currency: 'USD', locale: 'en' }, at))
    expect((await Promise.all(twins)).map(({ currency }) => currency)).toEqual(['EUR', 'EUR', 'USD'])
    expect(await Promise.all([carts.find('nobody'), carts.find(ids[1]!)])).toEqual([undefined, kept[1]])
  })

  test('of those saved together, one that was changed meanwhile or is paid for is refused, and the others are kept', async () => {
    const [own, changed, paying, gone, other] = (await manyOf(5)) as [Cart, Cart, Cart, Cart, Cart]
    await carts.save(changed, at)
    await pool.query(`update orders.cart set state = 'checking-out' where id = $1`, [paying.id])
    asked.splice(0)
    const all = [own, changed, paying, { ...gone, id: 'nobody' }, other].map((cart) => ({ ...cart, lines: [lineOf('mine')] }))
    expect(await Promise.all(all.map((cart) => carts.save(cart, at)))).toEqual([true, false, false, false, true])
    expect(asked).toEqual(['orders.cart.save'])
    expect(await Promise.all(all.map(async ({ id }) => (await carts.find(id))?.lines.length))).toEqual([1, 0, 0, undefined, 1])
  })

  test('carts saved together are locked in order of id, in a shop that has few of them too', async () => {
    await manyOf(200)
    await pool.query('analyze orders.cart')
    const { rows } = await pool.query<Record<'low' | 'high', string>>(
      'select low.id as low, high.id as high from orders.cart as low, orders.cart as high where low.id < high.id and low.ctid > high.ctid limit 1',
    )
    const { low, high } = rows[0]!
    const [one, other] = [(await carts.find(high))!, (await carts.find(low))!]
    const holder = await pool.connect()
    await holder.query('begin')
    await holder.query('select from orders.cart where id = $1 for update', [low])
    const saved = Promise.all([carts.save(one, at), carts.save(other, at)])
    const waits = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    await expect.poll(async () => (await pool.query(waits)).rowCount).toBe(1)
    const { rowCount: free } = await holder.query('select from orders.cart where id = $1 for update skip locked', [high])
    await holder.query('rollback')
    holder.release()
    expect([await saved, free]).toEqual([[true, true], 1])
  })

  test('of two carts saved together with one pair of glasses one gets it; who was saved with them keeps theirs', async () => {
    const [one, twin, other] = (await manyOf(3)) as [Cart, Cart, Cart]
    asked.splice(0)
    const pair = randomIds()
    const all = [withGlasses(one, pair), withGlasses(twin, pair), withGlasses(other, randomIds())]
    const ends = await Promise.allSettled(all.map((cart) => carts.save(cart, at)))
    const refused = ends.filter(({ status }) => status === 'rejected')
    expect(refused).toMatchObject([{ reason: { code: 'already-exists' } }])
    expect(ends[2]).toMatchObject({ value: true })
    expect(asked).toEqual(Array(4).fill('orders.cart.save')) // together, then each by itself
    expect((await linesOf(one.id)).length + (await linesOf(twin.id)).length).toBe(1)
    expect(await carts.cartOf(pair)).toBe(ends[0]!.status === 'fulfilled' ? one.id : twin.id)
  })

  test('of two saves of one cart that were made from the same version one is heard', async () => {
    const [cart, other] = (await manyOf(2)) as [Cart, Cart]
    const saves = [{ ...cart, lines: [lineOf('a')] }, { ...cart, lines: [lineOf('b')] }, other].map((one) => carts.save(one, at))
    expect(await Promise.all(saves)).toEqual([true, false, true])
    expect(await linesOf(cart.id)).toEqual(['a'])
  })

  test('a crowd in two processes edits a few carts: every change that was said to be kept is there', async () => {
    const processes = [sqlCartStore(pool), sqlCartStore(pool)]
    const few = await manyOf(4)
    const edits = Array.from({ length: 64 }, async (_one, n) => {
      const store = processes[n % 2]!
      const { id } = few[Math.floor(n / 2) % few.length]!
      for (;;) {
        const cart = (await store.find(id))!
        if (await store.save({ ...cart, lines: [...cart.lines, lineOf(`l${n}`)] }, at)) return { id, line: `l${n}` }
      }
    })
    const kept = await Promise.all(edits)
    for (const { id } of few) {
      const cart = (await carts.find(id))!
      const own = kept.filter((one) => one.id === id).map(({ line }) => line)
      expect([cart.version, cart.lines.map((line) => line.id).toSorted()]).toEqual([own.length, own.toSorted()])
    }
  })
})
