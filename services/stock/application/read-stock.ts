import { lowAtMost, type StockLevel } from '../domain/stock.ts'
import type { Offer } from './offer-ahead.ts'

/** A level as it is offered: of a bundle as many as its scarcest part allows. */
export interface OfferedLevel extends StockLevel {
  readonly kind: 'piece' | 'bundle'
  /** Can leave now. */
  readonly ready: number
  /** Can be promised: what is ready, and what is left of the cap. */
  readonly available: number
  readonly offer: Offer
  /** From when what is promised ahead leaves; empty without an offer. */
  readonly shipsOn: string
}

/** A piece of the ledger. `orderId` is empty unless it was sold. */
export interface WrittenMovement {
  readonly id: string
  readonly variantId: string
  readonly placeId: string
  readonly quantity: number
  readonly reason: string
  readonly actor: string
  readonly orderId: string
  readonly at: Date
  readonly cursor: string
}

/** A level in a list of staff: from so many that can leave down it is to be ordered anew, 0 where nobody said. */
export interface ListedLevel extends OfferedLevel {
  readonly reorderAt: number
}

const filters = ['all', 'low', 'sold-out', 'waiting', 'to-reorder'] as const
export type LevelFilter = (typeof filters)[number]

/** Empty asks nothing. `until` is not included. */
export interface MovementFilter {
  readonly variantId: string
  readonly placeId: string
  readonly reason: string
  readonly actor: string
  readonly since?: Date | undefined
  readonly until?: Date | undefined
}

/** Pieces of a variant that are promised to an order, a home trial or a checkout. */
export interface Claim {
  readonly reservationId: string
  readonly state: 'held' | 'kept'
  readonly taken: number
  readonly awaited: number
  readonly reservedAt: Date
}

/** What reading needs of storage. Each is one statement, whatever the number of rows. */
export interface LevelStore {
  levelsOf(variantIds: readonly string[]): Promise<readonly OfferedLevel[]>
  /** `placeId` is empty for all places, `among` for all variants. */
  levels(
    filter: LevelFilter,
    placeId: string,
    among: readonly string[],
    after: string,
    limit: number,
  ): Promise<{ readonly levels: readonly ListedLevel[]; readonly total: number }>
  movements(filter: MovementFilter, before: string, limit: number): Promise<readonly WrittenMovement[]>
  /** Live reservations of pieces of a variant, in the order they are served; `total` of all of them. */
  claims(variantId: string, limit: number): Promise<{ readonly claims: readonly Claim[]; readonly total: number }>
}

export interface Availability {
  readonly variantId: string
  readonly known: boolean
  /** Can be ordered, whether it is there or promised ahead. */
  readonly available: number
  /** Of these, there to leave now. */
  readonly ready: number
  /** Five or fewer are there. */
  readonly low: boolean
  readonly offer: Offer
  readonly shipsOn: string
}

/** Source: STK-6. */
const mostVariants = 200

/** How many of each variant can be had now, in the order asked; one nobody knows answers `known: false`. Throws RangeError above 200. */
export async function showAvailability(store: LevelStore, variantIds: readonly string[]): Promise<Availability[]> {
  const levelOf = new Map((await store.levelsOf(atMost(variantIds))).map((level) => [level.variantId, level]))
  return variantIds.map((variantId) => {
    const level = levelOf.get(variantId)
    const { available, ready, offer, shipsOn } = level ?? { available: 0, ready: 0, offer: 'none', shipsOn: '' }
    return { variantId, known: level !== undefined, available, ready, low: level !== undefined && ready <= lowAtMost, offer, shipsOn }
  })
}

export interface LevelList {
  readonly levels: readonly ListedLevel[]
  readonly nextCursor: string
  readonly total: number
}

/** Levels for staff: those asked for, all at once, or every one in order of variant id, a page at a time; of either those in a state and at a place. Throws RangeError above 200 variants. */
export async function listLevels(
  store: LevelStore,
  asked: { variantIds: readonly string[]; state: string; placeId: string; cursor: string; limit: number },
): Promise<LevelList> {
  const filter = filters.find((one) => one === (asked.state || 'all'))
  if (!filter) throw new RangeError(`${asked.state} is no state of stock`)
  if (asked.variantIds.length > 0) {
    const { levels } = await store.levels(filter, asked.placeId, atMost(asked.variantIds), '', mostVariants)
    return { levels, nextCursor: '', total: levels.length }
  }
  const limit = pageLimit(asked.limit)
  const { levels, total } = await store.levels(filter, asked.placeId, [], asked.cursor, limit)
  return { levels, total, nextCursor: levels.length === limit ? (levels.at(-1)?.variantId ?? '') : '' }
}

/** Movements of one variant or of all, newest first, a page at a time. Throws RangeError for a cursor of another list, and a page outside 1 to 100. */
export async function listMovements(store: LevelStore, filter: MovementFilter, asked: { cursor: string; limit: number }) {
  if (!/^\d{0,18}$/.test(asked.cursor)) throw new RangeError('this cursor was not given by this list')
  const limit = pageLimit(asked.limit)
  const movements = await store.movements(filter, asked.cursor, limit)
  return { movements, nextCursor: movements.length === limit ? (movements.at(-1)?.cursor ?? '') : '' }
}

function atMost(variantIds: readonly string[]): readonly string[] {
  if (variantIds.length > mostVariants) throw new RangeError(`at most ${mostVariants} variants at once`)
  return variantIds
}

/** 24 unless asked otherwise, 1 to 100. Source: api.md. */
function pageLimit(asked: number): number {
  const limit = asked === 0 ? 24 : asked
  if (limit < 1 || limit > 100) throw new RangeError(`a page holds 1 to 100, not ${asked}`)
  return limit
}
