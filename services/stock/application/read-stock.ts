import { lowAtMost, type StockLevel } from '../domain/stock.ts'

/** A piece of the ledger. `orderId` is empty unless it was sold. */
export interface WrittenMovement {
  readonly id: string
  readonly variantId: string
  readonly quantity: number
  readonly reason: string
  readonly actor: string
  readonly orderId: string
  readonly at: Date
  readonly cursor: string
}

export type LevelFilter = 'all' | 'low' | 'sold-out'

/** What reading needs of storage. Each is one statement, whatever the number of rows. */
export interface LevelStore {
  levelsOf(variantIds: readonly string[]): Promise<readonly StockLevel[]>
  levels(filter: LevelFilter, after: string, limit: number): Promise<{ readonly levels: readonly StockLevel[]; readonly total: number }>
  movements(variantId: string, before: string, limit: number): Promise<readonly WrittenMovement[]>
}

export interface Availability {
  readonly variantId: string
  readonly known: boolean
  readonly available: number
  /** Five or fewer are left. */
  readonly low: boolean
}

/** Source: STK-6. */
const mostVariants = 200

/** How many of each variant can be had now, in the order asked; one nobody knows answers `known: false`. Throws RangeError above 200. */
export async function showAvailability(store: LevelStore, variantIds: readonly string[]): Promise<Availability[]> {
  const levelOf = new Map((await store.levelsOf(atMost(variantIds))).map((level) => [level.variantId, level]))
  return variantIds.map((variantId) => {
    const level = levelOf.get(variantId)
    const available = level ? level.onHand - level.reserved : 0
    return { variantId, known: level !== undefined, available, low: level !== undefined && available <= lowAtMost }
  })
}

export interface LevelList {
  readonly levels: readonly StockLevel[]
  readonly nextCursor: string
  readonly total: number
}

/** Levels for staff: those asked for, or all in order of variant id, a page at a time. Throws RangeError above 200 variants. */
export async function listLevels(
  store: LevelStore,
  asked: { variantIds: readonly string[]; state: string; cursor: string; limit: number },
): Promise<LevelList> {
  if (asked.variantIds.length > 0) {
    const levels = await store.levelsOf(atMost(asked.variantIds))
    return { levels, nextCursor: '', total: levels.length }
  }
  const filter = (['all', 'low', 'sold-out'] as const).find((one) => one === (asked.state || 'all'))
  if (!filter) throw new RangeError(`${asked.state} is no state of stock`)
  const limit = pageLimit(asked.limit)
  const { levels, total } = await store.levels(filter, asked.cursor, limit)
  return { levels, total, nextCursor: levels.length === limit ? (levels.at(-1)?.variantId ?? '') : '' }
}

/** Movements of one variant, newest first, a page at a time. */
export async function listMovements(store: LevelStore, asked: { variantId: string; cursor: string; limit: number }) {
  if (!/^\d{0,18}$/.test(asked.cursor)) throw new RangeError('this cursor was not given by this list')
  const limit = pageLimit(asked.limit)
  const movements = await store.movements(asked.variantId, asked.cursor, limit)
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
