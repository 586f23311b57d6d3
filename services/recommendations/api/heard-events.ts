import { createHash } from 'node:crypto'
import { timestampDate } from '@bufbuild/protobuf/wkt'
import { AccountErasedSchema } from '@vitrine/contracts/accounts/v1/events'
import { ProductChangedSchema } from '@vitrine/contracts/catalog/v1/events'
import type { Order } from '@vitrine/contracts/orders/v1'
import { OrderPaidSchema } from '@vitrine/contracts/orders/v1/events'
import { AvailabilityChangedSchema } from '@vitrine/contracts/stock/v1/events'
import type { Clock } from '@vitrine/platform/clock/clock'
import { readEvent } from '@vitrine/platform/events/read-event'
import type { EventHandler } from '@vitrine/platform/service'
import type { ShopNews } from '../application/shop-news.ts'
import { itemOf } from '../domain/item.ts'

/** What recommendations hears, by type. */
export const heardEvents = (news: ShopNews, clock: Clock): Record<string, EventHandler> => ({
  [ProductChangedSchema.typeName]: async ({ body }, tx) => {
    const { product } = readEvent(ProductChangedSchema, body)
    if (!product) throw new RangeError('ProductChanged without a product')
    const { id: productId, kind, brand, variants, attributes = {}, version, status, publishedAt } = product
    const all = [attributes, ...variants.map((variant) => ({ ...variant.attributes, ...variant.options }))]
    await news.productChanged(tx, {
      item: itemOf({ productId, kind, brand, attributes: all }),
      variantIds: variants.map(({ id }) => id),
      version,
      published: status === 'published',
      publishedAt: publishedAt && timestampDate(publishedAt),
    })
  },
  [AvailabilityChangedSchema.typeName]: async ({ body }, tx) => {
    const { variantId, state, at } = readEvent(AvailabilityChangedSchema, body)
    if (!at) throw new RangeError('AvailabilityChanged without its time')
    await news.availabilityChanged(tx, { variantId, state, at: timestampDate(at) })
  },
  [OrderPaidSchema.typeName]: async ({ body }, tx) => {
    const { order } = readEvent(OrderPaidSchema, body)
    if (!order) throw new RangeError('OrderPaid without an order')
    const productIds = [...new Set(order.lines.map(({ productId }) => productId))].toSorted()
    const at = order.placedAt ? timestampDate(order.placedAt) : clock()
    await news.orderPaid(tx, { buyer: buyerOf(order), productIds, at })
  },
  [AccountErasedSchema.typeName]: async ({ id, body }, tx) => {
    const { accountId, email } = readEvent(AccountErasedSchema, body)
    for (const buyer of [accountId, guestOf(email)]) await news.forget(tx, buyer, `nobody ${id}`)
  },
})

/** A guest is known by a digest of the address: enough to count people, nothing to write to. */
const buyerOf = ({ customerId, email }: Order): string => customerId || guestOf(email)

const guestOf = (email: string): string => `guest ${createHash('sha256').update(email.trim().toLowerCase()).digest('hex')}`
