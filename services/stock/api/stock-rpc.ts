import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import type { OutOfStockSchema, StockService } from '@vitrine/contracts/stock/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { addPart, type PartAddingStore } from '../application/add-part.ts'
import { type BundleStore, composeBundle, contentsOf, type NoBundle } from '../application/compose-bundle.ts'
import { fulfilPart, type PartFulfillingStore } from '../application/fulfil-part.ts'
import { type FulfillingStore, fulfilReservation } from '../application/fulfil-reservation.ts'
import { lotOfReceipt, type LotStore } from '../application/keep-lots.ts'
import { type Drift, type RepairStore, repairDrifts } from '../application/repair-drifts.ts'
import { type PlaceStore, putPlace } from '../application/keep-places.ts'
import { type KeepingStore, keepReservation } from '../application/keep-reservation.ts'
import { countStock, type MovementStore, moveStock, transferStock } from '../application/move-stock.ts'
import { offerAhead, type OfferStore } from '../application/offer-ahead.ts'
import { type LevelStore, listLevels, listMovements, type OfferedLevel, showAvailability } from '../application/read-stock.ts'
import { type PartReleasingStore, releasePart } from '../application/release-part.ts'
import { type ReleasingStore, releaseReservation } from '../application/release-reservation.ts'
import { type ReservationStore, reserveStock } from '../application/reserve-stock.ts'
import { type ReorderStore, setReorderPoint } from '../application/set-reorder-point.ts'
import { takeBack, type TakingBackStore } from '../application/take-back.ts'
import type { Place } from '../domain/place.ts'
import type { Shortage } from '../domain/stock.ts'

export interface StockRpcNeeds {
  readonly store: ReservationStore &
    KeepingStore &
    ReleasingStore &
    PartReleasingStore &
    PartAddingStore &
    FulfillingStore &
    PartFulfillingStore &
    MovementStore &
    TakingBackStore &
    LevelStore &
    PlaceStore &
    BundleStore &
    OfferStore &
    ReorderStore &
    RepairStore &
    Pick<LotStore, 'noteReceipt'>
  readonly clock: Clock
  readonly ids: Ids
}

export const stockRpc = (needs: StockRpcNeeds): Omit<ServiceImpl<typeof StockService>, 'listLots' | 'getLot' | 'recallLot'> => ({
  async move({ movementId, variantId, placeId, quantity, reason, actor, lot: typed }) {
    const lot = lotOfReceipt(typed, quantity, reason)
    const answer = await moveStock(needs, { id: movementId, variantId, placeId, quantity, reason, actor })
    // A process that dies here is asked again under the same id, moves nothing, and notes the lot.
    if (lot !== '' && answer.outcome === 'moved') await needs.store.noteReceipt(movementId, lot)
    return { result: answer.outcome === 'moved' ? { case: 'moved' as const, value: levelMessage(answer.level) } : refused(answer) }
  },

  async count({ movementId, variantId, placeId, onHand, reason, actor }) {
    const answer = await countStock(needs, { id: movementId, variantId, placeId, counted: onHand, reason, actor })
    return { result: answer.outcome === 'moved' ? { case: 'counted' as const, value: levelMessage(answer.level) } : refused(answer) }
  },

  async transfer({ transferId, variantId, fromPlaceId, toPlaceId, quantity, actor }) {
    const answer = await transferStock(needs, { id: transferId, variantId, fromPlaceId, toPlaceId, quantity, actor })
    return { result: answer.outcome === 'moved' ? { case: 'moved' as const, value: levelMessage(answer.level) } : refused(answer) }
  },

  async reserve({ reservationId, lines, expiresAt }) {
    if (!expiresAt) throw new RangeError('a reservation needs an end')
    const answer = await reserveStock(needs, { id: reservationId, lines, expiresAt: timestampDate(expiresAt) })
    return { result: answer.outcome === 'reserved' ? { case: 'reserved' as const, value: {} } : outOfStock(answer.shortages) }
  },

  async keep({ reservationId }) {
    const answer = await keepReservation(needs, reservationId)
    if (answer.outcome === 'out-of-stock') return { result: outOfStock(answer.shortages) }
    return { result: { case: 'kept' as const, value: { waitsUntil: answer.waitsUntil } } }
  },

  async release({ reservationId }) {
    await releaseReservation(needs, reservationId)
    return {}
  },

  async releasePart({ releaseId, reservationId, variantId, quantity, addedBy }) {
    await releasePart(needs, { id: releaseId, reservationId, variantId, quantity, addedBy })
    return {}
  },

  async addPart({ addId, reservationId, variantId, quantity }) {
    const answer = await addPart(needs, { id: addId, reservationId, variantId, quantity })
    return { result: answer.outcome === 'reserved' ? { case: 'added' as const, value: {} } : outOfStock(answer.shortages) }
  },

  async fulfil({ reservationId }) {
    await fulfilReservation(needs, reservationId)
    return {}
  },

  async fulfilPart({ fulfilId, reservationId, variantId, quantity }) {
    await fulfilPart(needs, { id: fulfilId, reservationId, variantId, quantity })
    return {}
  },

  async takeBack({ returnId, ...asked }) {
    await takeBack(needs, { id: returnId, ...asked })
    return {}
  },

  async availability({ variantIds }) {
    return { availabilities: await showAvailability(needs.store, variantIds) }
  },

  async listLevels({ variantIds, state, placeId, page }) {
    const list = await listLevels(needs.store, { variantIds, state, placeId, cursor: page?.cursor ?? '', limit: page?.limit ?? 0 })
    return { ...list, levels: list.levels.map((level) => ({ ...levelMessage(level), reorderAt: level.reorderAt })) }
  },

  async listClaims({ variantId }) {
    const { claims, total } = await needs.store.claims(variantId, 100)
    return { claims: claims.map(({ reservedAt, ...claim }) => ({ ...claim, reservedAt: timestampFromDate(reservedAt) })), total }
  },

  async listMovements({ variantId, placeId, reason, actor, since, until, page }) {
    const period = { since: since && timestampDate(since), until: until && timestampDate(until) }
    const filter = { variantId, placeId, reason, actor, ...period }
    const list = await listMovements(needs.store, filter, { cursor: page?.cursor ?? '', limit: page?.limit ?? 0 })
    const movements = list.movements.map((movement) => ({ ...movement, at: timestampFromDate(movement.at) }))
    return { movements, nextCursor: list.nextCursor }
  },

  async listPlaces() {
    return { places: (await needs.store.places()).map(placeMessage) }
  },

  async putPlace({ place }) {
    if (!place) throw new RangeError('a place is asked for')
    return { place: placeMessage(await putPlace(needs.store, { ...place, id: place.placeId })) }
  },

  async getParts({ variantId }) {
    return { parts: [...(await needs.store.partsOf(variantId))] }
  },

  async contents({ variantIds, reservationId }) {
    const bundles = await contentsOf(needs.store, variantIds, reservationId)
    return { bundles: bundles.map(({ variantId, parts }) => ({ variantId, parts: [...parts] })) }
  },

  async setParts({ variantId, parts }) {
    const answer = await composeBundle(needs.store, variantId, parts)
    return { result: answer === 'composed' ? { case: 'set' as const, value: {} } : noBundle(answer) }
  },

  async listDrifts() {
    return { drifts: (await needs.store.drifts()).map(driftMessage) }
  },

  async repairDrifts({ actor }) {
    const { repaired, left } = await repairDrifts(needs, actor)
    return { repaired: repaired.map(driftMessage), left: left.map(driftMessage) }
  },

  async offerAhead({ variantId, offer, cap, shipsOn }) {
    const answer = await offerAhead(needs.store, variantId, { offer, cap, shipsOn })
    return { result: answer.outcome === 'offered' ? { case: 'offered' as const, value: levelMessage(answer.level) } : refused(answer) }
  },

  async setReorderPoint({ variantId, pieces }) {
    await setReorderPoint(needs.store, variantId, pieces)
    return {}
  },
})

const driftMessage = (drift: Drift) => ({ ...drift })

const outOfStock = (shortages: readonly Shortage[]) => ({
  case: 'outOfStock' as const,
  value: { shortages: shortages.map(({ isCapped, ...shortage }) => ({ ...shortage, capped: isCapped })) } satisfies MessageInitShape<
    typeof OutOfStockSchema
  >,
})

const refused = ({ level }: { readonly level: OfferedLevel }) => ({ case: 'belowPromised' as const, value: { level: levelMessage(level) } })

const noBundle = (reason: NoBundle) => ({ case: 'noBundle' as const, value: { reason } })

const levelMessage = ({
  variantId,
  kind,
  onHand,
  reserved,
  awaited,
  cap,
  offer,
  shipsOn,
  ready,
  available,
  onHandAt,
  reservedAt,
}: OfferedLevel) => ({
  ...{ variantId, kind, onHand, reserved, ready, available, awaited, cap, offer, shipsOn },
  places: Object.entries(onHandAt).map(([placeId, pieces]) => ({ placeId, onHand: pieces, reserved: reservedAt[placeId] ?? 0 })),
})

const placeMessage = ({ id, name, kind, turn }: Place) => ({ placeId: id, name, kind, turn })
