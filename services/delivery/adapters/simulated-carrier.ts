import type { Carrier, PlannedScan } from '../application/make-parcel.ts'
import type { ScanState } from '../domain/parcel.ts'

/** When the simulated carrier sees what, as a share of the time to delivery: the first scan soon, the last early enough for a slow poll. */
const journey: readonly { readonly state: ScanState; readonly share: number; readonly place: string }[] = [
  { state: 'handed-over', share: 0.15, place: 'Paris' },
  { state: 'in-transit', share: 0.4, place: 'Orléans' },
  { state: 'out-for-delivery', share: 0.65, place: '' },
  { state: 'delivered', share: 0.85, place: '' },
]

/**
 * A carrier for a shop that is tried out: it numbers every parcel, sees it on its way and delivers it after `secondsToDeliver`; at 0 it never moves one.
 * The last stops are in the town of the address.
 */
export function simulatedCarrier(secondsToDeliver: number): Carrier {
  const planned = (n: number, from: { readonly at: Date; readonly share: number }, city: string): PlannedScan | undefined => {
    const stop = journey[n]
    if (!stop || secondsToDeliver === 0) return undefined
    const afterMs = (stop.share - from.share) * secondsToDeliver * 1_000
    return { state: stop.state, place: stop.place || city, dueAt: new Date(from.at.getTime() + afterMs) }
  }
  return {
    // 12 digits and capitals behind the shop's two letters: who knows the number may follow the parcel.
    numberOf: (id) => `VT${id.slice(0, 12).toUpperCase()}`,
    announce: ({ address }, at) => planned(0, { at, share: 0 }, address.city),
    after({ state, dueAt }, city) {
      const n = journey.findIndex((stop) => stop.state === state)
      return n < 0 ? undefined : planned(n + 1, { at: dueAt, share: journey[n]!.share }, city)
    },
  }
}

/** Carriers of a shop that sells: nobody invents what they see, and their numbers are on their labels. */
export const realCarriers: Carrier = { numberOf: () => '', announce: () => undefined, after: () => undefined }

/** In life a parcel is two days on its way (the home methods of the demo shop). */
const lifeSeconds = 2 * 86_400

type Settings = Readonly<Record<string, string | undefined>>

/**
 * Seconds from label to letter box where the carrier is simulated; undefined where it is not: only a shop whose payments are the sandbox's alone plays, or one
 * that was told to by `CARRIER_SPEED` (decision 0034).
 *
 * 30 when `CARRIER_SPEED` is absent (settled.md 48); else two days, so many times faster than life; 0 is a carrier that never comes. Throws RangeError for
 * anything but a number.
 */
export function simulatedSeconds({ CARRIER_SPEED: speed, SANDBOX_URL, STRIPE_SECRET_KEY, PAYPAL_CLIENT_ID }: Settings): number | undefined {
  if (speed === undefined) return SANDBOX_URL && !STRIPE_SECRET_KEY && !PAYPAL_CLIENT_ID ? 30 : undefined
  const times = Number(speed)
  if (!Number.isFinite(times) || times < 0) throw new RangeError(`CARRIER_SPEED is ${speed}, not a number`)
  return times === 0 ? 0 : lifeSeconds / times
}
