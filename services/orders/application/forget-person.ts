import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import type { OneFailed } from '@vitrine/platform/watch/log'
import { type InvoiceNeeds, listInvoices } from './issue-invoices.ts'

/** Whoever asked to be forgotten. `email` counts for guests' orders where it was proven. */
export interface ForgottenPerson {
  readonly accountId: string
  readonly email: string
  readonly isProven: boolean
  readonly at: Date
}

export interface ForgetStore {
  /** Orders that have ended, or left whole and were seen by no carrier since, and whose person asked; at most 50. */
  due(silentSince: Date): Promise<readonly string[]>
  /** Blanks who it was and where it went, and tells `OrderForgotten`: in one statement, once. */
  forget(orderId: string, at: Date, eventId: string): Promise<void>
  /** The same of home trials. Answers how many. */
  forgetTrials(at: Date): Promise<number>
}

/**
 * So long after a carrier saw an order last nobody waits for news of it: where carriers tell nothing, that it arrived may never be said, and whoever asked
 * to be forgotten is [our choice; their account is erased by the same measure, gateway/rest/privacy.ts].
 */
const silentMs = 60 * 86_400_000

/**
 * Blanks the orders of people who asked to be forgotten, once they have ended. What the law wants written (the invoice, with name and address) is
 * written first, and stays where it is for as long as the law says. An order that is under way waits, until it was not seen for 60 days. Safe to repeat, and after a crash; one that goes wrong holds up no other.
 */
export async function forgetPeople(
  needs: InvoiceNeeds & { store: ForgetStore; clock: Clock; ids: Ids; published: () => void },
  failed: OneFailed,
): Promise<number> {
  let count = await needs.store.forgetTrials(needs.clock())
  const forgetting = async (orderId: string) => {
    await listInvoices(needs, orderId, { customerId: '', isStaff: true })
    await needs.store.forget(orderId, needs.clock(), needs.ids())
    count += 1
  }
  for (const orderId of await needs.store.due(new Date(needs.clock().getTime() - silentMs)))
    await forgetting(orderId).catch((error: unknown) => failed(orderId, error))
  if (count > 0) needs.published()
  return count
}
