export interface CartRetention {
  /** Drops open carts nobody touched since, at most 500. Answers how many. */
  forget(untouchedSince: Date): Promise<number>
}

/** Carts are kept for 90 days after they were touched last (reliability.md 5). */
const keptMs = 90 * 86_400_000

/** Drops carts nobody came back to. */
export const forgetCarts = (carts: CartRetention, now: Date): Promise<number> => carts.forget(new Date(now.getTime() - keptMs))
