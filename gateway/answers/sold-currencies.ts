import type { CallOptions } from '@connectrpc/connect'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Peers } from '../peers.ts'
import { refuse, type Refusal } from '../problem.ts'
import { keptAnswer } from './kept-answer.ts'

/** How long an answer is good: staff who open a currency see it in the shop soon [our choice]. */
const keptMs = 5_000

export interface SoldCurrencies {
  /** The shop's own first. */
  list(options: CallOptions): Promise<readonly string[]>
  /** The currency to answer in, or why not: 400 for one the shop does not sell in. Nobody is asked about the shop's own. */
  chosen(asked: string | undefined, options: CallOptions): Promise<{ readonly currency: string } | Refusal>
}

/** What shoppers may choose. What pricing said last stands while it is away; before it said anything nothing is refused. */
export function soldCurrencies(parts: {
  readonly peers: Pick<Peers, 'pricing'>
  readonly clock: Clock
  readonly currency: string
}): SoldCurrencies {
  const { peers, clock, currency: usual } = parts
  const sold = keptAnswer({ clock, keptMs }, async (options) => (await peers.pricing.listCurrencies({}, options)).currencies)
  return {
    async list(options) {
      return [usual, ...((await sold(options)) ?? []).filter((code) => code !== usual)]
    },
    async chosen(asked = usual, options) {
      if (asked === usual || ((await sold(options)) ?? [asked]).includes(asked)) return { currency: asked }
      return refuse('bad-input', { errors: [{ path: 'currency', code: 'not-sold', message: `the shop does not sell in ${asked}` }] })
    },
  }
}
