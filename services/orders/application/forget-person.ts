import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { type InvoiceNeeds, listInvoices } from './issue-invoices.ts'

/** Whoever asked to be forgotten. `email` counts for guests' orders where it was proven. */
export interface ForgottenPerson {
  readonly accountId: string
  readonly email: string
  readonly isProven: boolean
  readonly at: Date
}

export interface ForgetStore {
  /** Orders that have ended and whose person asked, at most 50. */
  due(): Promise<readonly string[]>
  /** Blanks who it was and where it went, and tells `OrderForgotten`: in one statement, once. */
  forget(orderId: string, at: Date, eventId: string): Promise<void>
  /** The same of home trials. Answers how many. */
  forgetTrials(at: Date): Promise<number>
}

/**
 * Blanks the orders of people who asked to be forgotten, once they have ended. What the law wants written (the invoice, with name and address) is
 * written first, and stays where it is for as long as the law says. An order that is under way waits. Safe to repeat, and after a crash.
 */
export async function forgetPeople(
  needs: InvoiceNeeds & { store: ForgetStore; clock: Clock; ids: Ids; published: () => void },
): Promise<number> {
  const due = await needs.store.due()
  for (const orderId of due) {
    await listInvoices(needs, orderId, { customerId: '', isStaff: true })
    await needs.store.forget(orderId, needs.clock(), needs.ids())
  }
  const trials = await needs.store.forgetTrials(needs.clock())
  if (due.length + trials > 0) needs.published()
  return due.length + trials
}
