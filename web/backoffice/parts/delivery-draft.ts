import type { DeliveryMethod, MakeDeliveryMethod } from '@vitrine/gateway/schemas/admin-delivery'
import type { Money } from '@vitrine/gateway/schemas/shapes'
import { newKey } from '../api.ts'
import type { DeliveryWords } from '../words/delivery.ts'

/** A rate while it is typed; `key` tells rows apart. */
export interface RateDraft {
  readonly key: string
  readonly zone: string
  readonly currency: string
  readonly price: Money | undefined
  readonly freeFrom: Money | undefined
}

/** A method while it is typed: numbers may be missing. */
export type DeliveryDraft = Omit<MakeDeliveryMethod, 'rates' | 'maxWeightG' | 'daysMin' | 'daysMax'> & {
  readonly rates: readonly RateDraft[]
  readonly maxWeightG: number | undefined
  readonly daysMin: number | undefined
  readonly daysMax: number | undefined
}

export const blankRate = (zone: string, currency: string): RateDraft => ({
  ...{ key: newKey(), zone, currency, price: undefined, freeFrom: undefined },
})

export const blankMethod = (currency: string): DeliveryDraft => ({
  ...{ name: { fr: '', en: '' }, kind: 'home', carrier: '', maxWeightG: 30_000, takesDangerousGoods: false, daysMin: 2, daysMax: 4 },
  ...{ pickupPoints: [], inUse: true, trackingUrlTemplate: '', rates: [blankRate('FR', currency)] },
})

export const draftOf = ({ id: _, version: __, rates, ...method }: DeliveryMethod): DeliveryDraft => ({
  ...method,
  rates: rates.map(({ zone, price, freeFrom }) => ({ key: newKey(), zone, currency: price.currency, price, freeFrom })),
})

/** What is sent; undefined while a number is missing. */
export function methodOf({ rates, maxWeightG, daysMin, daysMax, ...draft }: DeliveryDraft): MakeDeliveryMethod | undefined {
  if (maxWeightG === undefined || daysMin === undefined || daysMax === undefined) return undefined
  const whole = rates.flatMap(({ zone, price, freeFrom }) => (price ? [{ zone, price, ...(freeFrom && { freeFrom }) }] : []))
  return whole.length === rates.length ? { ...draft, maxWeightG, daysMin, daysMax, rates: whole } : undefined
}

/** `rates.1.zone` in words: which row, which field, and why it is refused. */
export function deliveryFieldText(path: string, own: DeliveryWords, colon: string): string {
  const [list, row, deep] = path.split('.')
  const field = deep ?? (list === 'name' ? row : list) ?? ''
  const labels: Readonly<Record<string, string>> = {
    ...{ fr: own.nameFr, en: own.nameEn, kind: own.kind, carrier: own.carrier, maxWeightG: own.maxWeight },
    ...{ daysMin: own.daysMin, daysMax: own.daysMax, pickupPoints: own.points, name: own.pointName, line1: own.line1 },
    ...{ postcode: own.postcode, city: own.city, rates: own.rates, zone: own.zone, price: own.price, freeFrom: own.freeFrom },
    trackingUrlTemplate: own.trackingUrl,
  }
  const place =
    row === undefined || list === 'name' ? '' : list === 'rates' ? `${own.rateOf(Number(row) + 1)}, ` : `${own.pointOf(Number(row) + 1)}, `
  const why = own.why[field as keyof typeof own.why] ?? own.why.text
  return `${place}${labels[field] ?? field}${colon} ${why}`
}
