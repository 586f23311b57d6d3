import { type Movement, type MovementKind, movementKinds } from './attempt.ts'
import { balancesOf, isInProvidersBooks } from './ledger.ts'

/** A movement as books list it: ours, or a provider's. */
export type Booked = Movement & { readonly attemptId: string; readonly orderId: string }

export interface BookLine {
  readonly currency: string
  /** `balance`: what they come to on the account `provider`. */
  readonly kind: MovementKind | 'balance'
  readonly oursMinor: number
  readonly theirsMinor: number
}

/** `side`: whose books have it. `both`, when they have it and do not say the same of it: then the movement is ours. */
export interface BookDifference {
  readonly side: 'shop' | 'provider' | 'both'
  readonly movement: Booked
}

/** What moved by our books and by the provider's, and every movement of money they do not agree on. */
export function compareBooks(ours: readonly Booked[], theirs: readonly Booked[]): { lines: BookLine[]; differences: BookDifference[] } {
  const [our, their] = [byId(ours), byId(theirs)]
  const currencies = new Set([...our.values(), ...their.values()].map(({ currency }) => currency))
  const lines = [...currencies].toSorted().flatMap((currency) => {
    const [mine, yours] = [our, their].map((all) => [...all.values()].filter((one) => one.currency === currency)) as [Booked[], Booked[]]
    const sum = (all: readonly Booked[], kind: MovementKind) =>
      all.reduce((minor, one) => minor + (one.kind === kind ? one.amountMinor : 0), 0)
    const kinds = movementKinds.filter((kind) => [...mine, ...yours].some((one) => one.kind === kind))
    return [
      ...kinds.map((kind) => ({ currency, kind, oursMinor: sum(mine, kind), theirsMinor: sum(yours, kind) })),
      { currency, kind: 'balance' as const, oursMinor: balancesOf(mine).provider, theirsMinor: balancesOf(yours).provider },
    ]
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

const byId = (all: readonly Booked[]) => new Map(all.filter(isInProvidersBooks).map((one) => [one.id, one]))

const isSame = (one: Booked, other: Booked) =>
  one.kind === other.kind && one.amountMinor === other.amountMinor && one.currency === other.currency
