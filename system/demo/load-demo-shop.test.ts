import { create } from '@bufbuild/protobuf'
import { createClient, createRouterTransport } from '@connectrpc/connect'
import { CatalogService, ProductSchema } from '@vitrine/contracts/catalog/v1'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { OrderService } from '@vitrine/contracts/orders/v1'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { catalog } from '@vitrine/catalog'
import { delivery } from '@vitrine/delivery'
import { optics } from '@vitrine/optics'
import { media } from '@vitrine/media'
import { orders } from '@vitrine/orders'
import { payments } from '@vitrine/payments'
import { pricing } from '@vitrine/pricing'
import { stock } from '@vitrine/stock'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readDemoShop } from '../../tools/demo-shop/demo-shop.ts'
import { type TestShop, testShop } from '../test-shop.ts'
import { loadDemoShop } from './load-demo-shop.ts'

const pool = await testDatabase()
const demo = await readDemoShop()
const variants = demo.products.flatMap((product) => product.variants)
let shop: TestShop
beforeAll(async () => {
  shop = await testShop(pool, {
    services: [catalog, stock, pricing, orders, payments, delivery, optics, media],
    settings: { OPTICS_KEY: 'for tests only, for tests only, 32' },
    background: false,
  })
})
afterAll(() => shop.stop())

const goods = () => createClient(CatalogService, shop.peer('catalog'))
const pictures = async () => (await pool.query<{ n: number }>('select count(*)::int as n from media.asset')).rows[0]!.n

test('an empty shop is full afterwards: goods with prices, stock, pictures, ways to deliver', async () => {
  const outcome = await loadDemoShop({ peer: shop.peer, pool })
  expect(outcome).toEqual({ outcome: 'loaded', products: demo.products.length, pictures: await pictures() })
  await shop.settle()
  const { total, cards } = await goods().listProducts({ locale: 'fr', currency: 'EUR', page: { limit: 48 } })
  expect(total).toBe(demo.products.length)
  expect(cards.filter(({ image, price, name }) => !image?.sha256 || !price || !name)).toEqual([])
  const stocked = await createClient(StockService, shop.peer('stock')).availability({
    variantIds: variants.slice(0, 100).map(({ id }) => id),
  })
  expect(stocked.availabilities.map(({ available }) => available)).toEqual(variants.slice(0, 100).map(({ onHand }) => onHand))
  const reduced = variants.filter(({ priceBeforeMinor }) => priceBeforeMinor !== undefined)
  const { prices } = await createClient(PricingService, shop.peer('pricing')).getPrices({
    variantIds: reduced.map(({ id }) => id),
    currency: 'EUR',
  })
  expect(prices.map(({ priceBefore }) => Number(priceBefore?.amountMinor))).toEqual(reduced.map(({ priceBeforeMinor }) => priceBeforeMinor))
  const address = { name: 'Zoé', line1: '1 rue X', postcode: '75002', city: 'Paris', country: 'FR' }
  const { options } = await createClient(DeliveryService, shop.peer('delivery')).options({ address, weightG: 500 })
  expect(options.length).toBeGreaterThan(1)
  const frame = { lensWidthMm: 50, lensHeightMm: 40, bridgeMm: 18, rim: 'full' }
  const { result } = await createClient(OpticsService, shop.peer('optics')).judgeLenses({ frame })
  expect(result.case === 'judged' && result.value.lenses.map(({ id }) => id)).toEqual(demo.lenses.options.map(({ id }) => id))
}, 120_000)

test('asked again it changes nothing, whatever was edited meanwhile', async () => {
  const { product } = await goods().getProduct({ idOrSlug: 'lise', locale: 'fr', currency: 'EUR' })
  await goods().putProduct({ product: create(ProductSchema, { ...product!, brand: 'Edited' }) })
  const before = await pictures()
  expect(await loadDemoShop({ peer: shop.peer, pool })).toEqual({ outcome: 'already-loaded' })
  const after = await goods().getProduct({ idOrSlug: 'lise', locale: 'fr', currency: 'EUR' })
  expect([after.product?.brand, await pictures()]).toEqual(['Edited', before])
})

test('a load that was cut is finished by the next, without anything twice', async () => {
  await pool.query(`delete from system.loaded where name = 'demo shop'`)
  const before = await pictures()
  expect(await loadDemoShop({ peer: shop.peer, pool, onlyEmpty: true })).toMatchObject({ outcome: 'loaded' })
  expect(await pictures()).toBe(before)
  expect((await goods().listAdminProducts({ page: { limit: 1 } })).total).toBe(demo.products.length)
}, 120_000)

test('goods of the shop’s own are left alone, and a shop that has sold refuses', async () => {
  await pool.query('delete from system.loaded')
  expect(await loadDemoShop({ peer: shop.peer, pool, onlyEmpty: true })).toEqual({ outcome: 'not-empty' })
  const sold = createRouterTransport((router) => router.service(OrderService, { listOrders: () => ({ orders: [], total: 3 }) }))
  const peer = (name: string) => (name === 'orders' ? sold : shop.peer(name))
  expect(await loadDemoShop({ peer, pool })).toEqual({ outcome: 'real-orders', orders: 3 })
})
