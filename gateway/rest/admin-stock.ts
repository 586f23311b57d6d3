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
} from '../schemas/admin.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

const levelOf = ({ variantId, onHand, reserved }: Pick<Level, 'variantId' | 'onHand' | 'reserved'>) => ({
  variantId,
  onHand,
  reserved,
  available: onHand - reserved,
})

export const actorOf = ({ identity }: Call): string => (identity.kind === 'account' ? identity.accountId : '')

export const adminStockOperations = ({ peers, pictures }: DoorParts): Operation[] => [
  operation({
    ...staffReading,
    name: 'adminStock',
    summary: 'Pieces of each variant: on hand, promised, free.',
    input: adminStockInput,
    output: adminStockOutput,
    policy: 'staff:stock',
    rest: { method: 'GET', path: '/v1/admin/stock' },
    async handler({ state = 'all', variantIds = [], limit = 50, cursor = '' }, { locale, apiBase, within }) {
      const asked = { state, variantIds, page: { limit, cursor } }
      const { levels, nextCursor, total } = await peers.stock.listLevels(asked, within())
      const ids = [...new Set([...levels.map(({ variantId }) => variantId), ...variantIds])]
      const { variants } = ids.length > 0 ? await peers.catalog.getVariants({ variantIds: ids }, within()) : { variants: [] }
      const known = new Map(variants.map((variant) => [variant.variantId, variant]))
      const counted = new Set(levels.map(({ variantId }) => variantId))
      // A new variant was never received: stock has not heard of it, and there are none.
      const never = variantIds.filter((id) => known.has(id) && !counted.has(id)).map((variantId) => ({ variantId, onHand: 0, reserved: 0 }))
      const items = [...levels, ...never].map((level) => {
        const variant = known.get(level.variantId)
        return {
          ...levelOf(level),
          sku: variant?.sku ?? '',
          productId: variant?.productId || level.variantId,
          slug: variant?.slug ?? '',
          name: pick(variant?.name, locale),
          options: optionsOf(variant?.optionTexts ?? {}, variant?.options ?? {}, locale),
          image: variant?.image ? pictures.imageOf(variant.image, locale, apiBase) : null,
        }
      })
      return done({ items, nextCursor: nextCursor || null, total: total + never.length })
    },
  }),

  operation({
    ...staffWriting,
    name: 'countStock',
    summary: 'Says what was counted on the shelf; the movement that makes it so is written with its reason.',
    input: countStockInput,
    output: stockLevelOutput,
    policy: 'staff:counting',
    refusals: ['below-promised'],
    rest: { method: 'PUT', path: '/v1/admin/stock/:variantId' },
    async handler({ variantId, onHand, reason }, call) {
      const asked = { movementId: call.newId, variantId, onHand, reason, actor: actorOf(call) }
      const { result } = await peers.stock.count(asked, call.within())
      if (result.case === 'counted') return done(levelOf(result.value))
      return refuse('below-promised', result.value?.level && levelOf(result.value.level))
    },
  }),

  operation({
    ...staffWriting,
    name: 'moveStock',
    summary: 'Adds pieces, or takes them away with a negative quantity.',
    input: moveStockInput,
    output: stockLevelOutput,
    policy: 'staff:counting',
    refusals: ['below-promised'],
    rest: { method: 'POST', path: '/v1/admin/stock/movements' },
    async handler({ variantId, quantity, reason }, call) {
      const asked = { movementId: call.newId, variantId, quantity, reason, actor: actorOf(call) }
      const { result } = await peers.stock.move(asked, call.within())
      if (result.case === 'moved') return done(levelOf(result.value), 201)
      return refuse('below-promised', result.value?.level && levelOf(result.value.level))
    },
  }),

  operation({
    ...staffReading,
    name: 'stockMovements',
    summary: 'Movements of one variant, newest first.',
    input: stockMovementsInput,
    output: stockMovementsOutput,
    policy: 'staff:stock',
    rest: { method: 'GET', path: '/v1/admin/stock/:variantId/movements' },
    async handler({ variantId, limit = 50, cursor = '' }, { within }) {
      const { movements, nextCursor } = await peers.stock.listMovements({ variantId, page: { limit, cursor } }, within())
      const items = movements.map(({ id, quantity, reason, actor, orderId, at }) => ({
        ...{ id, quantity, reason, actor, at: timeOf(at) },
        ...(orderId && { orderId }),
      }))
      return done({ items, nextCursor: nextCursor || null, total: null })
    },
  }),
]
