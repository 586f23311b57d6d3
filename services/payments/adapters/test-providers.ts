import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { startPaypalDouble } from '../../../tests/doubles/paypal-double.ts'
import { startStripeDouble } from '../../../tests/doubles/stripe-double.ts'
import type { Provider } from '../application/provider.ts'
import { ask } from '@vitrine/platform/http/ask'
import { startSandboxProvider } from '../sandbox/sandbox-provider.ts'
import { paypalPayments } from './paypal-payments.ts'
import { sandboxPayments } from './sandbox-payments.ts'
import { sign } from './signature.ts'
import { stripePayments } from './stripe-payments.ts'

interface Signed {
  readonly body: Uint8Array
  readonly headers: Record<string, string>
}

/** An adapter, and what a test does to the double behind it. */
export interface OpenedProvider {
  readonly provider: Provider
  /** Pays at once, or empty where the shopper pays on the provider's page. */
  readonly goodToken: string
  /** Is refused for this reason. Absent where a refused card is the shopper's and the provider's to sort out. */
  readonly bad?: { readonly token: string; readonly reason: string }
  /** Asks the shopper at the bank first. Absent where every payment does. */
  readonly challengeToken?: string
  /** What was sent and does not fit the provider's own description, where the double knows it. */
  readonly misfits?: readonly string[]
  /** Captures in the provider's own books. */
  readonly captures: () => number
  readonly setOutage: (isOut: boolean) => void
  readonly dropNextReply: () => void
  readonly dispute: (attemptId: string, outcome: 'opened' | 'won' | 'lost') => void | Promise<void>
  /** Somebody else's money on the same account, where accounts are shared. */
  readonly chargeSomebody?: (amountMinor: number) => void
  /** A webhook about an attempt, signed at a moment as the provider would; by another hand where `isForged`. */
  readonly webhook: (attemptId: string, at: Date, isForged?: boolean, eventId?: string) => Signed
}

type Opening = (clock: () => Date) => Promise<OpenedProvider>

async function openSandbox(clock: () => Date): Promise<OpenedProvider> {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-provider-'))
  const secret = 'a secret of this test'
  const sandbox = await startSandboxProvider({ ledgerFile: join(folder, 'ledger'), secret, clock })
  afterAll(async () => {
    await sandbox.stop()
    rmSync(folder, { recursive: true })
  })
  let events = 0
  return {
    provider: sandboxPayments({ url: sandbox.url, secret, ask, clock }),
    goodToken: 'ok',
    bad: { token: 'insufficient-funds', reason: 'insufficient-funds' },
    challengeToken: 'three-d-secure',
    captures: () => sandbox.movements.filter(({ kind }) => kind === 'captured').length,
    setOutage: (isOut) => void Object.assign(sandbox.script, { outage: isOut }),
    dropNextReply: () => void Object.assign(sandbox.script, { dropReplies: 1 }),
    dispute: (attemptId, outcome) => sandbox.dispute(attemptId, outcome),
    webhook(attemptId, at, isForged = false, eventId = `event_${++events}`) {
      const body = Buffer.from(JSON.stringify({ id: eventId, kind: 'any', attemptId, movementId: eventId }))
      return { body, headers: { 'sandbox-signature': sign(isForged ? 'another secret' : secret, body, at) } }
    },
  }
}

const openStripe =
  (goodToken: string): Opening =>
  async (clock) => {
    const [secretKey, webhookSecret] = ['sk_test_of_this_test', 'whsec_of_this_test']
    const double = await startStripeDouble({ secretKey, webhookSecret, clock })
    afterAll(() => double.stop())
    let events = 0
    return {
      provider: stripePayments({ secretKey, webhookSecrets: `whsec_the_next_one, ${webhookSecret}`, url: double.url, http: fetch }),
      goodToken,
      ...(goodToken && {
        bad: { token: 'pm_card_chargeDeclinedInsufficientFunds', reason: 'insufficient-funds' },
        challengeToken: 'pm_card_authenticationRequired',
      }),
      captures: () => double.charges().filter(({ captured }) => captured).length,
      setOutage: (isOut) => void Object.assign(double.faults, { outage: isOut }),
      dropNextReply: () => void Object.assign(double.faults, { dropReplies: 2 }), // the SDK tries twice
      dispute: (attemptId, outcome) => double.dispute(attemptId, outcome),
      chargeSomebody: (amountMinor) => double.chargeSomebody(amountMinor),
      webhook: (attemptId, at, isForged = false, eventId = `evt_${++events}`) =>
        double.webhook('payment_intent.processing', attemptId, at, { id: eventId, ...(isForged && { secret: 'whsec_of_somebody' }) }),
    }
  }

async function openPaypal(clock: () => Date): Promise<OpenedProvider> {
  const keys = { clientId: 'client', clientSecret: 'secret', webhookId: '4JH86294D6297924G' }
  const double = await startPaypalDouble({ ...keys, clock })
  afterAll(() => double.stop())
  let events = 0
  return {
    provider: paypalPayments({ ...keys, url: double.url, http: double.http, clock }),
    goodToken: '',
    misfits: double.misfits,
    captures: () => double.captures().length,
    setOutage: (isOut) => void Object.assign(double.faults, { outage: isOut }),
    dropNextReply: () => void Object.assign(double.faults, { dropReplies: 1 }),
    dispute: (attemptId, outcome) => double.dispute(attemptId, outcome),
    chargeSomebody: (amountMinor) => double.chargeSomebody(amountMinor),
    webhook: (attemptId, at, isForged = false, eventId = `WH-${++events}`) =>
      double.webhook('CHECKOUT.ORDER.PROCESSED', attemptId, at, { isForged, id: eventId }),
  }
}

/** An adapter is added by a line here. */
export const openings: readonly (readonly [string, Opening])[] = [
  ['sandbox', openSandbox],
  ['stripe, by a token', openStripe('pm_card_visa')],
  ['stripe, on its own page', openStripe('')],
  ['paypal', openPaypal],
]
