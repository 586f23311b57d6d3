import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import type { Ledger, LedgerAttempt, LedgerMovement } from './sandbox-ledger.ts'

export interface AskedAuthorisation extends LedgerAttempt {
  readonly key: string
}

export type DisputeOutcome = 'opened' | 'won' | 'lost'

/** What the shop is told of an attempt. */
export interface Standing {
  readonly reference: string
  readonly movements: readonly LedgerMovement[]
  readonly kept?: { readonly reference: string; readonly brand: string; readonly last4: string; readonly expires: string }
}

/** Tokens that stand for a card with money on it; what is odd about some of them happens on the way to the shop. */
const goodTokens = new Set(['ok', 'timeout-after-capture', 'webhook-late', 'webhook-twice', 'webhook-out-of-order'])
const badTokens: Readonly<Record<string, string>> = { declined: 'declined', 'insufficient-funds': 'insufficient-funds' }

/**
 * How the sandbox provider moves money: synchronous, so that nobody comes between a question and its answer, and written in the ledger
 * before it is said. Every step is known by the shop's key: the same key again moves nothing.
 */
export function openBank({ ledger, clock, ids, challengeUrl }: BankNeeds) {
  const of = ledger.movementsOf
  const sum = (all: readonly LedgerMovement[], kind: LedgerMovement['kind']) =>
    all.reduce((total, one) => total + (one.kind === kind ? one.amountMinor : 0), 0)
  const has = (all: readonly LedgerMovement[], kind: LedgerMovement['kind']) => all.some((one) => one.kind === kind)

  function movement(attempt: LedgerAttempt, key: string, kind: LedgerMovement['kind'], rest: Partial<LedgerMovement> = {}): LedgerMovement {
    const { id: attemptId, orderId, currency } = attempt
    return {
      id: ids(),
      attemptId,
      orderId,
      kind,
      amountMinor: 0,
      currency,
      at: clock().toISOString(),
      refundId: '',
      detail: '',
      key,
      ...rest,
    }
  }
  function first(attempt: LedgerAttempt, key: string): LedgerMovement {
    const { amountMinor } = attempt
    const token = ledger.kept.get(attempt.token)?.token ?? attempt.token
    if (goodTokens.has(token)) return movement(attempt, key, 'authorised', { amountMinor })
    if (token === 'three-d-secure') return movement(attempt, key, 'action-required', { detail: challengeUrl(attempt.id) })
    return movement(attempt, key, 'failed', { detail: badTokens[token] ?? 'unknown-token' })
  }

  /** Undefined when the provider never heard of it. */
  function standing(attemptId: string): Standing | undefined {
    const movements = of(attemptId)
    if (!ledger.attempts.has(attemptId) && movements.length === 0) return undefined
    const kept = [...ledger.kept.values()].find((one) => one.attemptId === attemptId)
    const card = kept && { kept: { reference: kept.reference, brand: 'visa', last4: '4242', expires: '2030-12' } }
    return { reference: `sandbox_${attemptId}`, movements, ...card }
  }
  /** What is paid with is kept in the same line as the amount that is set aside, where the shop asks for it. */
  const keptWith = ({ id, token, saves }: LedgerAttempt, { kind }: LedgerMovement) =>
    saves && kind === 'authorised' ? [{ kept: { reference: `kept_${ids()}`, attemptId: id, token } }] : []
  const told = (attemptId: string): Standing => standing(attemptId) ?? { reference: `sandbox_${attemptId}`, movements: [] }

  return {
    standing,

    authorise({ key, ...attempt }: AskedAuthorisation): Standing {
      // Known already, or voided before it came.
      if (of(attempt.id).length === 0) {
        const said = first(attempt, key)
        ledger.add({ attempt }, { movement: said }, ...keptWith(attempt, said))
      }
      return told(attempt.id)
    },

    /** The rest of a part that is taken is dropped in the same line. */
    capture(attemptId: string, { key, amountMinor: asked }: { key: string; amountMinor?: number }): Standing | undefined {
      const attempt = ledger.attempts.get(attemptId)
      if (!attempt) return undefined
      const all = of(attemptId)
      const held = sum(all, 'authorised')
      const amountMinor = Math.min(asked ?? held, held)
      if (amountMinor > 0 && !has(all, 'voided') && !has(all, 'captured')) {
        const taken = movement(attempt, key, 'captured', { amountMinor })
        const rest = held - amountMinor
        ledger.add(
          { movement: taken },
          ...(rest > 0 ? [{ movement: movement(attempt, `${key}:rest`, 'voided', { amountMinor: rest, detail: 'rest' }) }] : []),
        )
      }
      return told(attemptId)
    },

    /** An attempt that was never heard of is remembered as given up: one that comes late is not authorised. */
    void(attemptId: string, { key, orderId, currency }: { key: string; orderId: string; currency: string }): Standing {
      const unheard = { id: attemptId, orderId, amountMinor: 0, currency, token: '', returnUrl: '' }
      const attempt = ledger.attempts.get(attemptId) ?? unheard
      const all = of(attemptId)
      const isOver = ['captured', 'voided', 'failed', 'expired'].some((kind) => has(all, kind as LedgerMovement['kind']))
      const amountMinor = sum(all, 'authorised')
      if (!isOver) ledger.add({ movement: movement(attempt, key, amountMinor > 0 ? 'voided' : 'expired', { amountMinor }) })
      return told(attemptId)
    },

    refund(
      attemptId: string,
      { key, refundId, amountMinor }: { key: string; refundId: string; amountMinor: number },
    ): Standing | undefined {
      const attempt = ledger.attempts.get(attemptId)
      if (!attempt) return undefined
      const all = of(attemptId)
      const isLeft = sum(all, 'captured') - sum(all, 'refunded') >= amountMinor && sum(all, 'disputed') === sum(all, 'dispute-won')
      const isNew = !all.some((one) => one.key === key)
      if (isLeft && isNew) ledger.add({ movement: movement(attempt, key, 'refunded', { amountMinor, refundId }) })
      return told(attemptId)
    },

    /** What the shopper's bank says of a payment: it takes back all that was not given back, until the dispute is won or lost. */
    dispute(attemptId: string, outcome: DisputeOutcome): Standing | undefined {
      const attempt = ledger.attempts.get(attemptId)
      if (!attempt) return undefined
      const all = of(attemptId)
      const disputed = sum(all, 'disputed')
      const isOver = has(all, 'dispute-won') || has(all, 'dispute-lost')
      if (outcome === 'opened' && disputed === 0) {
        const amountMinor = sum(all, 'captured') - sum(all, 'refunded')
        if (amountMinor > 0) ledger.add({ movement: movement(attempt, `${attemptId}:dispute`, 'disputed', { amountMinor }) })
      } else if (outcome !== 'opened' && disputed > 0 && !isOver) {
        const key = `${attemptId}:dispute:${outcome}`
        ledger.add({ movement: movement(attempt, key, `dispute-${outcome}`, { amountMinor: disputed }) })
      }
      return told(attemptId)
    },

    /** Twice is once. */
    forget(reference: string): void {
      if (ledger.kept.has(reference)) ledger.add({ forgotten: { reference } })
    },

    /** What the shopper said on the provider's own page. */
    challenge(attemptId: string, isApproved: boolean): LedgerAttempt | undefined {
      const attempt = ledger.attempts.get(attemptId)
      const all = of(attemptId)
      if (attempt && all.every(({ kind }) => kind === 'action-required')) {
        const key = `${attemptId}:challenge`
        const refused = () => movement(attempt, key, 'failed', { detail: 'three-d-secure-refused' })
        const said = isApproved ? movement(attempt, key, 'authorised', { amountMinor: attempt.amountMinor }) : refused()
        ledger.add({ movement: said }, ...keptWith(attempt, said))
      }
      return attempt
    },
  }
}

export type Bank = ReturnType<typeof openBank>

interface BankNeeds {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly ids: Ids
  readonly challengeUrl: (attemptId: string) => string
}
