import type { Place } from '@vitrine/contracts/stock/v1'
import { optionsOf } from '../answers/option-answer.ts'
import { pick } from '../answers/texts.ts'
import { refuse } from '../problem.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import {
  bundlePartsInput,
  compositionOutput,
  offerAheadInput,
  setBundlePartsInput,
  setReorderPointInput,
  setReorderPointOutput,
  stockLevelOutput,
  type StockPlace,
  stockPlace,
  stockPlacesInput,
  stockPlacesOutput,
  transferStockInput,
} from '../schemas/admin-stock.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import { actorOf, levelAnswer } from './admin-stock.ts'
import type { DoorParts } from './parts.ts'

/** Where pieces lie, what a bundle is made of, and what is promised before it is there. */
export const adminPlaceOperations = ({ peers }: DoorParts): Operation[] => {
  async function partsOf(variantId: string, { locale, within }: Call) {
    const { parts } = await peers.stock.getParts({ variantId }, within())
    const variantIds = parts.map((part) => part.variantId)
    if (variantIds.length === 0) return { variantId, parts: [] }
    const [{ variants }, { availabilities }] = await Promise.all([
      peers.catalog.getVariants({ variantIds }, within()),
      peers.stock.availability({ variantIds }, within()),
    ])
    const known = new Map(variants.map((variant) => [variant.variantId, variant]))
    const ready = new Map(availabilities.map((one) => [one.variantId, one.ready]))
    return {
      variantId,
      parts: parts.map((part) => {
        const variant = known.get(part.variantId)
        return {
          ...{ variantId: part.variantId, quantity: part.quantity, sku: variant?.sku || part.variantId, name: pick(variant?.name, locale) },
          options: optionsOf(variant?.optionTexts ?? {}, variant?.options ?? {}, locale),
          available: ready.get(part.variantId) ?? 0,
        }
      }),
    }
  }

  return [
    operation({
      ...staffReading,
      name: 'stockPlaces',
      summary: 'Places where pieces lie, in the order reservations take from them.',
      input: stockPlacesInput,
      output: stockPlacesOutput,
      policy: 'staff:stock',
      personal: false,
      rest: { method: 'GET', path: '/v1/admin/places' },
      async handler(_, { within }) {
        const { places } = await peers.stock.listPlaces({}, within())
        return done({ items: places.map(placeAnswer) })
      },
    }),

    operation({
      ...staffWriting,
      name: 'putStockPlace',
      summary: 'Makes a place or changes it.',
      input: stockPlace,
      output: stockPlace,
      policy: 'staff:counting',
      rest: { method: 'PUT', path: '/v1/admin/places/:placeId' },
      async handler(place, { within }) {
        const answer = await peers.stock.putPlace({ place }, within())
        return answer.place ? done(placeAnswer(answer.place)) : refuse('internal')
      },
    }),

    operation({
      ...staffWriting,
      name: 'transferStock',
      summary: 'Takes pieces from one place to another, a movement each way; promised pieces stay.',
      input: transferStockInput,
      output: stockLevelOutput,
      policy: 'staff:counting',
      refusals: ['below-promised', 'not-found'],
      rest: { method: 'POST', path: '/v1/admin/stock/transfers' },
      async handler(asked, call) {
        const { result } = await peers.stock.transfer({ ...asked, transferId: call.newId, actor: actorOf(call) }, call.within())
        if (result.case === 'moved') return done(levelAnswer(result.value), 201)
        return refuse('below-promised', result.value?.level && levelAnswer(result.value.level))
      },
    }),

    operation({
      ...staffReading,
      name: 'bundleParts',
      summary: 'What a variant is made of, with what is there of each part.',
      input: bundlePartsInput,
      output: compositionOutput,
      policy: 'staff:stock',
      rest: { method: 'GET', path: '/v1/admin/stock/:variantId/parts' },
      handler: async ({ variantId }, call) => done(await partsOf(variantId, call)),
    }),

    operation({
      ...staffWriting,
      name: 'setBundleParts',
      summary: 'Makes a variant a bundle of these pieces; without any it is a piece again.',
      input: setBundlePartsInput,
      output: compositionOutput,
      policy: 'staff:counting',
      refusals: ['not-a-bundle', 'not-found'],
      rest: { method: 'PUT', path: '/v1/admin/stock/:variantId/parts' },
      async handler({ variantId, parts }, call) {
        const skus = parts.map(({ sku }) => sku)
        const { variants } = await peers.catalog.getVariants({ variantIds: [variantId], skus }, call.within())
        const idOf = new Map(variants.map((variant) => [variant.sku, variant.variantId]))
        const unknown = skus.find((sku) => !idOf.has(sku))
        if (unknown !== undefined) return refuse('not-found', { sku: unknown })
        if (!variants.some((variant) => variant.variantId === variantId)) return refuse('not-found')
        const pieces = parts.map(({ sku, quantity }) => ({ variantId: idOf.get(sku) ?? '', quantity }))
        const { result } = await peers.stock.setParts({ variantId, parts: pieces }, call.within())
        if (result.case === 'noBundle') return refuse('not-a-bundle', { reason: result.value.reason })
        return done(await partsOf(variantId, call))
      },
    }),

    operation({
      ...staffWriting,
      name: 'offerAhead',
      summary: 'Opens, changes or ends the back-order or pre-order of a variant.',
      input: offerAheadInput,
      output: stockLevelOutput,
      policy: 'staff:counting',
      refusals: ['below-promised'],
      rest: { method: 'PUT', path: '/v1/admin/stock/:variantId/offer' },
      async handler({ variantId, offer, cap = 0, shipsOn = '' }, { within }) {
        const { result } = await peers.stock.offerAhead({ variantId, offer, cap, shipsOn }, within())
        if (result.case === 'offered') return done(levelAnswer(result.value))
        return refuse('below-promised', result.value?.level && levelAnswer(result.value.level))
      },
    }),

    operation({
      ...staffWriting,
      name: 'setReorderPoint',
      summary: 'Says from how many pieces down a variant is to be ordered anew, or takes that away.',
      input: setReorderPointInput,
      output: setReorderPointOutput,
      policy: 'staff:counting',
      rest: { method: 'PUT', path: '/v1/admin/stock/:variantId/reorder-point' },
      async handler({ variantId, reorderAt }, { within }) {
        await peers.stock.setReorderPoint({ variantId, pieces: reorderAt ?? 0 }, within())
        return done({ variantId, reorderAt })
      },
    }),
  ]
}

/** One of two kinds, by contract. */
const placeAnswer = ({ placeId, name, kind, turn }: Place): StockPlace => ({ placeId, name, kind: kind as StockPlace['kind'], turn })
