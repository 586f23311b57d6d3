import type pg from 'pg'

/**
 * A store over a transaction, made once for its connection and not for each event of a batch: so commands of handlers beside each other find each other, and
 * leave as one statement (`in-groups.ts`). It may keep nothing of one transaction to the next.
 */
export function perConnection<Store>(make: (tx: pg.PoolClient) => Store): (tx: pg.PoolClient) => Store {
  const made = new WeakMap<pg.PoolClient, { readonly store: Store }>()
  return (tx) => {
    const known = made.get(tx) ?? { store: make(tx) }
    made.set(tx, known)
    return known.store
  }
}
