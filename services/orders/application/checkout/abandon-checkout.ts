import { Fault } from '@vitrine/platform/rpc/fault'
import { maySee, type Viewer } from '../../domain/cart.ts'
import { runSaga } from './run-saga.ts'
import { goOn, type SagaNeeds } from './saga.ts'

/**
 * The shopper will not pay this way: the attempt is voided, what was set aside is given back, and the cart is open for another way at once.
 *
 * Only while the shopper is the one waited for; a bank that has not answered is still waited for, and an order stands. Whoever asks the
 * provider meanwhile finds that the step was taken, and stands back. Twice is once. Fault: `not-found`, also for somebody else's cart.
 */
export async function abandonCheckout(needs: SagaNeeds, cartId: string, viewer: Viewer): Promise<void> {
  const found = await needs.checkouts.load(cartId)
  if (!found || !maySee(found.cart, viewer)) throw new Fault('not-found', `no cart ${cartId}`)
  const { run } = found
  if (run?.step !== 'authorise' || !run.action?.url) return
  const refusal = { code: 'payment-declined', reason: 'abandoned' } as const
  const stepped = await goOn(needs, run, 'authorise', 'undo-authorise', { refusal })
  if (stepped !== 'stands') await runSaga(needs, stepped.run)
}
