import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'

/** A refund that a person asked for. */
export interface RefundRequest {
  readonly id: string
  readonly orderId: string
  readonly amountMinor: number
  readonly currency: string
  readonly reason: string
  /** Its order is cancelled with it. */
  readonly cancels: boolean
  readonly askedBy: string
  readonly askedAt: Date
  readonly needsSecond: boolean
  readonly agreedBy: string | null
  readonly isRefused: boolean
}

export type AskedRequest = Omit<RefundRequest, 'askedAt' | 'needsSecond' | 'agreedBy' | 'isRefused'>

/** What asking for refunds needs of storage. */
export interface RefundRequestStore {
  /**
   * Writes the request, and whether it needs a second person: with it, what was given back of its order by one person alone would exceed
   * the limit. Requests of one order are judged one after the other. One of this id changes nothing and is answered.
   */
  requestRefund(asked: AskedRequest, limitMinor: number, at: Date): Promise<RefundRequest>
  findRequest(id: string): Promise<RefundRequest | undefined>
  /** Somebody else than who asked agrees, once; undefined when it cannot be agreed to by this person. */
  agree(id: string, actor: string, at: Date): Promise<RefundRequest | undefined>
  /** Ends a request that waits; undefined when it does not wait. */
  refuseRequest(id: string, actor: string, at: Date): Promise<RefundRequest | undefined>
  /** Those that wait for a second person, oldest first: of one order, or of all when its id is empty. At most 100. */
  waitingRequests(orderId: string): Promise<readonly RefundRequest[]>
}

interface Needs {
  readonly store: RefundRequestStore
  readonly clock: Clock
  /** Minor units a person alone may give back of one order. */
  readonly refundLimitMinor: number
}

/** A person asks to give money back. Throws RangeError for no person or no amount. Fault: `already-exists` when the id was of another refund. */
export async function requestRefund({ store, clock, refundLimitMinor }: Needs, asked: AskedRequest): Promise<RefundRequest> {
  if (asked.id === '' || asked.askedBy === '') throw new RangeError('a refund and who asks for it need ids')
  if (!Number.isSafeInteger(asked.amountMinor) || asked.amountMinor <= 0) throw new RangeError(`${asked.amountMinor} cannot be refunded`)
  const request = await store.requestRefund(asked, refundLimitMinor, clock())
  const isSame = request.orderId === asked.orderId && request.amountMinor === asked.amountMinor && request.currency === asked.currency
  if (!isSame) throw new Fault('already-exists', `refund ${asked.id} gives back something else`)
  return request
}

export type Agreeing = { readonly outcome: 'agreed'; readonly request: RefundRequest } | { readonly outcome: 'same-person' | 'ended' }

/**
 * A second person agrees. Agreeing again, by anybody who may, is agreeing once. `same-person`: who asked cannot agree. `ended`: it was
 * refused, or never needed anybody. Fault: `not-found`.
 */
export async function agreeToRefund({ store, clock }: Needs, id: string, actor: string): Promise<Agreeing> {
  if (actor === '') throw new RangeError('who agrees has a name')
  const agreed = await store.agree(id, actor, clock())
  if (agreed) return { outcome: 'agreed', request: agreed }
  const request = await store.findRequest(id)
  if (!request) throw new Fault('not-found', `no refund ${id} is asked for`)
  if (request.askedBy === actor) return { outcome: 'same-person' }
  return request.agreedBy === null ? { outcome: 'ended' } : { outcome: 'agreed', request }
}

/** Anybody who may give money back ends a request that waits, who asked included. Fault: `not-found`, also when it waits no more. */
export async function refuseRefund({ store, clock }: Needs, id: string, actor: string): Promise<RefundRequest> {
  const refused = await store.refuseRequest(id, actor, clock())
  if (!refused) throw new Fault('not-found', `no refund ${id} waits`)
  return refused
}
