import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import type { OutOfStockSchema, StockService } from '@vitrine/contracts/stock/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { type FulfillingStore, fulfilReservation } from '../application/fulfil-reservation.ts'
import { type KeepingStore, keepReservation } from '../application/keep-reservation.ts'
import { countStock, type MovementStore, type Moving, moveStock } from '../application/move-stock.ts'
import { type LevelStore, listLevels, listMovements, showAvailability } from '../application/read-stock.ts'
import { type PartReleasingStore, releasePart } from '../application/release-part.ts'
import { type ReleasingStore, releaseReservation } from '../application/release-reservation.ts'
import { type ReservationStore, reserveStock } from '../application/reserve-stock.ts'
import type { Shortage } from '../domain/stock.ts'

export interface StockRpcNeeds {
  readonly store: ReservationStore & KeepingStore & ReleasingStore & PartReleasingStore & FulfillingStore & MovementStore & LevelStore
  readonly clock: Clock
  readonly ids: Ids
}

export const stockRpc = (needs: StockRpcNeeds): ServiceImpl<typeof StockService> => ({
  async move({ movementId, variantId, quantity, reason, actor }) {
    const answer = await moveStock(needs, { id: movementId, variantId, quantity, reason, actor })
    return { result: answer.outcome === 'moved' ? { case: 'moved' as const, value: answer.level } : refused(answer) }
  },

  async count({ movementId, variantId, onHand, reason, actor }) {
    const answer = await countStock(needs, { id: movementId, variantId, counted: onHand, reason, actor })
    return { result: answer.outcome === 'moved' ? { case: 'counted' as const, value: answer.level } : refused(answer) }
  },

  async reserve({ reservationId, lines, expiresAt }) {
    if (!expiresAt) throw new RangeError('a reservation needs an end')
    const answer = await reserveStock(needs, { id: reservationId, lines, expiresAt: timestampDate(expiresAt) })
    return { result: answer.outcome === 'reserved' ? { case: 'reserved' as const, value: {} } : outOfStock(answer.shortages) }
  },

  async keep({ reservationId }) {
    const answer = await keepReservation(needs, reservationId)
    return { result: answer.outcome === 'reserved' ? { case: 'kept' as const, value: {} } : outOfStock(answer.shortages) }
  },

  async release({ reservationId }) {
    await releaseReservation(needs, reservationId)
    return {}
  },

  async releasePart({ releaseId, reservationId, variantId, quantity }) {
    await releasePart(needs, { id: releaseId, reservationId, variantId, quantity })
    return {}
  },

  async fulfil({ reservationId }) {
    await fulfilReservation(needs, reservationId)
    return {}
  },

  async availability({ variantIds }) {
    return { availabilities: await showAvailability(needs.store, variantIds) }
  },

  async listLevels({ variantIds, state, page }) {
    const list = await listLevels(needs.store, { variantIds, state, cursor: page?.cursor ?? '', limit: page?.limit ?? 0 })
    return { ...list, levels: [...list.levels] }
  },

  async listMovements({ variantId, page }) {
    const list = await listMovements(needs.store, { variantId, cursor: page?.cursor ?? '', limit: page?.limit ?? 0 })
    const movements = list.movements.map((movement) => ({ ...movement, at: timestampFromDate(movement.at) }))
    return { movements, nextCursor: list.nextCursor }
  },
})

const outOfStock = (shortages: readonly Shortage[]) => ({
  case: 'outOfStock' as const,
  value: { shortages: [...shortages] } satisfies MessageInitShape<typeof OutOfStockSchema>,
})

const refused = ({ level }: Moving) => ({ case: 'belowPromised' as const, value: { level } })
