import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type { PriceList, PriceListSchema } from '@vitrine/contracts/pricing/v1'
import type { z } from 'zod'
import { pricesOf } from '../answers/amounts.ts'
import { optionsOf } from '../answers/option-answer.ts'
import { pick, timeOf } from '../answers/texts.ts'
import { pageWithin } from '../answers/whole-list.ts'
import { refuse } from '../problem.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import * as schemas from '../schemas/admin-prices.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

/** 5,000 prices. */
const listBytes = 1_000_000

/** Price lists, and the history of a price. */
export const adminPriceOperations = ({ peers, currency: shopCurrency }: DoorParts): Operation[] => {
  /** A list may be made before its currency is opened, not in one that nothing has a price in: it would never apply. */
  const isKept = async (currency: string, call: Call): Promise<boolean> =>
    currency === shopCurrency ||
    (await peers.pricing.listKeptCurrencies({}, call.within())).currencies.some(({ code }) => code === currency)
  const put = async (list: MessageInitShape<typeof PriceListSchema> & { currency: string }, call: Call, status: number) => {
    if (!(await isKept(list.currency, call)))
      return refuse('bad-input', { errors: [{ path: 'currency', code: 'not-sold', message: `nothing is sold in ${list.currency}` }] })
    const { result } = await peers.pricing.putPriceList({ list }, call.within())
    switch (result.case) {
      case 'put':
        return done(listAnswer(result.value), status)
      case 'overlaps':
        return refuse('list-overlaps', { listId: result.value.otherId })
      case 'begun':
        return refuse('list-begun')
      case undefined:
        throw new Error('pricing answered with a result this version does not know')
    }
  }
  const refusals = ['list-overlaps', 'list-begun'] as const

  return [
    operation({
      ...staffReading,
      name: 'adminPriceLists',
      summary: 'Price lists of groups and of a time, newest start first, without their prices.',
      input: schemas.priceListsInput,
      output: schemas.priceListsOutput,
      policy: 'staff:promotions',
      personal: false,
      rest: { method: 'GET', path: '/v1/admin/price-lists' },
      async handler({ for: forWhom, ...wanted }, { within }) {
        const { lists } = await peers.pricing.listPriceLists({}, within())
        const rows = lists.map(rowAnswer).filter(({ group }) => forWhom === undefined || (forWhom === 'groups') === (group !== undefined))
        return done(
          pageWithin(
            rows,
            wanted,
            ({ id }) => id,
            ({ title, group }) => [title.fr, title.en, group],
          ),
        )
      },
    }),

    operation({
      ...staffReading,
      name: 'adminPriceList',
      summary: 'One price list with its prices.',
      input: schemas.priceListInput,
      output: schemas.priceListOutput,
      policy: 'staff:promotions',
      personal: false,
      rest: { method: 'GET', path: '/v1/admin/price-lists/:listId' },
      async handler({ listId }, { within }) {
        const { list } = await peers.pricing.getPriceList({ listId }, within())
        return list ? done(listAnswer(list)) : refuse('not-found')
      },
    }),

    operation({
      ...staffWriting,
      name: 'makePriceList',
      summary: 'Makes a price list: of a group, or for everybody until its end; those are shown as reductions.',
      input: schemas.makePriceListInput,
      output: schemas.priceListOutput,
      policy: 'staff:promotions',
      personal: false,
      bodyLimitBytes: listBytes,
      refusals: ['list-overlaps'],
      rest: { method: 'POST', path: '/v1/admin/price-lists' },
      handler: (asked, call) => put(listMessage(call.newId, asked), call, 201),
    }),

    operation({
      ...staffWriting,
      name: 'replacePriceList',
      summary: 'Replaces a price list; one for everybody only before it begins.',
      input: schemas.replacePriceListInput,
      output: schemas.priceListOutput,
      policy: 'staff:promotions',
      personal: false,
      bodyLimitBytes: listBytes,
      refusals: ['not-found', ...refusals],
      rest: { method: 'PUT', path: '/v1/admin/price-lists/:listId' },
      async handler({ listId, ...asked }, call) {
        await peers.pricing.getPriceList({ listId }, call.within())
        return put(listMessage(listId, asked), call, 200)
      },
    }),

    operation({
      ...staffWriting,
      name: 'endPriceList',
      summary: 'Ends a price list now; prices of everybody go back within seconds.',
      input: schemas.priceListInput,
      output: schemas.priceListOutput,
      policy: 'staff:promotions',
      personal: false,
      refusals: ['not-found'],
      rest: { method: 'POST', path: '/v1/admin/price-lists/:listId/end' },
      async handler({ listId }, { within }) {
        const { list } = await peers.pricing.endPriceList({ listId }, within())
        return list ? done(listAnswer(list)) : refuse('not-found')
      },
    }),

    operation({
      ...staffReading,
      name: 'adminPrices',
      summary: 'Variants with what they cost: found by words (at most 20 products), or named.',
      input: schemas.adminPricesInput,
      output: schemas.adminPricesOutput,
      policy: 'staff:promotions',
      personal: false,
      rest: { method: 'GET', path: '/v1/admin/prices' },
      async handler({ q, variantIds = [], productIds = [], currency = shopCurrency }, { locale, within }) {
        const found = q ? await peers.catalog.listAdminProducts({ q, page: { limit: 20 } }, within()) : { products: [] }
        const ofProducts = [...productIds, ...found.products.map(({ id }) => id)]
        if (variantIds.length + ofProducts.length === 0) return done({ items: [] })
        const { variants } = await peers.catalog.getVariants({ variantIds, productIds: ofProducts }, within())
        const { prices } = await peers.pricing.getPrices({ variantIds: variants.map(({ variantId }) => variantId), currency }, within())
        const priceOf = new Map(prices.map((price) => [price.variantId, price]))
        const items = variants.map(({ variantId, sku, productId, name, optionTexts, options }) => {
          const price = priceOf.get(variantId)
          const shown = price && pricesOf(price)
          return {
            ...{ variantId, sku, productId, name: pick(name, locale), options: optionsOf(optionTexts, options, locale) },
            ...(shown && { price: shown.price }),
            ...(shown?.priceBefore && { priceBefore: shown.priceBefore }),
            ...(shown?.lowestPrice30d && { lowestPrice30d: shown.lowestPrice30d }),
          }
        })
        return done({ items })
      },
    }),

    operation({
      ...staffReading,
      name: 'adminPriceHistory',
      summary: 'Every price a variant had in 400 days: what its lowest price of 30 days is read from.',
      input: schemas.priceHistoryInput,
      output: schemas.priceHistoryOutput,
      policy: 'staff:promotions',
      personal: false,
      rest: { method: 'GET', path: '/v1/admin/prices/:variantId/history' },
      async handler({ variantId, currency = shopCurrency }, { within }) {
        const { price, periods } = await peers.pricing.getPriceHistory({ variantId, currency }, within())
        return done({
          ...(price && { price: fromMoney(price.price) }),
          ...(price?.priceBefore && { priceBefore: fromMoney(price.priceBefore) }),
          ...(price?.lowestPrice30d && { lowestPrice30d: fromMoney(price.lowestPrice30d) }),
          periods: periods.map((one) => ({
            ...{ price: fromMoney(one.price), from: timeOf(one.from) },
            ...(one.until && { until: timeOf(one.until) }),
          })),
        })
      },
    }),
  ]
}

function listMessage(id: string, asked: z.output<typeof schemas.makePriceListInput>) {
  const { title, currency, group = '', rank = 0, startsAt, endsAt, prices } = asked
  return {
    ...{ id, title, currency, group, rank, startsAt: timestampFromDate(new Date(startsAt)) },
    ...(endsAt && { endsAt: timestampFromDate(new Date(endsAt)) }),
    prices: prices.map(({ variantId, price }) => ({ variantId, price: toMoney(price) })),
  }
}

function rowAnswer({ id, title, currency, group, rank, startsAt, endsAt, state }: PriceList): z.output<typeof schemas.priceListRow> {
  return {
    ...{ id, title: { fr: title?.fr ?? '', en: title?.en ?? '' }, currency, startsAt: timeOf(startsAt) },
    ...(group && { group }),
    ...(rank !== 0 && { rank }),
    ...(endsAt && { endsAt: timeOf(endsAt) }),
    state: state === 'running' || state === 'over' ? state : 'waiting',
  }
}

const listAnswer = (list: PriceList): z.output<typeof schemas.priceListOutput> => ({
  ...rowAnswer(list),
  prices: list.prices.map(({ variantId, price }) => ({ variantId, price: fromMoney(price) })),
})
