import type { Clock } from '@vitrine/platform/clock/clock'
import { localeOf } from '../domain/letter.ts'
import { type StockWish, wishDays, wishEmail } from '../domain/stock-wish.ts'

/** What wishes need of storage. */
export interface WishStore {
  /** Keeps it, unless there is one of this address for this variant, or the address has too many. */
  keepWish(wish: StockWish): Promise<void>
  /** Forgets the wishes of an address: of one variant, or all when none is named. */
  forgetWishes(email: string, variantId: string): Promise<void>
  forgetBefore(at: Date): Promise<number>
}

type Asked = Omit<StockWish, 'askedAt' | 'locale'> & { readonly locale: string }

/**
 * Remembers who wants to hear that a variant is back. Twice is once. Beyond `mostWishes` of an address nothing is kept, and nothing says so: an
 * answer that told would tell strangers about the address. Throws RangeError for what is no address.
 */
export async function wishBackInStock({ store, clock }: { store: WishStore; clock: Clock }, asked: Asked): Promise<void> {
  if (asked.variantId === '') throw new RangeError('variantId: required')
  await store.keepWish({ ...asked, email: wishEmail(asked.email), locale: localeOf(asked.locale), askedAt: clock() })
}

/** Forgets what an address waits for: one variant, or all when none is named. Of an address nobody left nothing changes. */
export const forgetWishes = (store: WishStore, email: string, variantId: string): Promise<void> =>
  store.forgetWishes(wishEmail(email), variantId)

/** Forgets wishes that nobody waits for any more. Answers how many. */
export const forgetOldWishes = ({ store, clock }: { store: WishStore; clock: Clock }): Promise<number> =>
  store.forgetBefore(new Date(clock().getTime() - wishDays * 86_400_000))
