import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { refuse, type Refusal } from '../problem.ts'

export const rateClasses = ['read', 'write', 'login', 'upload', 'webhook'] as const
export type RateClass = (typeof rateClasses)[number]

export interface RateLimits {
  /** Takes one call of this class from what the address may do in a minute. Headers for the answer, or the refusal. */
  take(rate: RateClass, address: string): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly refusal?: Refusal }>
}

/** Calls per address and minute for each class. Headers as in the IETF draft "RateLimit header fields for HTTP", version 10. */
export function rateLimits(perMinute: Readonly<Record<RateClass, number>>): RateLimits {
  const limiters = new Map(rateClasses.map((rate) => [rate, new RateLimiterMemory({ points: perMinute[rate], duration: 60 })]))
  const policies = new Map(rateClasses.map((rate) => [rate, `"${rate}";q=${perMinute[rate]};w=60`]))
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

/** One household has a whole /64 of IPv6. */
const networkOf = (address: string): string =>
  address.includes(':') && !address.includes('.') ? address.split(':').slice(0, 4).join(':') : address
