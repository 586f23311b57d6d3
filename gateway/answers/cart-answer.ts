import { fromMoney, type Money } from '@vitrine/contracts/money'
import type {
  Cart as CartMessage,
  CartLine,
  DeliveryOption as DeliveryOptionMessage,
  ExchangeOf,
  PickupPoint,
  UnfitMethod,
} from '@vitrine/contracts/orders/v1'
import type { Method } from '@vitrine/contracts/payments/v1'
import type { QuotedPromotion, Totals } from '@vitrine/contracts/pricing/v1'
import type { Address as AddressMessage } from '@vitrine/contracts/shop/v1'
import type { AppliedPromotion, Cart, DeliveryOptions } from '../schemas/cart.ts'
import type { Address, Kind } from '../schemas/shapes.ts'
import { textOf, type Locale, wordsOf } from '../words/words.ts'
import { amountOr0 } from './amounts.ts'
import { cartNotes } from './cart-notes.ts'
import { optionsOf } from './option-answer.ts'
import { pick } from './texts.ts'
import type { Wording } from './wording.ts'

/**
 * The cart as everybody sees it. `option` is the chosen delivery, when there is one and it still fits; `away` when nobody can say now. `storeCredit` is what
 * its customer has.
 */
export function cartAnswer(
  cart: CartMessage,
  methods: readonly Method[],
  option: DeliveryOptionMessage | 'away' | undefined,
  storeCredit: Money | undefined,
  countries: readonly string[],
  wording: Wording,
): Cart {
  const { locale, pictures, apiBase } = wording
  const words = wordsOf(locale)
  const { currency } = cart
  const lostDelivery = cart.deliveryMethodId !== '' && !option && cart.lines.length > 0
  return {
    id: cart.id,
    state: cart.state === 'checked-out' ? 'checked-out' : cart.state === 'checking-out' ? 'paying' : 'open',
    currency,
    lines: cart.lines.map((line) => ({
      id: line.id,
      variantId: line.variantId,
      productId: line.productId,
      slug: line.slug,
      kind: (line.kind || 'other') as Kind, // one of four, by contract; empty for a line of before orders kept it
      name: pick(line.name, locale),
      options: optionsOf(line.options, line.optionCodes, locale),
      image: line.image ? pictures.imageOf(line.image, locale, apiBase) : null,
      quantity: line.quantity,
      unitPrice: amountOr0(line.unitPrice, currency),
      ...(line.priceBefore && { priceBefore: fromMoney(line.priceBefore) }),
      ...(line.lowestPrice30d && { lowestPrice30d: fromMoney(line.lowestPrice30d) }),
      total: amountOr0(line.total, currency),
      ...glassesOf(line),
      notes: cartNotes(line, cart.lines, locale),
    })),
    coupons: cart.coupons.map(({ id, code, applies, discount, whyNot, giftCard }) => ({
      ...{ id, code },
      applies,
      amount: amountOr0(discount, currency),
      ...(giftCard && { giftCard: true }),
      ...(!applies && whyNot && { reason: textOf(words.couponReasons, whyNot) }),
    })),
    promotions: cart.promotions.map((promotion) => promotionOf(promotion, currency, locale)),
    totals: totalsOf(cart.totals, currency, cart.deliveryMethodId !== ''),
    ...(cart.exchange && { exchangeOf: exchangeOfAnswer(cart.exchange) }),
    storeCredit: storeCredit ? { balance: storeCredit, uses: cart.usesStoreCredit } : null,
    problems: [
      ...cart.problems.map(({ code, lineId, available }) => ({
        code,
        text: textOf(words.cartProblems, code),
        ...(lineId && { lineId }),
        ...(code === 'out-of-stock' && { available }),
      })),
      ...(lostDelivery ? [{ code: 'no-delivery', text: textOf(words.cartProblems, 'no-delivery') }] : []),
    ],
    contact: cart.email ? { email: cart.email } : null,
    addresses: cart.shipping ? { shipping: addressOf(cart.shipping), ...(cart.billing && { billing: addressOf(cart.billing) }) } : null,
    delivery:
      option && option !== 'away'
        ? {
            optionId: option.id,
            name: pick(option.name, locale),
            ...(cart.pickupPointId && { pickupPointId: cart.pickupPointId }),
            earliest: option.earliest,
            latest: option.latest,
          }
        : null,
    paymentMethods: methodsOf(methods, locale),
    countries: [...countries],
    missing: cart.missing.map((part) => (part === 'address' ? 'addresses' : part)),
  }
}

const exchangeOfAnswer = ({ orderId, orderNumber, returnId, back }: ExchangeOf) => {
  return { orderId, orderNumber, returnId, ...(back && back.amountMinor > 0n && { back: fromMoney(back) }) }
}

/** A frame with lenses, or a part of one; or a gift card, with whom it goes to. */
export const glassesOf = ({ glasses, partOf, gift }: Pick<CartLine, 'glasses' | 'partOf' | 'gift'>) => ({
  ...(gift && { gift: { email: gift.email, message: gift.message } }),
  ...(glasses && {
    glasses: { configurationId: glasses.lensConfigurationId, toPrescription: glasses.toPrescription, verified: glasses.verified },
  }),
  ...(partOf && { partOf }),
})

/** A promotion as its shopper knows it: by name, by code, or both. */
export const promotionOf = ({ title, code, discount }: QuotedPromotion, currency: string, locale: Locale): AppliedPromotion => ({
  ...(pick(title, locale) && { title: pick(title, locale) }),
  ...(code && { code }),
  amount: amountOr0(discount, currency),
})

/** `delivery` is null until an option is chosen. */
export function totalsOf(totals: Totals | undefined, currency: string, isDeliveryChosen: boolean) {
  return {
    lines: amountOr0(totals?.lines, currency),
    discount: amountOr0(totals?.discount, currency),
    delivery: isDeliveryChosen ? amountOr0(totals?.delivery, currency) : null,
    tax: amountOr0(totals?.tax, currency),
    total: amountOr0(totals?.total, currency),
    taxIncluded: totals?.taxIncluded ?? true,
    ...(totals?.credit && totals.credit.amountMinor > 0n && { credit: fromMoney(totals.credit), due: fromMoney(totals.due) }),
    ...(totals?.swapped && { swapped: fromMoney(totals.swapped), due: fromMoney(totals.due) }),
  }
}

/** Ways to pay that are open, in words. */
export const methodsOf = (methods: readonly Method[], locale: Locale): Cart['paymentMethods'] =>
  methods.map(({ provider, method, testTokens }) => ({
    provider,
    method,
    label: textOf(wordsOf(locale).payments, `${provider} ${method}`),
    sandbox: testTokens.length > 0,
  }))

/** Fields that are empty on the wire are absent outside. */
export function addressOf({ name, company, line1, line2, postcode, city, region, country, phone, vatNumber }: AddressMessage): Address {
  return {
    name,
    ...(company && { company }),
    line1,
    ...(line2 && { line2 }),
    postcode,
    city,
    ...(region && { region }),
    country,
    ...(phone && { phone }),
    ...(vatNumber && { vatNumber }),
  }
}

/** What fits, and what does not with its reason. */
export function deliveryOptionsAnswer(
  options: readonly DeliveryOptionMessage[],
  unfit: readonly UnfitMethod[],
  country: string,
  locale: Locale,
): DeliveryOptions {
  const words = wordsOf(locale)
  return {
    items: options.map(({ id, name, price, earliest, latest, pickupPoints }) => ({
      id,
      name: pick(name, locale),
      price: fromMoney(price),
      earliest,
      latest,
      ...(pickupPoints.length > 0 && { pickupPoints: pickupPoints.map((point) => pickupPointOf(point, country)) }),
    })),
    unavailable: unfit.map(({ id, name, why }) => ({ id, name: pick(name, locale), reason: textOf(words.unfit, why) })),
  }
}

const pickupPointOf = ({ id, name, line1, postcode, city }: PickupPoint, country: string) => ({
  id,
  name,
  address: { name, line1, postcode, city, country },
})
