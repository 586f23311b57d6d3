import { isDeepStrictEqual } from 'node:util'
import { checkedMethod, type DeliveryMethod } from '../domain/delivery-method.ts'
import type { MethodStore, StaleMethod } from './list-options.ts'

export type PutMethods =
  | { readonly outcome: 'put'; readonly methods: readonly DeliveryMethod[] }
  | ({ readonly outcome: 'stale' } & StaleMethod)

/**
 * Makes or replaces the methods named, all or none, and answers them as they are kept.
 *
 * Refusal: `stale` when one was changed since the version it names; the same methods again are no such change, so a repeat is answered like the
 * first. Throws RangeError naming the method and what is wrong.
 */
export async function putMethods(methods: MethodStore, wanted: readonly DeliveryMethod[]): Promise<PutMethods> {
  const stale = await methods.put(wanted.map(checkedMethod))
  const kept = await methods.list()
  const of = ({ id }: DeliveryMethod) => kept.find((one) => one.id === id)
  const isThere = (method: DeliveryMethod) => isDeepStrictEqual({ ...of(method), version: 0 }, { ...method, version: 0 })
  if (stale && !wanted.every(isThere)) return { outcome: 'stale', ...stale }
  return { outcome: 'put', methods: wanted.map((method) => of(method) ?? method) }
}
