import type { OneFailed } from '@vitrine/platform/watch/log'
import { leaseFrom } from './check-out.ts'
import { runSaga } from './run-saga.ts'
import type { SagaNeeds } from './saga.ts'

/** Few at once: the job shares the pool with the shop's own traffic. */
const atOnce = 5

/**
 * Takes up checkouts whose process died or whose time to ask again has come. Answers how many it took.
 * Any number of processes may do so at once: each checkout is claimed by one. `failed` hears of one that went wrong; it is tried again.
 */
export async function finishCheckouts(needs: SagaNeeds, failed: OneFailed): Promise<number> {
  const due = await needs.checkouts.due(needs.clock(), atOnce)
  const taken = due.map(async (orderId) => {
    const now = needs.clock()
    const run = await needs.checkouts.claim(orderId, now, leaseFrom(now))
    if (!run) return 0
    try {
      await runSaga(needs, run)
    } catch (error) {
      failed(orderId, error)
    }
    return 1
  })
  return (await Promise.all(taken)).reduce<number>((sum, count) => sum + count, 0)
}
