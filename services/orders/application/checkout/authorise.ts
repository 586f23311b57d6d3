import type { MessageInitShape } from '@bufbuild/protobuf'
import { Code, ConnectError } from '@connectrpc/connect'
import { toMoney } from '@vitrine/contracts/money'
import type { ActionRequired, Attempt, AuthoriseRequestSchema, AuthoriseResponse } from '@vitrine/contracts/payments/v1'
import { holdMs, type PaymentAction } from '../../domain/checkout.ts'
import { amountOf, attemptIdOf, called, goOn, isOpen, type Run, type SagaNeeds, type Stepped, waitFor } from './saga.ts'

/** Within the 8 s of a checkout (settled.md 28), with the steps before and after it. */
const timeoutMs = 4_000

/** How an amount that was to be set aside stands. */
export type SetAside =
  | { readonly is: 'authorised' }
  | { readonly is: 'declined'; readonly reason: string }
  | { readonly is: 'unusable'; readonly message: string }
  | { readonly is: 'open'; readonly action: PaymentAction }

const wait: PaymentAction = { kind: 'wait', url: '' }

/**
 * Has the amount set aside. A bank that does not answer, or wants to see the shopper, leaves the checkout waiting; an event or the job goes on.
 * After 15 minutes nobody is waited for. Refusal: `payment-declined`.
 */
export async function authorise(needs: SagaNeeds, run: Run): Promise<Stepped> {
  const declined = (reason: string) => ({ refusal: { code: 'payment-declined', reason } }) as const
  const answer = await called(needs, 'authorise', () => setAside(needs, questionOf(run), run.action))
  switch (answer.is) {
    case 'authorised':
      return goOn(needs, run, 'authorise', 'place')
    case 'declined':
      return goOn(needs, run, 'authorise', 'undo-freeze', declined(answer.reason))
    case 'unusable':
      return goOn(needs, run, 'authorise', 'undo-freeze', { refusal: { code: 'payment-unusable', message: answer.message } })
    case 'open':
      if (needs.clock().getTime() >= run.begunAt.getTime() + holdMs)
        return goOn(needs, run, 'authorise', 'undo-authorise', declined('expired'))
      return waitFor(needs, run, 'authorise', answer.action)
  }
}

const questionOf = (run: Run): Question => {
  const { provider, method, token, returnUrl, save = false, savedMethodId = '' } = run.payment
  const kept = { customerId: run.cart.customerId, save, savedMethodId }
  return { attemptId: attemptIdOf(run), orderId: run.orderId, amount: toMoney(amountOf(run)), provider, method, token, returnUrl, ...kept }
}

interface AskingNeeds {
  readonly payments: Pick<SagaNeeds['payments'], 'authorise' | 'getAttempt'>
}

type Question = MessageInitShape<typeof AuthoriseRequestSchema> & { readonly attemptId: string }

/** Asks payments to set an amount aside, or, where the shopper or the bank was waited for (`action`), how that stands. */
export const setAside = (needs: AskingNeeds, question: Question, action: PaymentAction | null): Promise<SetAside> =>
  action ? asked(needs, question, action) : asking(needs, question)

async function asking({ payments }: AskingNeeds, question: Question): Promise<SetAside> {
  try {
    return answerOf(await payments.authorise(question, { timeoutMs }))
  } catch (error) {
    // Whether the bank heard it is not known: it is asked by the same attempt, never by another.
    if (isOpen(error)) return { is: 'open', action: wait }
    if (error instanceof ConnectError) return { is: 'unusable', message: error.rawMessage }
    throw error
  }
}

function answerOf({ result }: AuthoriseResponse): SetAside {
  switch (result.case) {
    case 'authorised':
      return { is: 'authorised' }
    case 'declined':
      return { is: 'declined', reason: result.value.reason }
    case 'action':
      return { is: 'open', action: actionOf(result.value) }
    case 'pending':
      return { is: 'open', action: wait }
    case 'anotherOpen':
      throw new Error(`payments has another attempt ${result.value.attemptId} open for an order that has one`)
    case undefined:
      throw new Error('payments answered with a result this version does not know')
  }
}

async function asked({ payments }: AskingNeeds, question: Question, action: PaymentAction): Promise<SetAside> {
  try {
    const { attempt } = await payments.getAttempt({ attemptId: question.attemptId, ask: true }, { timeoutMs })
    return attempt ? stateOf(attempt) : { is: 'open', action: wait }
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error
    // Payments never heard the question, or cannot say now.
    return error.code === Code.NotFound ? asking({ payments }, question) : { is: 'open', action }
  }
}

function stateOf({ state, failure, action }: Attempt): SetAside {
  switch (state) {
    case 'authorised':
    case 'captured':
    case 'partially-refunded':
      return { is: 'authorised' }
    case 'failed':
    case 'expired':
    case 'voided':
    case 'refunded':
      return { is: 'declined', reason: failure || state }
    default:
      return { is: 'open', action: action ? actionOf(action) : wait }
  }
}

const actionOf = ({ kind, url }: ActionRequired): PaymentAction => ({ kind: kind === 'redirect' ? 'redirect' : 'three-d-secure', url })
