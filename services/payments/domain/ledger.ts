import type { Movement, MovementKind } from './attempt.ts'

/**
 * Where money is. `provider`: what it holds for the shop. `orders`: what shoppers paid and did not get back. `disputed`: what banks took
 * back until a dispute ends. `lost`: by disputes.
 */
export const accounts = ['provider', 'orders', 'disputed', 'lost'] as const
export type Account = (typeof accounts)[number]

/** The two sides of every movement of money; the other kinds move none. The database makes the same from the kind: 002-ledger.sql. */
export const sidesOf: Readonly<Partial<Record<MovementKind, { readonly debit: Account; readonly credit: Account }>>> = {
  captured: { debit: 'provider', credit: 'orders' },
  refunded: { debit: 'orders', credit: 'provider' },
  disputed: { debit: 'disputed', credit: 'provider' },
  'dispute-won': { debit: 'provider', credit: 'disputed' },
  'dispute-lost': { debit: 'lost', credit: 'disputed' },
}

/** A provider's own books list what they add to the shop's balance or take from it. A lost dispute took it when it began. */
export function isInProvidersBooks({ kind }: Pick<Movement, 'kind'>): boolean {
  const sides = sidesOf[kind]
  return sides !== undefined && (sides.debit === 'provider' || sides.credit === 'provider')
}

/** What stands on each account after these movements of one currency, debit positive. The four always sum to 0. */
export function balancesOf(movements: readonly Pick<Movement, 'kind' | 'amountMinor'>[]): Readonly<Record<Account, number>> {
  const balances = { provider: 0, orders: 0, disputed: 0, lost: 0 }
  for (const { kind, amountMinor } of movements) {
    const sides = sidesOf[kind]
    if (!sides) continue
    balances[sides.debit] += amountMinor
    balances[sides.credit] -= amountMinor
  }
  return balances
}
