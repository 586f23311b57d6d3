/** What delivery by one method costs in one zone: a country, or `EU` for the rest of the union. */
export interface ZoneRate {
  readonly methodId: string
  readonly zone: string
  readonly currency: string
  readonly amountMinor: number
  /** Free from this amount of lines after discount; null is never. */
  readonly freeFromMinor: number | null
}

/** What setting rates needs of storage. */
export interface RateStore {
  /** Replaces all rates of the methods named. */
  setDeliveryRates(rates: readonly ZoneRate[]): Promise<void>
  /** By method, zone and currency. */
  deliveryRatesOf(methodIds: readonly string[]): Promise<readonly ZoneRate[]>
}

/** Replaces the rates of the delivery methods named in `rates`; a zone that is no longer there is no longer served. */
export async function setDeliveryRates(store: RateStore, rates: readonly ZoneRate[]): Promise<void> {
  for (const { methodId, zone, currency, amountMinor, freeFromMinor } of rates) {
    if (methodId === '') throw new RangeError('a rate names no method')
    if (!/^[A-Z]{2}$/.test(zone)) throw new RangeError(`${zone} is no zone`)
    if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`${currency} is no currency`)
    for (const amount of [amountMinor, freeFromMinor ?? 0]) if (amount < 0) throw new RangeError(`${amount} is no price`)
  }
  if (rates.length > 0) await store.setDeliveryRates(rates)
}
