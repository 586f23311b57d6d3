import { create, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { toMoney } from '@vitrine/contracts/money'
import { PriceChangedSchema } from '@vitrine/contracts/pricing/v1/events'
import { AvailabilityChangedSchema } from '@vitrine/contracts/stock/v1/events'
import { randomIds } from '@vitrine/platform/ids/ids'
import type { TestShop } from '@vitrine/system/test-shop'

/** Tells catalog what pricing and stock would tell. Nothing is handled before the shop settles. */
export const tellings = (shop: Pick<TestShop, 'deliver'>) => ({
  price: (variantId: string, amountMinor: number, more: { before?: number; lowest?: number; unit?: number; currency?: string } = {}) => {
    const { before, lowest, unit, currency = 'EUR' } = more
    const money = (amount: number) => toMoney({ amountMinor: amount, currency })
    const price = {
      variantId,
      price: money(amountMinor),
      ...(before === undefined ? {} : { priceBefore: money(before) }),
      ...(lowest === undefined ? {} : { lowestPrice30d: money(lowest) }),
      ...(unit === undefined ? {} : { unitPrice: money(unit) }),
    }
    const body = toJson(PriceChangedSchema, create(PriceChangedSchema, { price }))
    return shop.deliver({ id: randomIds(), type: PriceChangedSchema.typeName, key: variantId, body })
  },
  stock: (variantId: string, state: 'available' | 'low' | 'sold-out', at = new Date('2026-11-20T10:00:00Z')) => {
    const message = create(AvailabilityChangedSchema, { variantId, state, at: timestampFromDate(at) })
    const body = toJson(AvailabilityChangedSchema, message)
    return shop.deliver({ id: randomIds(), type: AvailabilityChangedSchema.typeName, key: variantId, body })
  },
})
