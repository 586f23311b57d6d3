import type { Carrier } from '../application/make-parcel.ts'
import type { ScanState } from '../domain/parcel.ts'

/** When the simulated carrier sees what, as a share of the time to delivery: the first scan soon, the last early enough for a slow poll. */
const journey: readonly { readonly state: ScanState; readonly share: number; readonly place: string }[] = [
  { state: 'handed-over', share: 0.15, place: 'Paris' },
  { state: 'in-transit', share: 0.4, place: 'Orléans' },
  { state: 'out-for-delivery', share: 0.65, place: '' },
  { state: 'delivered', share: 0.85, place: '' },
]

/**
 * A carrier for shops without a contract: it sees every parcel on its way and delivers it after `secondsToDeliver`; at 0 it never moves one.
 * The last stops are in the town of the address.
 */
export const simulatedCarrier = (secondsToDeliver: number): Carrier => ({
  announce({ address }, at) {
    if (secondsToDeliver === 0) return []
    const moment = (share: number) => new Date(at.getTime() + share * secondsToDeliver * 1_000)
    return journey.map(({ state, share, place }) => ({ state, place: place || address.city, dueAt: moment(share) }))
  },
})

/** Seconds from label to letter box: 30 unless `CARRIER_SPEED` says otherwise (settled.md 48). Throws RangeError for anything but a whole number. */
export function carrierSpeed(setting: string | undefined): number {
  const seconds = Number(setting ?? 30)
  if (!Number.isInteger(seconds) || seconds < 0) throw new RangeError(`CARRIER_SPEED is ${setting}, not a number of seconds`)
  return seconds
}
