import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { type Client, createClient, type Transport } from '@connectrpc/connect'
import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { type Asset, MediaService } from '@vitrine/contracts/media/v1'
import { OrderService } from '@vitrine/contracts/orders/v1'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import { migrateAll } from '@vitrine/platform/sql/migrate'
import pg from 'pg'
import { demoPicturePath, type DemoShop, readDemoShop } from '../../tools/demo-shop/demo-shop.ts'
import { asset } from '../asset.ts'
import * as say from './demo-messages.ts'

export interface DemoNeeds {
  readonly peer: (name: string) => Transport
  /** Keeps the row that says it is loaded. */
  readonly pool: pg.Pool
  /** Leaves a shop alone that has goods of its own. */
  readonly onlyEmpty?: boolean
}

export type DemoOutcome =
  | { readonly outcome: 'loaded'; readonly products: number; readonly pictures: number }
  | { readonly outcome: 'already-loaded' }
  | { readonly outcome: 'not-empty' }
  /** This shop has sold: the demo would mix with real goods. */
  | { readonly outcome: 'real-orders'; readonly orders: number }

const name = 'demo shop'
/** Tells a load that was cut from goods of the shop's own. */
const begun = 'demo shop, begun'
/** Held while loading, so that two starts at once load once. */
const loadingLock = 7_016_218_396

/**
 * Loads the demo shop through the contracts of the services, once.
 *
 * Asked again it changes nothing, whatever was edited meanwhile: "loaded" is a row, written last. A load that was cut is finished by the next:
 * ids are stable, so what was there is put again and not twice. Refusal: `real-orders`. Faults are those of the services.
 */
export async function loadDemoShop({ peer, pool, onlyEmpty = false }: DemoNeeds): Promise<DemoOutcome> {
  await migrateAll(pool, [{ schema: 'system', folders: [new URL(`${asset('system/migrations').href}/`)] }])
  const done = async (client: pg.Pool | pg.Client) =>
    (await client.query<{ name: string }>('select name from system.loaded where name = any($1)', [[name, begun]])).rows.map(
      (row) => row.name,
    )
  if ((await done(pool)).includes(name)) return { outcome: 'already-loaded' } // as at every start but the first
  // Not of the pool: the services need that meanwhile, and it may be small.
  const client = new pg.Client({ connectionString: pool.options.connectionString })
  client.on('error', () => {}) // a server that goes away fails the next statement
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [loadingLock])
    const before = await done(client)
    if (before.includes(name)) return { outcome: 'already-loaded' }
    const { total } = await createClient(OrderService, peer('orders')).listOrders({ page: { limit: 1 } })
    if (total > 0) return { outcome: 'real-orders', orders: total }
    if (onlyEmpty && before.length === 0 && (await countProducts(peer)) > 0) return { outcome: 'not-empty' }
    await client.query('insert into system.loaded (name) values ($1) on conflict do nothing', [begun])
    const folder = new URL(`${asset('tools/demo-shop').href}/`)
    const demo = await readDemoShop(folder)
    const pictures = importPictures(createClient(MediaService, peer('media')), demo, folder)
    const all = await Promise.allSettled([
      pictures.then((known) => putGoods(peer, demo, known)),
      putPrices(peer, demo),
      putStock(peer, demo),
      putDelivery(peer, demo),
      putLenses(peer, demo),
    ])
    for (const one of all) if (one.status === 'rejected') throw one.reason // only when the others have ended too
    await client.query('insert into system.loaded (name) values ($1)', [name])
    return { outcome: 'loaded', products: demo.products.length, pictures: (await pictures).size }
  } finally {
    await client.end() // and with the connection the lock
  }
}

async function countProducts(peer: DemoNeeds['peer']): Promise<number> {
  return (await createClient(CatalogService, peer('catalog')).listAdminProducts({ page: { limit: 1 } })).total
}

async function importPictures(media: Client<typeof MediaService>, { products }: DemoShop, folder: URL): Promise<Map<string, Asset>> {
  const files = [...new Set(products.flatMap(({ images }) => images.map(({ file }) => file)))].filter((file) =>
    existsSync(demoPicturePath(file, folder)),
  )
  const found = new Map<string, Asset>()
  await each(files, 4, async (file) => {
    const webp = new Uint8Array(await readFile(demoPicturePath(file, folder)))
    const { result } = await media.importMaster(
      { assetId: `demo-${file.replace(/\.\w+$/, '')}`, webp, purpose: 'product' },
      { timeoutMs: 30_000 },
    )
    if (result.case !== 'put') throw new Error(`${file} is refused by media: ${result.value?.code}`)
    found.set(file, result.value)
  })
  return found
}

async function putGoods(peer: DemoNeeds['peer'], demo: DemoShop, pictures: ReadonlyMap<string, Asset>) {
  const catalog = createClient(CatalogService, peer('catalog'))
  await catalog.putLabels({ labels: say.labelMessages(demo) })
  await catalog.putCategories({ categories: say.categoryMessages(demo) })
  await each(demo.products, 4, async (product) => {
    const { result } = await catalog.putProduct({ product: say.productMessage(product, pictures) })
    if (result.case !== 'put') throw new Error(`${product.id} is refused by catalog: ${result.case}`)
  })
}

async function putPrices(peer: DemoNeeds['peer'], { products, tax, promotions, delivery, lenses }: DemoShop) {
  const pricing = createClient(PricingService, peer('pricing'))
  const [cards, goods] = [products.filter(isCard), products.filter((product) => !isCard(product))]
  const variants = goods.flatMap((product) => product.variants)
  const reduced = variants.filter(({ priceBeforeMinor }) => priceBeforeMinor !== undefined)
  await pricing.setPrices({ prices: variants.map((variant) => say.priceMessage(variant, tax.currency, true)) })
  await pricing.setPrices({ prices: reduced.map((variant) => say.priceMessage(variant, tax.currency, false)) })
  const vouchers = cards.flatMap((product) => product.variants)
  await pricing.setPrices({ prices: vouchers.map((variant) => say.priceMessage(variant, tax.currency, true, 'voucher')) })
  await pricing.setPrices({ prices: say.lensPriceMessages(lenses, tax.currency) })
  await pricing.setDeliveryRates({ rates: say.rateMessages(delivery) })
  for (const promotion of promotions) await pricing.putPromotion({ promotion: say.promotionMessage(promotion) })
}

/** Made when it is bought: in no stock, and no tax on its price. */
const isCard = ({ kind }: DemoShop['products'][number]): boolean => kind === 'gift-card'

async function putStock(peer: DemoNeeds['peer'], { products }: DemoShop) {
  const stock = createClient(StockService, peer('stock'))
  await each(
    products.filter((product) => !isCard(product)).flatMap((product) => product.variants),
    4,
    async ({ id, onHand }) => {
      await stock.count({ movementId: `demo-${id}`, variantId: id, onHand, reason: 'received', actor: name })
    },
  )
}

async function putDelivery(peer: DemoNeeds['peer'], { delivery }: DemoShop) {
  await createClient(DeliveryService, peer('delivery')).putMethods({ methods: say.methodMessages(delivery) })
}

async function putLenses(peer: DemoNeeds['peer'], { lenses }: DemoShop) {
  await createClient(OpticsService, peer('optics')).putLensRange(say.lensRangeMessage(lenses))
}

/** `width` at a time. */
async function each<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>) {
  const queue = [...items]
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: width }, worker))
}
