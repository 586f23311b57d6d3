import type { CallOptions } from '@connectrpc/connect'
import type { Level } from '@vitrine/contracts/stock/v1'
import { optionsOf } from '../answers/option-answer.ts'
import { pick, timeOf } from '../answers/texts.ts'
import { refuse } from '../problem.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import {
  adminStockInput,
  adminStockOutput,
  countStockInput,
  moveStockInput,
  stockLevelOutput,
  stockMovementsInput,
  stockMovementsOutput,
  type StockLevel,
} from '../schemas/admin-stock.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

type Told = Partial<Pick<Level, 'reorderAt'>> &
  Pick<Level, 'variantId' | 'kind' | 'onHand' | 'reserved' | 'ready' | 'awaited' | 'cap' | 'offer' | 'shipsOn' | 'places'>

/** A level as staff see it. `kind` and `offer` are what they say, by contract. */
export const levelAnswer = ({ variantId, kind, onHand, reserved, ready, awaited, cap, offer, shipsOn, places }: Told): StockLevel => ({
  ...{ variantId, kind: kind as StockLevel['kind'], onHand, reserved, available: ready, awaited, cap },
  ...{ offer: offer as StockLevel['offer'], shipsOn: shipsOn || null },
  places: places.map((place) => ({ placeId: place.placeId, onHand: place.onHand, reserved: place.reserved })),
})

const neverReceived = (variantId: string): Told => ({
  ...{ variantId, kind: 'piece', onHand: 0, reserved: 0, ready: 0, awaited: 0, cap: 0, offer: 'none', shipsOn: '', places: [] },
})

export const actorOf = ({ identity }: Call): string => (identity.kind === 'account' ? identity.accountId : '')

/** As many as stock tells of at once. */
const mostFound = 200

export const adminStockOperations = ({ peers, pictures }: DoorParts): Operation[] => {
  async function variantsCalled(q: string, options: CallOptions): Promise<{ ids: string[]; isCut: boolean }> {
    const { products, nextCursor } = await peers.catalog.listAdminProducts({ q, page: { limit: 50 } }, options)
    const ids = products.flatMap(({ variants }) => variants.map(({ id }) => id))
    return { ids: ids.slice(0, mostFound), isCut: ids.length > mostFound || nextCursor !== '' }
  }
  const labelled = async (skus: string[], options: CallOptions): Promise<string[]> =>
    (await peers.catalog.getVariants({ skus }, options)).variants.map(({ variantId }) => variantId)
  return [
    operation({
      ...staffReading,
      name: 'adminStock',
      summary: 'Pieces of each variant: on hand, promised, free, and where they lie.',
      input: adminStockInput,
      output: adminStockOutput,
      policy: 'staff:stock',
      rest: { method: 'GET', path: '/v1/admin/stock' },
      async handler({ q = '', state = 'all', placeId = '', variantIds: named = [], skus = [], ...wanted }, { locale, apiBase, within }) {
        const { limit = 50, cursor = '' } = wanted
        const called = q ? await variantsCalled(q, within()) : undefined
        const variantIds = called?.ids ?? (skus.length > 0 ? await labelled(skus, within()) : named)
        if ((called || skus.length > 0) && variantIds.length === 0) return done({ items: [], nextCursor: null, total: 0 })
        const asked = { state, placeId, variantIds, page: { limit, cursor } }
        const { levels, nextCursor, total } = await peers.stock.listLevels(asked, within())
        const ids = [...new Set([...levels.map(({ variantId }) => variantId), ...variantIds])]
        const { variants } = ids.length > 0 ? await peers.catalog.getVariants({ variantIds: ids }, within()) : { variants: [] }
        const known = new Map(variants.map((variant) => [variant.variantId, variant]))
        const counted = new Set(levels.map(({ variantId }) => variantId))
        // A new variant was never received: stock has not heard of it, and there are none.
        const never =
          state === 'all' && placeId === '' ? variantIds.filter((id) => known.has(id) && !counted.has(id)).map(neverReceived) : []
        const items = [...levels, ...never].map((level) => {
          const variant = known.get(level.variantId)
          return {
            ...levelAnswer(level),
            reorderAt: level.reorderAt || null,
            sku: variant?.sku ?? '',
            productId: variant?.productId || level.variantId,
            slug: variant?.slug ?? '',
            name: pick(variant?.name, locale),
            options: optionsOf(variant?.optionTexts ?? {}, variant?.options ?? {}, locale),
            image: variant?.image ? pictures.imageOf(variant.image, locale, apiBase) : null,
          }
        })
        return done({ items, nextCursor: nextCursor || null, total: total + never.length, ...(called?.isCut && { isCut: true as const }) })
      },
    }),

    operation({
      ...staffWriting,
      name: 'countStock',
      summary: 'Says what was counted on the shelf; the movement that makes it so is written with its reason.',
      input: countStockInput,
      output: stockLevelOutput,
      policy: 'staff:counting',
      refusals: ['below-promised', 'not-found'],
      rest: { method: 'PUT', path: '/v1/admin/stock/:variantId' },
      async handler({ variantId, placeId = '', onHand, reason }, call) {
        const asked = { movementId: call.newId, variantId, placeId, onHand, reason, actor: actorOf(call) }
        const { result } = await peers.stock.count(asked, call.within())
        if (result.case === 'counted') return done(levelAnswer(result.value))
        return refuse('below-promised', result.value?.level && levelAnswer(result.value.level))
      },
    }),

    operation({
      ...staffWriting,
      name: 'moveStock',
      summary: 'Adds pieces, or takes them away with a negative quantity.',
      input: moveStockInput,
      output: stockLevelOutput,
      policy: 'staff:counting',
      refusals: ['below-promised', 'not-found'],
      rest: { method: 'POST', path: '/v1/admin/stock/movements' },
      async handler({ variantId, placeId = '', quantity, reason, lot = '' }, call) {
        const asked = { movementId: call.newId, variantId, placeId, quantity, reason, lot, actor: actorOf(call) }
        const { result } = await peers.stock.move(asked, call.within())
        if (result.case === 'moved') return done(levelAnswer(result.value), 201)
        return refuse('below-promised', result.value?.level && levelAnswer(result.value.level))
      },
    }),

    operation({
      ...staffReading,
      name: 'stockMovements',
      summary: 'Movements of one variant, at one place or at all, newest first.',
      input: stockMovementsInput,
      output: stockMovementsOutput,
      policy: 'staff:stock',
      rest: { method: 'GET', path: '/v1/admin/stock/:variantId/movements' },
      async handler({ variantId, placeId = '', limit = 50, cursor = '' }, { within }) {
        const { movements, nextCursor } = await peers.stock.listMovements({ variantId, placeId, page: { limit, cursor } }, within())
        const items = movements.map(({ id, placeId: place, quantity, reason, actor, orderId, at }) => ({
          ...{ id, placeId: place, quantity, reason, actor, at: timeOf(at) },
          ...(orderId && { orderId }),
        }))
        return done({ items, nextCursor: nextCursor || null, total: null })
      },
    }),
  ]
}
