import type { OneFailed } from '@vitrine/platform/watch/log'
import { leaseMs } from '../domain/checkout.ts'
import { type ErrandNeeds, runClaimed, runErrand } from './run-errands.ts'

/** So much goes in one round: each may wait for another service that is away, and a shop that stops waits for the round. */
const inTurn = 5

/**
 * Runs what is due, but for documents. Answers how much that was. Any number of processes may do so at once. One goes after the other, as what one of an order
 * does another may wait for.
 */
export async function runDueErrands(needs: ErrandNeeds, failed: OneFailed): Promise<number> {
  const due = await needs.errands.due(needs.clock(), inTurn)
  for (const id of due) await runErrand(needs, id).catch((error: unknown) => failed(id, error))
  return due.length
}

/** So many documents are issued beside each other, and ask as one: no other service is asked for them, unless their currency is another than the shop's. */
const atOnce = 100

/**
 * Issues documents that are due, those of a round beside each other. Answers how many, or 0 where it left none: in a busy shop the next round waits for what
 * comes within its second. Any number of processes may do so at once, and each takes others.
 */
export async function runDueDocuments(needs: ErrandNeeds, failed: OneFailed): Promise<number> {
  const now = needs.clock()
  const claimed = await needs.errands.claimDocuments(now, new Date(now.getTime() + leaseMs), atOnce)
  await Promise.all(claimed.map((errand) => runClaimed(needs, errand).catch((error: unknown) => failed(errand.id, error))))
  return claimed.length < atOnce ? 0 : claimed.length
}
