/**
 * What payments promise about money, without a database, a network or time of its own: the model that the property test of
 * `payments-money.contract.test.ts` holds the service against. Source: reliability.md 4.1.
 */
export interface ModelAttempt {
  readonly id: string
  readonly order: string
  readonly token: string
  readonly amount: number
  readonly begunAt: number
  /** What the bank did, and what the shop knows of that. */
  bank: Book
  heard: Book
  /** The bank has heard of it at all. */
  isKnown: boolean
  isOpen: boolean
  isCaptureAsked: boolean
  isVoidAsked: boolean
  readonly refundsAsked: Map<string, number>
}

interface Book {
  readonly kinds: ReadonlySet<string>
  readonly captured: number
  readonly refunds: ReadonlyMap<string, number>
}

const nothing: Book = { kinds: new Set(), captured: 0, refunds: new Map() }
const termMs = 15 * 60_000
const sumOf = (amounts: ReadonlyMap<string, number>) => [...amounts.values()].reduce((sum, one) => sum + one, 0)
export const refundedOf = ({ refunds }: Book) => sumOf(refunds)

export function stateOf({ kinds, captured, refunds }: Book): string {
  const refunded = sumOf(refunds)
  if (kinds.has('dispute-lost')) return 'charged-back'
  if (kinds.has('disputed') && !kinds.has('dispute-won')) return 'disputed'
  if (captured > 0) return refunded === 0 ? 'captured' : refunded < captured ? 'partially-refunded' : 'refunded'
  for (const [kind, state] of [['voided'], ['authorised'], ['failed'], ['expired'], ['action-required']].map(([kind]) => [kind, kind]))
    if (kinds.has(kind!)) return state!
  return 'pending'
}

/** Of some attempts a part is taken, as of an order of which something was cancelled before. */
export const takenOf = ({ amount }: Pick<ModelAttempt, 'amount'>): number => (amount % 3 === 0 ? amount - 1 : amount)

const isUndecided = (state: string) => state === 'pending' || state === 'action-required'
const tokens: Record<string, string> = { 'three-d-secure': 'action-required', declined: 'failed', 'insufficient-funds': 'failed' }

/** The shop and its bank, as they should be. Each command answers what the shop should answer. */
export function moneyModel() {
  const attempts: ModelAttempt[] = []
  const faults = { isSilent: false, drops: 0 }
  let now = 0
  const dropped = new Set<string>()
  /** Webhooks whose work found the bank away: due again 5 s later, then ever later. */
  let webhooks: { readonly one: ModelAttempt; readonly tries: number; readonly dueAt: number }[] = []

  /** A call of the bank: its effect, unless it is away; what it did is heard, unless the answer is lost. */
  function call(attempt: ModelAttempt, effect: (bank: Book) => Book | undefined, isRead = false): void {
    if (faults.isSilent) return
    const moved = effect(attempt.bank)
    if (!isRead) attempt.isKnown = true
    if (moved) attempt.bank = moved
    if (moved && faults.drops > 0) return void faults.drops--
    if (moved && moved.captured > 0 && attempt.token === 'timeout-after-capture' && !dropped.has(attempt.id) && moved.refunds.size === 0) {
      dropped.add(attempt.id)
      return
    }
    if (!attempt.isKnown) return
    attempt.heard = attempt.bank
    const state = stateOf(attempt.heard)
    if (['failed', 'expired', 'voided', 'refunded', 'charged-back'].includes(state)) attempt.isOpen = false
  }
  const adding = (bank: Book, kind: string): Book => ({ ...bank, kinds: new Set([...bank.kinds, kind]) })

  const atBank = {
    authorise: (one: ModelAttempt) =>
      call(one, (bank) => (bank.kinds.size > 0 ? undefined : adding(bank, tokens[one.token] ?? 'authorised'))),
    capture: (one: ModelAttempt) =>
      call(one, (bank) => {
        if (!bank.kinds.has('authorised') || bank.captured > 0 || bank.kinds.has('voided')) return undefined
        return { ...adding(bank, 'captured'), captured: takenOf(one) }
      }),
    void: (one: ModelAttempt) =>
      call(one, (bank) => {
        if (['captured', 'voided', 'failed', 'expired'].some((kind) => bank.kinds.has(kind))) return undefined
        return adding(bank, bank.kinds.has('authorised') ? 'voided' : 'expired')
      }),
    refunds(one: ModelAttempt) {
      for (const [id, amount] of one.refundsAsked) {
        if (one.heard.refunds.has(id)) continue
        call(one, (bank) => {
          const isHeld = bank.kinds.has('disputed') && !bank.kinds.has('dispute-won')
          if (isHeld || bank.refunds.has(id) || bank.captured - sumOf(bank.refunds) < amount) return undefined
          return { ...bank, refunds: new Map([...bank.refunds, [id, amount]]) }
        })
      }
    },
  }

  function settle(one: ModelAttempt): void {
    call(one, () => undefined, true)
    if (faults.isSilent) return
    const isLate = now >= one.begunAt + termMs
    if (isUndecided(stateOf(one.heard)) && (one.isVoidAsked || isLate)) return atBank.void(one)
    if (stateOf(one.heard) === 'pending') atBank.authorise(one)
    if (stateOf(one.heard) === 'authorised' && one.isVoidAsked) return atBank.void(one)
    if (stateOf(one.heard) === 'authorised' && one.isCaptureAsked) atBank.capture(one)
    if (stateOf(one.heard) !== 'charged-back') atBank.refunds(one)
  }
  const isOutstanding = (one: ModelAttempt) => {
    const state = stateOf(one.heard)
    const isRefundOut = sumOf(one.refundsAsked) > sumOf(one.heard.refunds) && state !== 'charged-back'
    return isUndecided(state) || isRefundOut || (state === 'authorised' && (one.isCaptureAsked || one.isVoidAsked))
  }

  function workWebhooks(): void {
    const due = webhooks.filter(({ dueAt }) => dueAt <= now)
    webhooks = webhooks.filter(({ dueAt }) => dueAt > now)
    for (const one of new Set(due.map((webhook) => webhook.one))) settle(one)
    if (faults.isSilent)
      webhooks.push(...due.map(({ one, tries }) => ({ one, tries: tries + 1, dueAt: now + Math.min(5_000 * 2 ** tries, 3_600_000) })))
  }

  const captureAnswer = (one: ModelAttempt) => {
    const state = stateOf(one.heard)
    if (isUndecided(state)) return 'pending'
    if (state === 'authorised') return one.isCaptureAsked ? 'pending' : 'refused'
    return ['voided', 'failed', 'expired'].includes(state) ? 'refused' : 'captured'
  }
  const mayCapture = (one: ModelAttempt) =>
    stateOf(one.heard) === 'authorised' && one.isOpen && !one.isCaptureAsked && !one.isVoidAsked && (one.isCaptureAsked = true)

  return {
    attempts,
    faults,
    advance(ms: number) {
      now += ms
    },

    authorise(id: string, order: string, token: string, amount: number): string {
      if (attempts.some((one) => one.order === order && one.isOpen)) return 'anotherOpen'
      const begun = { id, order, token, amount, begunAt: now, bank: nothing, heard: nothing, isKnown: false, isOpen: true }
      const one: ModelAttempt = { ...begun, isCaptureAsked: false, isVoidAsked: false, refundsAsked: new Map() }
      attempts.push(one)
      atBank.authorise(one)
      const answers: Record<string, string> = { pending: 'pending', 'action-required': 'action', failed: 'declined' }
      return answers[stateOf(one.heard)] ?? 'authorised'
    },

    capture(one: ModelAttempt): string {
      if (mayCapture(one)) atBank.capture(one)
      else if (isUndecided(stateOf(one.heard)) || stateOf(one.heard) === 'authorised') {
        settle(one)
        if (mayCapture(one)) atBank.capture(one)
      }
      return captureAnswer(one)
    },

    void(one: ModelAttempt): string {
      const before = stateOf(one.heard)
      const isHeld = isUndecided(before) || before === 'authorised'
      if (isHeld && !one.isCaptureAsked) one.isVoidAsked = true
      if (isHeld && one.isVoidAsked) atBank.void(one)
      else if (isHeld) settle(one)
      const state = stateOf(one.heard)
      if (isUndecided(state) || state === 'authorised') return 'pending'
      return ['voided', 'failed', 'expired', 'refunded'].includes(state) ? 'voided' : 'captured'
    },

    refund(order: string, id: string, amount: number): string {
      const own = attempts.filter((one) => one.order === order)
      if (own.length === 0) return 'not-found'
      const isTaken = ({ heard }: ModelAttempt) => heard.kinds.has('disputed') && !heard.kinds.has('dispute-won')
      const left = (one: ModelAttempt) => (isTaken(one) ? 0 : one.heard.captured - sumOf(one.refundsAsked))
      const paid = own.filter((one) => one.heard.captured > 0).toSorted((a, b) => Number(b.isOpen) - Number(a.isOpen))[0]
      if (!paid || left(paid) < amount) return `aboveCaptured ${own.reduce((sum, one) => sum + left(one), 0)}`
      paid.refundsAsked.set(id, amount)
      atBank.refunds(paid)
      return paid.heard.refunds.has(id) ? 'refunded' : 'pending'
    },

    /** The shopper says yes or no on the bank's page. */
    decide(one: ModelAttempt, isApproved: boolean): void {
      if ([...one.bank.kinds].join() === 'action-required') one.bank = adding(one.bank, isApproved ? 'authorised' : 'failed')
    },

    dispute(one: ModelAttempt, outcome: 'opened' | 'won' | 'lost'): void {
      const { bank } = one
      const isOver = bank.kinds.has('dispute-won') || bank.kinds.has('dispute-lost')
      const isLeft = bank.captured > sumOf(bank.refunds)
      if (outcome === 'opened' && isLeft && !bank.kinds.has('disputed')) one.bank = adding(bank, 'disputed')
      if (outcome !== 'opened' && bank.kinds.has('disputed') && !isOver) one.bank = adding(bank, `dispute-${outcome}`)
    },

    /** Whether others wait beside the next webhook. */
    hasDueWebhooks: () => webhooks.some(({ dueAt }) => dueAt <= now),
    webhook(one: ModelAttempt): void {
      webhooks.push({ one, tries: 0, dueAt: now })
      workWebhooks()
    },
    askAgain: () => attempts.filter(isOutstanding).forEach(settle),
    reconcile: () => !faults.isSilent && attempts.filter((one) => one.heard !== one.bank).forEach(settle),
  }
}

export type MoneyModel = ReturnType<typeof moneyModel>
