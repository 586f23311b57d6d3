import { create, type JsonObject, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code, createClient } from '@connectrpc/connect'
import { ProductChangedSchema } from '@vitrine/contracts/catalog/v1/events'
import { OrderPaidSchema } from '@vitrine/contracts/orders/v1/events'
import { RecommendationService } from '@vitrine/contracts/recommendations/v1'
import { AvailabilityChangedSchema } from '@vitrine/contracts/stock/v1/events'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import type pg from 'pg'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { bothWays, movableClock, testShop } from '../../system/test-shop.ts'
import { sqlShopNews } from './adapters/sql-shop-news.ts'
import { recommendations } from './service.ts'

const start = new Date('2026-11-20T10:00:00Z')

describe.each(inject('servers'))('recommendations on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl, 40)
  const clock = movableClock()
  const shop = await testShop(pool, { services: [recommendations], clock })
  const { ways, close } = await bothWays(shop, 'recommendations')
  afterAll(close)
  afterAll(() => shop.stop())
  beforeEach(async () => {
    await pool.query(`truncate recommendations.neighbour, recommendations.item, recommendations.item_variant, recommendations.variant_stock,
      recommendations.purchase, recommendations.pair, recommendations.activity, recommendations.inbox`)
  })

  const tell = {
    product: (
      id: string,
      attributes: JsonObject,
      more: { kind?: string; brand?: string; status?: string; version?: number; daysAgo?: number } = {},
    ) => {
      const { kind = 'eyewear', brand = id, status = 'published', version = 1, daysAgo = 0 } = more
      const publishedAt = timestampFromDate(new Date(start.getTime() - daysAgo * 86_400_000))
      const product = { id, kind, brand, status, version, attributes, variants: [{ id: `${id}-v`, sku: id }], publishedAt }
      const body = toJson(ProductChangedSchema, create(ProductChangedSchema, { product }))
      return shop.deliver({ id: randomIds(), type: ProductChangedSchema.typeName, key: id, body })
    },
    stock: (id: string, state: string, at = start) => {
      const body = toJson(
        AvailabilityChangedSchema,
        create(AvailabilityChangedSchema, { variantId: `${id}-v`, state, at: timestampFromDate(at) }),
      )
      return shop.deliver({ id: randomIds(), type: AvailabilityChangedSchema.typeName, key: `${id}-v`, body })
    },
    order: (who: { customerId?: string; email?: string }, productIds: string[], id = randomIds()) => {
      const order = { id, ...who, lines: productIds.map((productId) => ({ productId })), placedAt: timestampFromDate(clock()) }
      const body = toJson(OrderPaidSchema, create(OrderPaidSchema, { order }))
      return shop.deliver({ id, type: OrderPaidSchema.typeName, key: id, body })
    },
  }
  const sell = async (id: string, attributes: JsonObject, more: Parameters<typeof tell.product>[2] = {}) => {
    await tell.stock(id, 'available')
    await tell.product(id, attributes, more)
  }
  /** Three frames, a perfume and a dress. */
  const smallShop = async () => {
    await sell('lise', { shape: 'panto', material: 'acetate', colour: 'black' }, { daysAgo: 5 })
    await sell('noe', { shape: 'panto', material: 'titanium', colour: 'gold' }, { daysAgo: 4 })
    await sell('elio', { shape: 'square', material: 'steel', colour: 'silver' }, { daysAgo: 3 })
    await sell('ambre', { family: 'amber', seasons: ['winter'] }, { kind: 'perfume', daysAgo: 2 })
    await sell('dune', { garment: 'dress', colour: 'black' }, { kind: 'apparel', daysAgo: 1 })
    await shop.settle()
    await work()
  }
  /** What the product does by the clock. */
  const work = async () => {
    for (const { run } of shop.running.get('recommendations')?.jobs ?? []) while ((await run()) > 0);
  }

  test('the naive way miscounts: read how many buyers, add one, write', async () => {
    await pool.query(`insert into recommendations.pair values ('lise', 'ambre', 1)`)
    const buyers = () => pool.query<{ buyers: number }>('select buyers from recommendations.pair').then(({ rows }) => rows[0]!.buyers)
    const read = await Promise.all(Array.from({ length: 10 }, buyers))
    await Promise.all(read.map((count) => pool.query('update recommendations.pair set buyers = $1', [count + 1])))
    expect(await buyers()).toBe(2) // eleven bought
  })

  describe.each(ways)('called %s', (_, transport) => {
    const client = createClient(RecommendationService, transport)
    const recommend = async (asked: Parameters<typeof client.recommend>[0]) =>
      (await client.recommend(asked)).recommendations.map(({ productId, why, fromProductId }) => [productId, why, fromProductId])
    const shown = async (asked: Parameters<typeof client.recommend>[0]) => (await recommend(asked)).map(([productId]) => productId)

    test('beside a product stands what is like it, then what goes with it, each with its reason', async () => {
      await smallShop()
      const { recommendations: found } = await client.recommend({ place: 'product', productIds: ['lise'] })
      expect(found.slice(0, 2)).toMatchObject([
        { productId: 'noe', why: 'similar', fromProductId: 'lise', shared: ['shape:panto'] },
        { productId: 'dune', why: 'goes-with', fromProductId: 'lise', shared: ['colour:black'] },
      ])
      expect(found.every(({ why }) => why !== '')).toBe(true)
      expect(found.map(({ productId }) => productId)).not.toContain('lise')
    })

    test('bought together is said from three buyers on, however often two of them buy', async () => {
      await smallShop()
      const beside = () => recommend({ place: 'cart', productIds: ['lise'], limit: 1 })
      await tell.order({ customerId: 'ada' }, ['lise', 'ambre'])
      await tell.order({ customerId: 'ada' }, ['lise', 'ambre'])
      await tell.order({ email: 'Bo@example.com' }, ['lise'])
      await tell.order({ email: 'bo@example.com' }, ['ambre'])
      await shop.settle()
      expect(await beside()).toEqual([['dune', 'goes-with', 'lise']])
      await tell.order({ customerId: 'cy' }, ['ambre', 'lise'])
      await shop.settle()
      expect(await beside()).toEqual([['ambre', 'bought-together', 'lise']])
      expect((await client.recommend({ place: 'cart', productIds: ['lise'] })).recommendations[0]?.buyers).toBe(3)
    })

    test('one order told twice, and ten orders of one buyer at once, count once', async () => {
      await smallShop()
      await Promise.all([
        tell.order({ customerId: 'ada' }, ['lise', 'ambre'], 'order 1'),
        tell.order({ customerId: 'ada' }, ['lise', 'ambre'], 'order 1'),
      ])
      await Promise.all(Array.from({ length: 10 }, () => tell.order({ customerId: 'ada' }, ['ambre', 'lise'])))
      await Promise.all([shop.settle(), shop.settle(), shop.settle()])
      await expect
        .poll(async () => (await pool.query('select product_id, other_id, buyers from recommendations.pair order by 1')).rows)
        .toEqual([
          { product_id: 'ambre', other_id: 'lise', buyers: 1 },
          { product_id: 'lise', other_id: 'ambre', buyers: 1 },
        ])
    })

    test('ten buyers who buy the same pair at once are ten', async () => {
      await smallShop()
      await Promise.all(Array.from({ length: 10 }, (_, n) => tell.order({ customerId: `buyer ${n}` }, ['lise', 'ambre'])))
      await Promise.all([shop.settle(), shop.settle(), shop.settle()])
      await expect
        .poll(async () => (await pool.query('select buyers from recommendations.pair')).rows)
        .toEqual([{ buyers: 10 }, { buyers: 10 }])
    })

    test('what a crowd bought counts as if each had been heard of alone: buyers, pairs, and how warm a product is', async () => {
      const crowd: [string, string[], number][] = [
        ['ada', ['lise'], 0],
        ['ada', ['lise', 'ambre'], 3],
        ['bo', ['lise', 'ambre'], 1],
        ['cy', ['dune', 'lise', 'ambre'], 9],
        ['bo', ['dune', 'lise'], 2],
        ['di', ['elio', 'unknown'], 4],
      ]
      const heard = async (settle: () => Promise<void>) => {
        await pool.query('truncate recommendations.neighbour, recommendations.item, recommendations.purchase, recommendations.pair')
        await pool.query('delete from recommendations.inbox')
        await smallShop()
        for (const [customerId, productIds, days] of crowd) {
          clock.advance(days * 86_400_000)
          await tell.order({ customerId }, productIds)
          clock.advance(-days * 86_400_000)
          await settle()
        }
        await shop.settle()
        const rows = async (text: string) => (await pool.query<Record<string, unknown>>(text)).rows
        return {
          purchases: await rows('select buyer, product_id from recommendations.purchase order by 1, 2'),
          pairs: await rows('select product_id, other_id, buyers from recommendations.pair order by 1, 2'),
          heat: await rows('select product_id, round(heat::numeric, 6) as heat from recommendations.item order by 1'),
        }
      }
      const alone = await heard(() => shop.settle())
      expect(alone.pairs).toContainEqual({ product_id: 'lise', other_id: 'ambre', buyers: 3 })
      expect(await heard(async () => {})).toEqual(alone)
    })

    test('what others bought is not read to count what one bought, in a young shop too', async () => {
      await smallShop()
      await pool.query(
        `insert into recommendations.purchase select 'guest ' || md5(n::text) || md5(n::text), 'lise' from generate_series(1, 1000) as n`,
      )
      await pool.query('analyze recommendations.purchase, recommendations.item')
      const { rows: guests } = await pool.query<{ buyer: string }>('select buyer from recommendations.purchase limit 1')
      const [{ buyer }] = guests as [{ buyer: string }]
      const tx = await pool.connect()
      const asked: pg.QueryConfig[] = []
      const query = tx.query.bind(tx)
      tx.query = ((one: pg.QueryConfig) => {
        asked.push(one)
        return query(one)
      }) as typeof tx.query
      await query('begin')
      await sqlShopNews.orderPaid(tx, { buyer, productIds: ['dune', 'lise', 'noe'], at: clock() })
      await query('set local plan_cache_mode = force_generic_plan')
      const plan: string[] = []
      for (const { text, values } of asked) {
        const { rows } = await query<{ 'QUERY PLAN': string }>({ name: `plan ${plan.length}`, text: `explain ${text}`, values: values! })
        plan.push(...rows.map((row) => row['QUERY PLAN'].trim()))
      }
      const { rows: pairs } = await query(`select product_id, other_id from recommendations.pair order by 1, 2`)
      await query('rollback')
      tx.release(true)
      expect(plan.filter((line) => line.includes('on purchase'))).not.toEqual([])
      expect(plan.filter((line) => line.includes('Seq Scan on purchase'))).toEqual([])
      expect(pairs.map((pair) => `${pair.product_id} ${pair.other_id}`)).toEqual([
        ...['dune lise', 'dune noe', 'lise dune'],
        ...['lise noe', 'noe dune', 'noe lise'],
      ])
    })

    test('what is sold out or withdrawn is not shown, and comes back', async () => {
      await smallShop()
      const beside = () => shown({ place: 'product', productIds: ['lise'] })
      expect(await beside()).toContain('noe')
      await tell.stock('noe', 'sold-out', new Date('2026-11-20T11:00:00Z'))
      await tell.product('dune', { garment: 'dress', colour: 'black' }, { kind: 'apparel', status: 'withdrawn', version: 2 })
      await shop.settle()
      expect(await beside()).toEqual(expect.not.arrayContaining(['noe', 'dune']))
      await tell.stock('noe', 'low', new Date('2026-11-20T12:00:00Z'))
      await tell.product('dune', { garment: 'dress' }, { kind: 'apparel', version: 1 })
      await shop.settle()
      expect(await beside()).toContain('noe')
      expect(await beside()).not.toContain('dune')
    })

    test('nobody bought yet: the newest are shown and said to be new; then what is bought is popular, and cools', async () => {
      await smallShop()
      expect((await recommend({ place: 'home' })).slice(0, 2)).toEqual([
        ['dune', 'new', ''],
        ['ambre', 'new', ''],
      ])
      for (const buyer of ['ada', 'bo', 'cy']) await tell.order({ customerId: buyer }, ['elio'])
      await shop.settle()
      expect((await recommend({ place: 'home' }))[0]).toEqual(['elio', 'popular', ''])
      clock.advance(21 * 86_400_000)
      await tell.order({ customerId: 'di' }, ['lise'])
      await shop.settle()
      expect((await recommend({ place: 'home' })).slice(0, 2)).toEqual([
        ['lise', 'popular', ''],
        ['elio', 'popular', ''],
      ])
    })

    test('what a visitor looked at counts at the next request, once, and only for this visitor', async () => {
      await smallShop()
      await client.recordActivity({ visitorId: 'ada', activities: [{ id: 'a1', kind: 'view', productId: 'lise' }] })
      await client.recordActivity({ visitorId: 'ada', activities: [{ id: 'a1', kind: 'view', productId: 'lise' }] })
      expect((await recommend({ place: 'me', visitorId: 'ada' }))[0]).toEqual(['noe', 'because-viewed', 'lise'])
      expect((await recommend({ place: 'me', visitorId: 'bo' })).map(([, why]) => why)).not.toContain('because-viewed')
      expect((await pool.query('select count(*)::int as n from recommendations.activity')).rows).toEqual([{ n: 1 }])
      await tell.order({ customerId: 'ada' }, ['noe'])
      await shop.settle()
      expect(await shown({ place: 'me', visitorId: 'ada' })).not.toContain('noe')
      clock.advance(91 * 86_400_000)
      await work()
      expect((await pool.query('select from recommendations.activity')).rowCount).toBe(0)
    })

    test.each<[string, Parameters<typeof client.recommend>[0]]>([
      ['an unknown place', { place: 'moon' }],
      ['a product page without a product', { place: 'product' }],
      ['more than 24', { place: 'home', limit: 25 }],
    ])('%s is bad input', async (_, asked) => {
      await expect(client.recommend(asked)).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('an activity of unknown kind, or of nobody, is bad input', async () => {
      const record = (visitorId: string, kind: string) =>
        client.recordActivity({ visitorId, activities: [{ id: 'a', kind, productId: 'lise' }] })
      await expect(record('ada', 'stare')).rejects.toMatchObject({ code: Code.InvalidArgument })
      await expect(record('', 'view')).rejects.toMatchObject({ code: Code.InvalidArgument })
    })

    test('verify finds nothing wrong with a shop in use, and a pair that was miscounted', async () => {
      await smallShop()
      await tell.order({ customerId: 'ada' }, ['lise', 'ambre'])
      await shop.settle()
      const verify = createClient(VerifyService, transport)
      const broken = async () => (await verify.check({})).checked.flatMap(({ breaks }) => breaks)
      expect(await broken()).toEqual([])
      await pool.query(`update recommendations.pair set buyers = 3 where product_id = 'lise'`)
      expect(await broken()).toEqual(['lise with ambre'])
    })
  })
})
