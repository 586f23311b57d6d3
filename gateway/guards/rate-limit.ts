import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { refuse, type Refusal } from '../problem.ts'

/** Seconds of each class. A picture that is kept is large and of somebody's health or face: those of an address are counted by the hour. */
const windows = { read: 60, write: 60, login: 60, upload: 60, picture: 3_600, webhook: 60 } as const
export type RateClass = keyof typeof windows
export const rateClasses = Object.keys(windows) as RateClass[]

export interface RateLimits {
  /** Takes one call of this class from what the address may do in its time. Headers for the answer, or the refusal. */
  take(rate: RateClass, address: string): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly refusal?: Refusal }>
}

/** Calls per address and minute for each class, or hour for `picture`. Headers as in the IETF draft "RateLimit header fields for HTTP", version 10. */
export function rateLimits(most: Readonly<Record<RateClass, number>>): RateLimits {
  const limiters = new Map(rateClasses.map((rate) => [rate, new RateLimiterMemory({ points: most[rate], duration: windows[rate] })]))
  const policies = new Map(rateClasses.map((rate) => [rate, `"${rate}";q=${most[rate]};w=${windows[rate]}`]))
  const headersFor = (rate: RateClass, { remainingPoints, msBeforeNext }: RateLimiterRes) => ({
    'ratelimit-policy': policies.get(rate)!, // made above, for every class
    ratelimit: `"${rate}";r=${Math.max(0, remainingPoints)};t=${Math.ceil(msBeforeNext / 1_000)}`,
  })
  return {
    async take(rate, address) {
      try {
        return { headers: headersFor(rate, await limiters.get(rate)!.consume(networkOf(address))) } // made above, for every class
      } catch (reason) {
        if (!(reason instanceof RateLimiterRes)) throw reason
        const wait = { 'retry-after': String(Math.ceil(reason.msBeforeNext / 1_000)) }
        return { headers: headersFor(rate, reason), refusal: refuse('too-many-requests', undefined, wait) }
      }
    },
  }
}

/** One household has a whole /64 of IPv6: its first four groups, however they are written (RFC 4291 section 2.2). */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address
  const [left = [], right = []] = address
    .toLowerCase()
    .split('::')
    .map((side) => side.split(':').filter(Boolean))
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
  const groups = [...left, ...zeros, ...right].slice(0, 4)
  return groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')
}
