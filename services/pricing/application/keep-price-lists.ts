import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import { displayPrice, type KnownPrice, type Price } from '../domain/price.ts'
import { begunPrice, checkGroup, checkPriceList, endedPrice, type PriceList, type ReplacedPrice } from '../domain/price-list.ts'
import type { PriceEvent } from './set-prices.ts'

/** Of a list for everybody: whether its prices are set. */
export type ListState = 'waiting' | 'running' | 'over'
export type KeptList = PriceList & { readonly state: ListState }

export type PuttingList =
  | { readonly outcome: 'put'; readonly list: KeptList }
  /** Two lists of one rank, or two for everybody, would hold at one time. */
  | { readonly outcome: 'overlaps'; readonly otherId: string }
  /** A list for everybody that began is ended, not changed: its prices are set. */
  | { readonly outcome: 'begun' }

/** What keeping price lists needs of storage. */
export interface PriceListStore {
  /** `at`: from when what it says of a group's prices is history. */
  putList(list: PriceList, at: Date): Promise<PuttingList>
  /** Without their prices, newest start first. */
  lists(): Promise<readonly KeptList[]>
  list(id: string): Promise<KeptList | undefined>
  /** The list ends now, or never begins. */
  endList(id: string, at: Date): Promise<boolean>
  /**
   * Takes the next list for everybody that has to begin or to end, sets what `turned` makes of its prices and tells them, all or nothing.
   * Answers false when none is due.
   */
  turnNext(
    at: Date,
    turned: (to: 'running' | 'over', replaced: ReplacedPrice) => Price,
    tell: (price: KnownPrice) => PriceEvent,
  ): Promise<boolean>
  groupsOf(customerId: string): Promise<readonly string[]>
  setGroups(customerId: string, groups: readonly string[]): Promise<void>
  /** In or out of one group; false for who is in `atMost` others already. */
  putMember(customerId: string, group: string, isIn: boolean, atMost: number): Promise<boolean>
  groups(): Promise<readonly Group[]>
  members(group: string, after: string, limit: number): Promise<{ readonly customerIds: readonly string[]; readonly total: number }>
}

/** A commercial group, and how many it has and name it. */
export interface Group {
  readonly code: string
  readonly members: number
  readonly lists: number
  readonly promotions: number
}

const mostGroups = 20

type ListNeeds = { store: PriceListStore; clock: Clock; ids: Ids }

/** Makes or replaces a price list. Refusals: `overlaps`, `begun`. Throws RangeError unless it can apply. */
export const putPriceList = ({ store, clock }: Pick<ListNeeds, 'store' | 'clock'>, list: PriceList): Promise<PuttingList> =>
  store.putList(checkPriceList(list), clock())

/** Fault: `not-found`. */
export async function findPriceList(store: PriceListStore, id: string): Promise<KeptList> {
  const list = await store.list(id)
  if (!list) throw new Fault('not-found', `no price list ${id}`)
  return list
}

/** Ends a list now; prices of everybody go back as soon as the job hears of it. Fault: `not-found`. */
export async function endPriceList({ store, clock }: ListNeeds, id: string): Promise<KeptList> {
  if (!(await store.endList(id, clock()))) throw new Fault('not-found', `no price list ${id}`)
  return findPriceList(store, id)
}

/** Begins and ends the lists for everybody that are due. Answers how many. */
export async function turnPriceLists({ store, clock, ids }: ListNeeds): Promise<number> {
  const tell = (price: KnownPrice) => ({ id: ids(), price: displayPrice(price) })
  let turned = 0
  while (await store.turnNext(clock(), (to, replaced) => (to === 'running' ? begunPrice : endedPrice)(replaced), tell)) turned++
  return turned
}

/** The commercial groups of a customer: conditions of promotions and price lists name them. Throws RangeError for what is no group. */
export async function setCustomerGroups(store: PriceListStore, customerId: string, groups: readonly string[]): Promise<readonly string[]> {
  if (customerId === '') throw new RangeError('groups are of a customer')
  if (groups.length > mostGroups) throw new RangeError(`a customer is in at most ${mostGroups} groups`)
  await store.setGroups(customerId, [...new Set(groups.map(checkGroup))])
  return store.groupsOf(customerId)
}

/**
 * Puts a customer in one group or takes them out of it; the others they are in stay. Twice is once, and two at once both hold. Answers every group they are in
 * then, or `too-many`. Throws RangeError for what is no group.
 */
export async function putGroupMember(
  store: PriceListStore,
  customerId: string,
  group: string,
  isIn: boolean,
): Promise<readonly string[] | 'too-many'> {
  if (customerId === '') throw new RangeError('groups are of a customer')
  return (await store.putMember(customerId, checkGroup(group), isIn, mostGroups)) ? store.groupsOf(customerId) : 'too-many'
}
