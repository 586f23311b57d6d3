import type { MessageInitShape } from '@bufbuild/protobuf'
import { toMoney } from '@vitrine/contracts/money'
import type { DisplayPriceSchema } from '@vitrine/contracts/pricing/v1'
import type { DisplayPrice } from '../domain/price.ts'

/** A finished price on the wire, in answers and in events. */
export function priceMessage(price: DisplayPrice): MessageInitShape<typeof DisplayPriceSchema> {
  const { variantId, currency, amountMinor, beforeMinor, lowestMinor, unitMinor, taxClass } = price
  const money = (minor: number) => toMoney({ amountMinor: minor, currency })
  return {
    ...{ variantId, taxClass },
    price: money(amountMinor),
    ...(beforeMinor === null ? {} : { priceBefore: money(beforeMinor) }),
    ...(lowestMinor === null ? {} : { lowestPrice30d: money(lowestMinor) }),
    ...(unitMinor === null ? {} : { unitPrice: money(unitMinor) }),
  }
}
