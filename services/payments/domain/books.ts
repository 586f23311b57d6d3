import type { Movement } from './attempt.ts'
import { type Account, balancesOf, movesMoney } from './ledger.ts'

/** A movement as books list it: ours, or a provider's. */
export type Booked = Movement & { readonly attemptId: string; readonly orderId: string }

export interface BookLine {
  readonly currency: string
  readonly account: Account
  readonly oursMinor: number
  readonly theirsMinor: number
}

/** `side`: whose books have it. `both`, when they have it and do not say the same of it: then the movement is ours. */
export interface BookDifference {
  readonly side: 'shop' | 'provider' | 'both'
  readonly movement: Booked
}

/** What stands on each account by our books and by the provider's, and every movement of money they do not agree on. */
export function compareBooks(ours: readonly Booked[], theirs: readonly Booked[]): { lines: BookLine[]; differences: BookDifference[] } {
  const [our, their] = [byId(ours), byId(theirs)]
  const currencies = new Set([...our.values(), ...their.values()].map(({ currency }) => currency))
  const lines = [...currencies].toSorted().flatMap((currency) => {
    const balances = (all: ReadonlyMap<string, Booked>) => balancesOf([...all.values()].filter((one) => one.currency === currency))
    const [mine, yours] = [balances(our), balances(their)]
    return (Object.keys(mine) as Account[]).map((account) => {
      return { currency, account, oursMinor: mine[account], theirsMinor: yours[account] }
    })
  })
  const missing = (side: 'shop' | 'provider', all: ReadonlyMap<string, Booked>, others: ReadonlyMap<string, Booked>) =>
    [...all.values()].filter(({ id }) => !others.has(id)).map((movement) => ({ side, movement }))
  const unlike = [...our.values()].filter((one) => their.has(one.id) && !isSame(one, their.get(one.id)!)) // it has it
  return {
    lines,
    differences: [
      ...missing('provider', their, our),
      ...missing('shop', our, their),
      ...unlike.map((movement) => ({ side: 'both' as const, movement })),
    ],
  }
}

const byId = (all: readonly Booked[]) => new Map(all.filter(movesMoney).map((one) => [one.id, one]))

const isSame = (one: Booked, other: Booked) =>
  one.kind === other.kind && one.amountMinor === other.amountMinor && one.currency === other.currency
