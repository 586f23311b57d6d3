import type { Clock } from '@vitrine/platform/clock/clock'
import { type DeliveryMethod, type Load, type LocalText, type Unfit, whyUnfit } from '../domain/delivery-method.ts'
import { workingDaysAfter } from '../domain/working-days.ts'

export interface MethodStore {
  /** In the order of the shop, with those out of use. */
  list(): Promise<readonly DeliveryMethod[]>
  /** Replaces the methods named, unless one is no longer of the version it names: answers that one. */
  put(methods: readonly DeliveryMethod[]): Promise<StaleMethod | undefined>
}

export interface StaleMethod {
  readonly id: string
  readonly version: number
}

export interface Options {
  readonly options: readonly (DeliveryMethod & { readonly earliest: string; readonly latest: string })[]
  readonly unfit: readonly { readonly methodId: string; readonly name: LocalText; readonly why: Unfit }[]
}

/** The methods in use that carry this load, each with its first and last day when it is ordered now, and those that do not with their reason. */
export async function listOptions({ methods, clock }: { methods: MethodStore; clock: Clock }, load: Load): Promise<Options> {
  const judged = (await methods.list()).filter(({ isOutOfUse }) => !isOutOfUse).map((method) => ({ method, why: whyUnfit(method, load) }))
  const now = clock()
  return {
    options: judged.flatMap(({ method, why }) => (why ? [] : [{ ...method, ...daysOf(method, now) }])),
    unfit: judged.flatMap(({ method: { id: methodId, name }, why }) => (why ? [{ methodId, name, why }] : [])),
  }
}

/** When a parcel of this method arrives, ordered now. */
export const daysOf = ({ daysMin, daysMax }: Pick<DeliveryMethod, 'daysMin' | 'daysMax'>, now: Date) => ({
  earliest: workingDaysAfter(now, daysMin),
  latest: workingDaysAfter(now, daysMax),
})
