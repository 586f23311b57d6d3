import { isEnd, type Step } from '../../domain/checkout.ts'
import type { Order } from '../../domain/order.ts'
import { authorise } from './authorise.ts'
import { awaitOptician } from './await-optician.ts'
import { capture, place } from './place-and-capture.ts'
import { freeze, reserve } from './reserve-and-freeze.ts'
import type { Run, SagaNeeds, Stepped } from './saga.ts'
import { undoAuthorise, undoFreeze, undoPlace, undoReserve } from './undo.ts'

/** What is done at each step. A step that is taken again has its effect once: every call carries an id of the checkout. */
const doing: Record<Step, (needs: SagaNeeds, run: Run, order: Order | undefined) => Promise<Stepped>> = {
  reserve,
  freeze,
  authorise,
  place,
  await: awaitOptician,
  capture,
  'undo-place': undoPlace,
  'undo-authorise': undoAuthorise,
  'undo-freeze': undoFreeze,
  'undo-reserve': undoReserve,
}

/**
 * Takes a checkout, which the caller has claimed, from its step to its end, or to where somebody is waited for.
 *
 * Each step is recorded before the next one begins, and only over the step it was taken from: a process that comes late finds that another went
 * ahead, and stands back. Answers the order when this process placed it.
 */
export async function runSaga(needs: SagaNeeds, claimed: Run): Promise<Order | undefined> {
  let [run, order]: [Run, Order | undefined] = [claimed, undefined]
  while (!isEnd(run.step)) {
    const stepped = await doing[run.step](needs, run, order)
    if (stepped === 'stands') return undefined
    run = stepped.run
    order = stepped.order ?? order
  }
  return run.step === 'paid' || run.step === 'paid-later' ? order : undefined
}
