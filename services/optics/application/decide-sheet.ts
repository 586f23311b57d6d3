import { Fault } from '@vitrine/platform/rpc/fault'
import type { Reason } from '../domain/configuration.ts'
import { type KeptSheetState, maySheetBecome } from '../domain/kept-sheet.ts'
import { type AdviceNeeds, type Case, checkedText, type DecidedSheet, keptSheet, openCase } from './advice.ts'

export type SheetDecision =
  | { readonly decision: 'verify' }
  /** `text` is read in the person's account, and nowhere else; empty: the reason says it. */
  | { readonly decision: 'ask' | 'reject'; readonly reason: Reason; readonly text: string }

export type SheetDecided =
  | { readonly outcome: 'done'; readonly case: Case }
  | { readonly outcome: 'own-prescription' | 'wrong-state' | 'expired'; readonly state: KeptSheetState }

const became = { verify: 'verified', ask: 'asked', reject: 'rejected' } as const
const attempts = 20

/**
 * An optician verifies a sheet that a person keeps, asks about it, or rejects it (RX-8); of the last two the person is told that there is something to
 * read. The same decision again changes nothing.
 *
 * Refusals: `own-prescription`, which nobody decides about; `wrong-state` once it was decided; of `verify` also `expired`. Fault: `not-found`.
 */
export async function decideSheet(
  needs: AdviceNeeds,
  { accountId, prescriptionId, messageId, actor }: Readonly<Record<'accountId' | 'prescriptionId' | 'messageId' | 'actor', string>>,
  decision: SheetDecision,
): Promise<SheetDecided> {
  const to = became[decision.decision]
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { state, validity } = await keptSheet(needs, accountId, prescriptionId)
    if (accountId === actor) return { outcome: 'own-prescription', state }
    if (state === to) return { outcome: 'done', case: await openCase(needs, accountId) }
    if (!maySheetBecome(state, to)) return { outcome: 'wrong-state', state }
    if (to === 'verified' && validity.outcome === 'expired') return { outcome: 'expired', state }
    const at = needs.clock()
    const decided: DecidedSheet = { prescriptionId, from: state, to, reason: '', actor, at }
    const isDecided = await needs.advice.decide(accountId, decision.decision === 'verify' ? decided : written(decision))
    if (isDecided) {
      needs.published()
      return { outcome: 'done', case: await openCase(needs, accountId) }
    }

    function written({ reason, text }: Exclude<SheetDecision, { decision: 'verify' }>): DecidedSheet {
      const said =
        text.trim() === '' ? {} : { message: { id: messageId, at, from: 'optician' as const, text: checkedText(text), prescriptionId } }
      return { ...decided, reason, ...said, told: needs.concern(accountId, messageId, 'advice', at) }
    }
  }
  throw new Fault('unavailable', `prescription ${prescriptionId} changes too fast`)
}
