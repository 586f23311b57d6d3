import { fromMoney, toMoney } from '@vitrine/contracts/money'
import { minorDigits } from '@vitrine/contracts/currency'
import type { Conversion } from '@vitrine/contracts/pricing/v1'
import { pageWithin } from '../answers/whole-list.ts'
import { operations } from '../client.ts'
import { refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import * as schemas from '../schemas/currencies.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import { cartAnswers, cartIdOf, viewerOf } from './carts.ts'
import type { DoorParts } from './parts.ts'

/** What the shop sells in: for shoppers to choose from, and for staff to say. */
export function currencyOperations(parts: DoorParts): Operation[] {
  const { peers, currency: usual, sold } = parts
  const { edited } = cartAnswers(parts)
  return [
    operation({
      ...operations.currencies,
      name: 'currencies',
      summary: 'What the shop sells in, its usual currency first.',
      policy: 'anyone',
      rate: 'read',
      idempotency: 'none',
      deadlineMs: 2_000,
      cache: 'etag',
      personal: false,
      refusals: [],
      rest: { method: 'GET', path: '/v1/currencies' },
      graphql: 'field',
      async handler(_, { within }) {
        return done({ items: (await sold.list(within())).map((code) => ({ code })), usual })
      },
    }),

    operation({
      ...operations.setCartCurrency,
      name: 'setCartCurrency',
      summary: 'Prices the whole cart in another currency. Nothing leaves it; what has no price there is named under `problems`.',
      policy: 'cart',
      rate: 'write',
      idempotency: 'optional',
      deadlineMs: 5_000,
      cache: 'none',
      personal: true,
      refusals: ['not-found', 'cart-checked-out', 'payment-in-progress'],
      rest: { method: 'PUT', path: '/v1/carts/:cartId/currency' },
      graphql: 'field',
      async handler({ cartId, currency: asked }, call) {
        const id = cartIdOf(cartId, call)
        if (id === undefined) return refuse('not-found')
        const chosen = await sold.chosen(asked, call.within())
        if ('problem' in chosen) return chosen
        return edited(await peers.orders.setCurrency({ cartId: id, ...chosen, viewer: viewerOf(call) }, call.within()), call)
      },
    }),

    operation({
      ...staffReading,
      name: 'adminCurrencies',
      summary: 'Every currency the shop sells in or has prices in, and how those prices are made.',
      input: schemas.adminCurrenciesInput,
      output: schemas.adminCurrenciesOutput,
      policy: 'staff:promotions',
      personal: false,
      rest: { method: 'GET', path: '/v1/admin/currencies' },
      async handler(wanted, { locale, within }) {
        const { currencies } = await peers.pricing.listKeptCurrencies({}, within())
        const names = new Intl.DisplayNames([locale], { type: 'currency' })
        const rows = currencies.map(({ code, sold: isSold, conversion, prices, converted }) => ({
          ...{ code, isUsual: code === usual, sold: isSold || code === usual, prices, converted },
          ...(conversion && { conversion: conversionAnswer(code, conversion) }),
        }))
        return done(
          pageWithin(
            rows,
            wanted,
            ({ code }) => code,
            ({ code }) => [code, names.of(code)],
          ),
        )
      },
    }),

    operation({
      ...staffWriting,
      name: 'putCurrency',
      summary: 'Says whether the shop sells in a currency, and how prices nobody set in it are made. Prices that follow change at once.',
      input: schemas.putCurrencyInput,
      output: schemas.putCurrencyOutput,
      policy: 'staff:promotions',
      personal: false,
      rest: { method: 'PUT', path: '/v1/admin/currencies/:code' },
      async handler({ code, sold: isSold, conversion }, { within }) {
        if (code === usual && conversion) return refused('conversion', `prices in ${usual} are set: the others follow them`)
        if (code === usual && !isSold) return refused('sold', `${usual} is the currency of the shop`)
        const rule = conversion && { conversion: conversionMessage(code, conversion) }
        const { currency } = await peers.pricing.putCurrency({ currency: { code, sold: isSold, ...rule } }, within())
        if (!currency) throw new Error('pricing answered without a currency')
        const kept = currency.conversion
        return done({ code, sold: currency.sold, ...(kept && { conversion: conversionAnswer(code, kept) }) })
      },
    }),

    operation({
      ...staffWriting,
      name: 'fixPrice',
      summary: 'Sets the price of a variant in one currency, or lets it follow the rule of the currency again.',
      input: schemas.fixPriceInput,
      output: schemas.fixPriceOutput,
      policy: 'staff:promotions',
      personal: false,
      refusals: ['not-found'],
      rest: { method: 'PUT', path: '/v1/admin/prices/:variantId/:currency' },
      async handler({ variantId, currency, price }, { within }) {
        if (price && price.currency !== currency) return refused('price', `not in ${currency}`)
        if (price) await peers.pricing.fixPrices({ prices: [{ variantId, price: toMoney(price) }] }, within())
        else await peers.pricing.followCurrency({ currency, variantIds: [variantId] }, within())
        const { prices } = await peers.pricing.getPrices({ variantIds: [variantId], currency }, within())
        return done({ variantId, ...(prices[0] && { price: fromMoney(prices[0].price) }) })
      },
    }),
  ]
}

const refused = (path: string, message: string) => refuse('bad-input', { errors: [{ path, code: 'refused', message }] })

/** A rate is of whole units, pricing counts in the smallest: a euro has a hundred, a yen none. */
const shift = (code: string, from: string): number => 10 ** (9 + minorDigits(code) - minorDigits(from))

const conversionMessage = (code: string, { from, rate, stepMinor, lessMinor }: NonNullable<schemas.PutCurrency['conversion']>) => ({
  ...{ from, ratePpb: BigInt(Math.round(rate * shift(code, from))) },
  ...{ stepMinor: BigInt(stepMinor), lessMinor: BigInt(lessMinor) },
})

const conversionAnswer = (code: string, { from, ratePpb, stepMinor, lessMinor }: Conversion) => ({
  ...{ from, rate: Number((Number(ratePpb) / shift(code, from)).toPrecision(12)) },
  ...{ stepMinor: Number(stepMinor), lessMinor: Number(lessMinor) },
})
