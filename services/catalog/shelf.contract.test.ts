import { createClient } from '@connectrpc/connect'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { testShop } from '../../system/test-shop.ts'
import { catalog } from './service.ts'
import { frame, type TestProduct } from './test-products.ts'
import { tellings } from './test-shelves.ts'

const colours = ['black', 'tortoise', 'red', 'blue', 'green']
const shapes = ['panto', 'round', 'square', 'oval']

/** The same shop each time. */
const products: TestProduct[] = Array.from({ length: 1_000 }, (_, n) => {
  const id = `frame-${n}`
  const own = colours.filter((_, at) => ((n >> 2) + at * at) % 3 === 0)
  const variants = (own.length > 0 ? own : ['black']).map((colour) => ({
    id: `${id}-${colour}`,
    sku: `${id}-${colour}`,
    options: { colour },
  }))
  return frame(id, { variants, categoryIds: [`category-${n % 3}`] }, { shape: shapes[(n * 5) % 4]!, lensWidthMm: 44 + (n % 12) })
})
const priceOf = (n: number) => 5_000 + (n % 40) * 500

describe.each(inject('servers'))('the shelf on %s', async (_, serverUrl) => {
  const pool = await testDatabase(serverUrl)
  const shop = await testShop(pool, { services: [catalog] })
  const client = createClient(CatalogService, shop.peer('catalog'))
  afterAll(() => shop.stop())
  afterEach(() => vi.restoreAllMocks())

  const stock = async (some: readonly TestProduct[]) => {
    for (const product of some) {
      const values = [product.variants.map(({ id }) => id), priceOf(Number(product.id.slice(6)))]
      await pool.query(
        `insert into catalog.variant_price (variant_id, currency, price_minor) select id, 'EUR', $2 from unnest($1::text[]) as id`,
        values,
      )
      await client.putProduct({ product })
    }
  }
  const asked = {
    currency: 'EUR',
    locale: 'fr',
    facets: true,
    category: 'category-1',
    filters: [
      { name: 'colour', values: ['red', 'blue'] },
      { name: 'shape', values: ['panto'], exclude: true },
      { name: 'price', min: 8_000, max: 20_000 },
    ],
  }
  const statements = async () => {
    const counted = vi.spyOn(pool, 'query').mockClear()
    await client.listProducts(asked)
    await client.getProduct({ idOrSlug: 'frame-1', currency: 'EUR' })
    return counted.mock.calls.length
  }
  beforeAll(async () => {
    const name = { fr: 'Lunettes', en: 'Glasses' }
    await client.putCategories({ categories: [0, 1, 2].map((n) => ({ id: `category-${n}`, slug: `category-${n}`, name })) })
    await stock(products.slice(0, 10))
  })

  test('a list costs one statement at 10 products and at 1,000, and its counts are those of a count by hand', {
    timeout: 600_000,
  }, async () => {
    await statements()
    expect(await statements()).toBe(1 + 1) // one for the list, one for the page of a product
    await stock(products.slice(10))
    await statements()
    expect(await statements()).toBe(1 + 1)

    const { total, facets, cards } = await client.listProducts(asked)
    const has = (product: TestProduct, some: readonly string[]) =>
      product.variants.some(({ options }) => some.includes(options?.['colour'] ?? ''))
    const base = products.filter((product, n) => product.categoryIds.includes('category-1') && priceOf(n) >= 8_000 && priceOf(n) <= 20_000)
    const notPanto = base.filter(({ attributes }) => attributes['shape'] !== 'panto')
    expect(total).toBe(notPanto.filter((product) => has(product, ['red', 'blue'])).length)
    expect(cards).toHaveLength(24)
    const counts = (facet: string) =>
      Object.fromEntries(facets.find(({ name }) => name === facet)?.values.map(({ value, count }) => [value, count]) ?? [])
    expect(counts('colour')).toEqual(
      Object.fromEntries(colours.map((colour) => [colour, notPanto.filter((product) => has(product, [colour])).length])),
    )
    const red = base.filter((product) => has(product, ['red', 'blue']))
    const expected = shapes.map((shape) => [shape, red.filter(({ attributes }) => attributes['shape'] === shape).length] as const)
    expect(counts('shape')).toEqual(Object.fromEntries(expected.filter(([, count]) => count > 0)))
  })

  test('two processes share one database: each sees at once what the other changed', async () => {
    const other = await testShop(pool, { services: [catalog] })
    const there = createClient(CatalogService, other.peer('catalog'))
    const seen = async (by: typeof client) =>
      (await by.getCards({ productIds: ['frame-1'], currency: 'EUR' })).cards.map(({ name }) => name)
    await there.putProduct({ product: { ...products[1]!, name: { fr: 'Autre', en: 'Other' } } })
    expect([await seen(client), await seen(there)]).toEqual([['Autre'], ['Autre']])
    await client.putProduct({ product: { ...products[1]!, status: 'withdrawn' } })
    expect([await seen(client), await seen(there)]).toEqual([[], []])
    await other.stop()
  })

  test('a look whose question is late still sees what another look learned before it', async () => {
    const other = await testShop(pool, { services: [catalog] })
    const there = createClient(CatalogService, other.peer('catalog'))
    const names = async () => (await client.getCards({ productIds: ['frame-20'], currency: 'EUR' })).cards.map(({ name }) => name)
    await names()
    await there.putProduct({ product: { ...products[20]!, name: { fr: 'Nouvelle', en: 'New' } } })

    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const query = pool.query.bind(pool) as (...asked: unknown[]) => unknown
    const asking = vi.spyOn(pool, 'query').mockImplementationOnce((async (...asked: unknown[]) => {
      await held
      return query(...asked)
    }) as never)
    const late = names()
    await vi.waitFor(() => expect(asking).toHaveBeenCalled())
    expect(await names()).toEqual(['Nouvelle'])
    release()
    expect(await late).toEqual(['Nouvelle'])
    await other.stop()
  })

  test('those who look at the same moment ask one question', async () => {
    await client.listProducts(asked)
    const counted = vi.spyOn(pool, 'query').mockClear()
    await Promise.all(Array.from({ length: 8 }, () => client.listProducts(asked)))
    expect(counted).toHaveBeenCalledTimes(1)
  })

  test('readers who look while sixteen writers change prices never meet a card that is half old', async () => {
    const tell = tellings(shop)
    const variants = products.slice(2, 18).map(({ variants: [first] }) => first!.id)
    const ids = products.slice(2, 18).map(({ id }) => id)
    const prices = async () =>
      (await client.getCards({ productIds: ids, currency: 'EUR' })).cards.map(({ price }) => Number(price?.price?.amountMinor))
    for (let amount = 100; amount < 105; amount++) {
      await Promise.all(variants.map((id) => tell.price(id, amount)))
      const seen: number[][] = []
      const looking = (async () => {
        for (let n = 0; n < 20; n++) seen.push(await prices())
      })()
      await Promise.all([shop.settle(), looking])
      expect(seen.every((cards) => cards.length === ids.length)).toBe(true)
      expect(await prices()).toEqual(ids.map(() => amount))
    }
  })
})
