import type { StockWish } from '../domain/stock-wish.ts'
import { writeMail, type WriteMailNeeds } from './write-mail.ts'

/** What telling needs of storage, inside the transaction that remembers the event. */
export interface WishBox {
  /** Takes the wishes for a variant that were made until a moment: they are forgotten with this transaction. */
  takeWishes(variantId: string, until: Date): Promise<readonly StockWish[]>
}

/** A variant is back: everybody who waited for it is written to once, and forgotten. Wishes made after that moment wait for the next time. */
export async function tellOfStock(needs: WriteMailNeeds & { wishes: WishBox }, variantId: string, at: Date): Promise<void> {
  for (const { email, locale, name, slug, askedAt } of await needs.wishes.takeWishes(variantId, at))
    await writeMail(needs, `${variantId} ${email} ${askedAt.toISOString()}`, { kind: 'back-in-stock', name, slug }, { email, locale })
}
