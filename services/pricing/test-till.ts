import { create, toJson } from '@bufbuild/protobuf'
import { type Client, createClient, type Transport } from '@connectrpc/connect'
import { CategoriesChangedSchema, ProductChangedSchema } from '@vitrine/contracts/catalog/v1/events'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { VerifyService } from '@vitrine/contracts/verify/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { movableClock, type TestShop, testShop } from '@vitrine/system/test-shop'
import type pg from 'pg'
import { pricing } from './service.ts'

export const day = 24 * 60 * 60_000
export const eur = (amountMinor: number) => ({ amountMinor: BigInt(amountMinor), currency: 'EUR' })
export const minor = (money: { amountMinor: bigint } | undefined) => Number(money?.amountMinor ?? 0n)

/** Pricing alone on this database, with the acts its suites have in common. */
export async function openTill(pool: pg.Pool) {
  const clock = movableClock()
  const shop = await testShop(pool, { services: [pricing], clock })
  const verify = async () => {
    const { checked } = await createClient(VerifyService, shop.peer('pricing')).check({})
    return checked.flatMap(({ invariant, breaks }) => breaks.map((line) => `${invariant}: ${line}`))
  }
  const empty = () =>
    pool.query(`truncate pricing.price, pricing.price_period, pricing.currency, pricing.delivery_rate, pricing.promotion, pricing.frozen,
      pricing.promotion_use, pricing.promotion_code, pricing.code_batch, pricing.outbox, pricing.inbox, pricing.credit,
      pricing.credit_entry, pricing.card_again, pricing.credit_use, pricing.price_list, pricing.list_price, pricing.list_price_period, pricing.group_member, pricing.variant_place, pricing.category_place;
      update pricing.category_tree set version = -1`)
  return { clock, shop, verify, empty, place: placing(shop), shelve: shelving(shop), acts: actsOf }
}

const placing =
  (shop: TestShop) =>
  async (productId: string, variantIds: string[], categoryIds: string[], version = 1): Promise<void> => {
    const product = { id: productId, version, categoryIds, variants: variantIds.map((id) => ({ id, sku: id })) }
    const body = toJson(ProductChangedSchema, create(ProductChangedSchema, { product }))
    await shop.deliver({ id: randomIds(), type: ProductChangedSchema.typeName, key: productId, body })
    await shop.settle()
  }

/** Categories by the one they stand in. */
const shelving =
  (shop: TestShop) =>
  async (version: number, parents: Record<string, string>): Promise<void> => {
    const categories = Object.entries(parents).map(([id, parentId]) => ({ id, parentId }))
    const body = toJson(CategoriesChangedSchema, create(CategoriesChangedSchema, { version: BigInt(version), categories }))
    await shop.deliver({ id: randomIds(), type: CategoriesChangedSchema.typeName, key: 'categories', body })
    await shop.settle()
  }

export function actsOf(transport: Transport) {
  const client: Client<typeof PricingService> = createClient(PricingService, transport)
  /** Lines of one variant each, by quantity. */
  const basket = (quantities: Record<string, number>, rest: object = {}) => {
    const lines = Object.entries(quantities).map(([variantId, quantity]) => ({ lineId: `l ${variantId}`, variantId, quantity }))
    return { currency: 'EUR', country: 'FR', lines, coupons: [], takesCredit: true, ...rest }
  }
  return {
    client,
    basket,
    set: (prices: Record<string, number>) =>
      client.setPrices({ prices: Object.entries(prices).map(([variantId, amount]) => ({ variantId, price: eur(amount) })) }),
    put: (promotion: object) => client.putPromotion({ promotion: { id: 'p', code: 'CODE', ...promotion } }),
    quote: async (quantities: Record<string, number>, rest: object = {}) =>
      (await client.quote({ basket: basket(quantities, rest) })).quote!,
    freeze: async (orderId: string, due: number, quantities: Record<string, number>, rest: object = {}) =>
      (await client.freeze({ orderId, basket: basket(quantities, rest), expectedTotal: eur(due) }, { timeoutMs: 30_000 })).result,
  }
}
