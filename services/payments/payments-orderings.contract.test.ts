import { randomIds } from '@vitrine/platform/ids/ids'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { startPaypalDouble } from '../../tests/doubles/paypal-double.ts'
import { startStripeDouble } from '../../tests/doubles/stripe-double.ts'
import { sign } from './adapters/signature.ts'
import { proofSeed, proofSize } from '../../tests/proof-size.ts'
import { asking, sandboxSecret, testPayments } from './test-payments.ts'

/** What happens to one attempt, and how what is told of it arrives. */
const stories = fc.record({
  begins: fc.constantFrom('good', 'good', 'good', 'bad', 'approved', 'refused'),
  ends: fc.constantFrom('held', 'captured', 'captured', 'voided'),
  refunds: fc.array(fc.integer({ min: 1, max: 6_450 }), { maxLength: 2 }),
  dispute: fc.constantFrom('none', 'none', 'none', 'opened', 'won', 'lost'),
  repliesLost: fc.integer({ min: 0, max: 7 }), // a bit for each of the first three calls
  copies: fc.integer({ min: 1, max: 3 }),
  forgeries: fc.integer({ min: 1, max: 4 }),
  isLate: fc.boolean(),
  order: fc.infiniteStream(fc.nat()),
})
type Story = typeof stories extends fc.Arbitrary<infer T> ? T : never

interface Played {
  readonly name: string
  readonly method: string
  readonly tokens: Readonly<Record<string, string>>
  /** Every payment asks the shopper first. */
  readonly asksAlways: boolean
  readonly webhook: (attemptId: string, at: Date, eventId: string, isForged: boolean) => Signed
  readonly dispute: (attemptId: string, outcome: 'opened' | 'won' | 'lost') => void
  readonly loseReply: () => void
}
interface Signed {
  readonly body: Uint8Array
  readonly headers: Record<string, string>
}

/** What the runs of one provider came to. `naive…`: a shop that believes the last event, and any signature. */
type Counts = Record<'orders' | 'wrong' | 'forged' | 'forgeriesHeard' | 'naiveWrong' | 'naiveForgeries', number>

const paypalKeys = { clientId: 'client', clientSecret: 'secret', webhookId: '4JH86294D6297924G' }
const stripeKeys = { secretKey: 'sk_test_of_this_test', webhookSecret: 'whsec_of_this_test' }

describe.each(inject('servers'))('orders of arrival on %s', async (server, serverUrl) => {
  /** All on one server; on another, enough to see that it does not matter which. */
  const all = server === inject('servers')[0]![0] ? proofSize(1_000) : 150
  const [bySandbox, byOthers] = all === 150 ? [50, 50] : [all * 0.4, all * 0.3]
  let at = () => new Date()
  const stripe = await startStripeDouble({ ...stripeKeys, clock: () => at() })
  const paypal = await startPaypalDouble({ ...paypalKeys, clock: () => at() })
  const settings = {
    ...{ STRIPE_SECRET_KEY: stripeKeys.secretKey, STRIPE_WEBHOOK_SECRET: stripeKeys.webhookSecret, STRIPE_URL: stripe.url },
    ...{ PAYPAL_CLIENT_ID: 'client', PAYPAL_CLIENT_SECRET: 'secret', PAYPAL_WEBHOOK_ID: paypalKeys.webhookId, PAYPAL_URL: paypal.url },
  }
  const { pool, clock, sandbox, shop, run, verify } = await testPayments(serverUrl, settings, { http: paypal.http })
  const { client, authorise, capture, refund, state } = asking(shop.peer('payments'))
  beforeAll(() => {
    at = clock
  })
  afterAll(async () => {
    await stripe.stop()
    await paypal.stop()
  })

  const played: Played[] = [
    {
      ...{ name: 'sandbox', method: 'card', asksAlways: false, dispute: sandbox.dispute },
      tokens: { good: 'ok', bad: 'declined', approved: 'three-d-secure', refused: 'three-d-secure' },
      webhook(attemptId, when, id, isForged) {
        const body = Buffer.from(JSON.stringify({ id, kind: 'any', attemptId, movementId: id }))
        return { body, headers: { 'sandbox-signature': sign(isForged ? 'another secret' : sandboxSecret, body, when) } }
      },
      loseReply: () => void sandbox.script.dropReplies++,
    },
    {
      ...{ name: 'stripe', method: 'card', asksAlways: false, dispute: stripe.dispute },
      tokens: {
        ...{ good: 'pm_card_visa', bad: 'pm_card_chargeDeclined' },
        ...{ approved: 'pm_card_authenticationRequired', refused: 'pm_card_authenticationRequired' },
      },
      webhook: (attemptId, when, id, isForged) =>
        stripe.webhook('payment_intent.processing', attemptId, when, { id, ...(isForged && { secret: 'whsec_of_somebody' }) }),
      loseReply: () => {}, // its SDK asks again by itself, after half a second of real time
    },
    {
      ...{ name: 'paypal', method: 'wallet', tokens: {}, asksAlways: true, dispute: paypal.dispute },
      webhook: (attemptId, when, id, isForged) => paypal.webhook('CHECKOUT.ORDER.PROCESSED', attemptId, when, { id, isForged }),
      loseReply: () => void paypal.faults.dropReplies++,
    },
  ]

  async function decide(attemptId: string, decision: 'approve' | 'refuse', isCardBad: boolean) {
    const body = new URLSearchParams({ decision, ...(isCardBad && { card: 'bad' }) })
    // The page that waits asks until it is told where to go: an answer may be lost.
    for (let tries = 0; tries < 20; tries++) {
      const { attempt } = await client.getAttempt({ attemptId, ask: true })
      if (attempt?.state !== 'pending' && !attempt?.action) return
      if (attempt.action) return void (await fetch(attempt.action.url, { method: 'POST', body, redirect: 'manual' }))
    }
  }

  /** The shop's own calls and what others do, in the order in which they happen. */
  function actsOf(provider: Played, story: Story, attemptId: string): (() => Promise<unknown>)[] {
    const { begins, ends, refunds, dispute } = story
    const asked = { provider: provider.name, method: provider.method }
    const acts = [() => authorise(attemptId, provider.tokens[begins] ?? '', asked)]
    const others: (() => Promise<unknown>)[] = []
    if (provider.asksAlways || begins === 'approved' || begins === 'refused')
      others.push(() => decide(attemptId, begins === 'refused' ? 'refuse' : 'approve', begins === 'bad'))
    if (provider.asksAlways) others.push(() => client.getAttempt({ attemptId, ask: true }))
    if (begins === 'bad' || begins === 'refused') return [...acts, ...others]
    if (ends === 'voided') return [...acts, ...others, () => client.void({ attemptId })]
    if (ends === 'held') return [...acts, ...others]
    others.push(() => capture(attemptId), ...refunds.map((amount, n) => () => refund(attemptId, `${attemptId} ${n}`, amount)))
    if (dispute !== 'none') others.push(async () => provider.dispute(attemptId, 'opened'))
    if (dispute === 'won' || dispute === 'lost') others.push(async () => provider.dispute(attemptId, dispute))
    return [...acts, ...others]
  }

  function againOf({ begins, ends, refunds }: Story, attemptId: string): (() => Promise<unknown>)[] {
    if (begins === 'bad' || begins === 'refused' || ends === 'held') return []
    if (ends === 'voided') return [() => client.void({ attemptId })]
    return [() => capture(attemptId), ...refunds.map((amount, n) => () => refund(attemptId, `${attemptId} ${n}`, amount))]
  }

  /** How it must end, whatever the order. */
  function endsOf({ asksAlways }: Played, { begins, ends, refunds, dispute }: Story): string[] {
    // On PayPal's page a no is said by not coming back, and what it declined it forgets: both end when their time is over.
    if (begins === 'refused') return [asksAlways ? 'expired' : 'failed']
    if (begins === 'bad') return asksAlways ? ['failed', 'expired'] : ['failed']
    if (ends !== 'captured') return [ends === 'held' ? 'authorised' : 'voided']
    if (dispute === 'opened') return ['disputed']
    if (dispute === 'lost') return ['charged-back']
    const back = refunds.reduce((sum, one) => sum + one, 0)
    return [back === 0 ? 'captured' : back < 12_900 ? 'partially-refunded' : 'refunded']
  }

  const hear = async (provider: Played, { body, headers }: Signed) =>
    (await client.hearWebhook({ provider: provider.name, body, headers })).result.case

  /** One forgery of each kind in turn: signed by somebody else, one byte changed, signed too long ago, not signed. */
  function forge(provider: Played, attemptId: string, n: number): Signed {
    const id = `forged ${attemptId} ${n}`
    if (n === 0) return provider.webhook(attemptId, clock(), id, true)
    const { body, headers } = provider.webhook(attemptId, clock(), id, false)
    if (n === 1) return { body: Uint8Array.from(body, (byte, place) => (place === 5 ? byte ^ 1 : byte)), headers }
    return n === 2 ? provider.webhook(attemptId, new Date(clock().getTime() - 301_000), id, false) : { body, headers: {} }
  }

  /** An attempt, with what is told of it and when: copies come at any time after what they tell, after later events too. */
  function staged(provider: Played, story: Story) {
    const attemptId = randomIds()
    const acts = actsOf(provider, story, attemptId)
    const next = () => story.order.next().value as number
    const told = acts.flatMap((_act, n) =>
      Array.from({ length: story.copies }, () => ({ event: n, place: n + 1 + (next() % (acts.length + 3 - n)) })),
    )
    const forged = Array.from({ length: story.forgeries }, (_one, n) => ({ n, place: next() % (acts.length + 1) }))
    return { provider, story, attemptId, acts, told, forged }
  }
  type Staged = ReturnType<typeof staged>

  async function arriveAt(place: number, { provider, attemptId, told, forged }: Staged, counts: Counts): Promise<void> {
    for (const { n } of forged.filter((one) => one.place === place)) {
      counts.forged++
      if ((await hear(provider, forge(provider, attemptId, n))) !== 'forged') counts.forgeriesHeard++
      if (n !== 3) counts.naiveForgeries++ // it bears a signature, and who does not compute it believes it
    }
    for (const { event } of told.filter((one) => one.place === place))
      await hear(provider, provider.webhook(attemptId, clock(), `${attemptId} ${event}`, false))
  }

  /** Many attempts at once: at each place what arrives, then what is done, with some answers lost on the way. */
  async function live(by: Played, some: readonly Story[], counts: Counts): Promise<void> {
    const all = some.map((story) => staged(by, story))
    const last = Math.max(...all.map(({ acts }) => acts.length)) + 3
    for (let place = 0; place <= last; place++) {
      clock.advance(place === last && all[0]?.story.isLate ? 3 * 24 * 3_600_000 : 1_500)
      await Promise.all(all.map((one) => arriveAt(place, one, counts)))
      if (all[0]!.story.order.next().value % 2) await run('works on webhooks')
      for (const { provider, story } of all) if ((story.repliesLost >> place) & 1 && place < 3) provider.loseReply()
      await Promise.all(all.map(async ({ acts }) => acts[place]?.()))
      Object.assign(sandbox.script, { dropReplies: 0 })
      Object.assign(paypal.faults, { dropReplies: 0 })
    }
    for (let turn = 0; turn < 2; turn++) {
      clock.advance(601_000)
      while ((await run('works on webhooks')) > 0);
      while ((await run('asks again')) > 0);
      // Whoever was told to wait, or refused because the shop did not know yet, asks again under the same ids.
      if (turn === 0) await Promise.all(all.map(async ({ story, attemptId }) => inTurn(againOf(story, attemptId))))
    }
    for (const one of all) await judge(one, counts)
  }

  async function inTurn(acts: readonly (() => Promise<unknown>)[]): Promise<void> {
    for (const act of acts) await act()
  }

  async function judge({ provider, story, attemptId, acts, told }: Staged, counts: Counts): Promise<void> {
    counts.orders++
    if (naiveEnd(told) !== acts.length - 1) counts.naiveWrong++
    const [is, ends] = [(await state(attemptId)) ?? '', endsOf(provider, story)]
    if (!ends.includes(is)) counts.wrong++
    expect([provider.name, ends]).toEqual([provider.name, expect.arrayContaining([is])])
    const events = await pool.query('select from payments.webhook where event_id = any($1)', [
      told.map(({ event }) => `${attemptId} ${event}`),
    ])
    expect(events.rowCount).toBe(new Set(told.map(({ event }) => event)).size)
  }

  /** What a shop believes that takes the last event for the state. */
  const naiveEnd = (told: Staged['told']) => told.toSorted((a, b) => a.place - b.place).at(-1)?.event

  test.each([
    [bySandbox, 'sandbox', played[0]!],
    [byOthers, 'stripe', played[1]!],
    [byOthers, 'paypal', played[2]!],
  ])(
    'G4: %i orders of arrival by %s, doubled, late and among forgeries: 0 wrong ends, 0 forgeries heard',
    async (orders, _name, provider) => {
      const counts = { orders: 0, wrong: 0, forged: 0, forgeriesHeard: 0, naiveWrong: 0, naiveForgeries: 0 }
      const atOnce = fc.array(stories, { minLength: 25, maxLength: 25 })
      const batch = fc.asyncProperty(atOnce, (some) => live(provider, some, counts))
      await fc.assert(batch, { ...proofSeed, numRuns: Math.ceil(orders / 25), endOnFailure: true })
      expect([counts.orders, counts.wrong, counts.forgeriesHeard]).toEqual([orders, 0, 0])
      // Nothing was written for a forgery.
      expect(counts.forged).toBeGreaterThanOrEqual(orders)
      expect((await pool.query("select from payments.webhook where event_id like 'forged%'")).rowCount).toBe(0)
      await shop.settle() // what was told leaves: it may lie for a minute, and a large proof takes longer
      expect((await verify()).join('\n')).toBe('')
      // The control: a shop that believes the last event is wrong, and one that looks for a signature only is deceived.
      expect(counts.naiveWrong).toBeGreaterThan(orders / 20)
      expect(counts.naiveForgeries).toBeGreaterThan(orders / 2)
    },
  )
})
