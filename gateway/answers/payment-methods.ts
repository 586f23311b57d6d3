import type { CallOptions } from '@connectrpc/connect'
import type { Method } from '@vitrine/contracts/payments/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Peers } from '../peers.ts'
import { isAway } from '../problem.ts'
import { keptAnswer } from './kept-answer.ts'

/** Ways to pay change when somebody changes the settings. */
const keptMs = 60_000

/** Ways to pay that are open. While payments is away those that were known: a cart is looked at and filled without them. */
export function paymentMethods({ peers, clock }: { readonly peers: Pick<Peers, 'payments'>; readonly clock: Clock }) {
  const known = keptAnswer({ clock, keptMs }, async (options) => (await peers.payments.listMethods({}, options)).methods, isAway)
  return async (options: CallOptions): Promise<readonly Method[]> => (await known(options)) ?? []
}
