import { Fault } from '@vitrine/platform/rpc/fault'
import {
  accountOf,
  type Configuration,
  type ConfigurationState,
  type LostReason,
  mayFollow,
  type Reason,
  stepped,
  withSheet,
} from '../domain/configuration.ts'
import type { LensRefusalCode } from '../domain/lens-rules.ts'
import { ruleOf, type RxRule } from '../domain/validity.ts'
import { beforeOf, type ConfigureNeeds, type KeptDecision, orderable, type SealedWish, type SheetRefusal } from './configure.ts'
import { judgeSold } from './judge-sold.ts'
import type { Sheet } from './read-sheet.ts'
import type { LensTellings } from './tell-lenses.ts'

export interface DecideNeeds extends ConfigureNeeds {
  readonly tellings: LensTellings
  readonly published: () => void
}

export type Decision =
  /** `lost` where an expired sheet does because the glasses were lost or broken, with what the optician says to that. */
  | { readonly decision: 'verify'; readonly overridesFit: boolean; readonly lost?: { readonly reason: LostReason; readonly note: string } }
  /** `message` is read by the shopper on the page of the order, and nowhere else. */
  | { readonly decision: 'ask' | 'refuse'; readonly reason: Reason; readonly message: string }

export type DecisionRefused = {
  readonly outcome: 'not-now'
  readonly why: 'wrong-state' | 'own-prescription' | 'replaced' | 'not-read' | 'expired' | 'no-rule' | 'not-makeable' | 'does-not-fit'
  readonly state: ConfigurationState
}
export type Decided = { readonly outcome: 'decided'; readonly configuration: Configuration } | DecisionRefused

const attempts = 20
const became = { verify: 'verified', ask: 'asked', refuse: 'refused' } as const

/**
 * An optician verifies the glasses of an order, asks the shopper for another sheet, or refuses them (RX-8). State and event are one statement; the same
 * decision again changes nothing. `seen` is the version they had when the optician looked: with another sheet or another picture of it they have another one.
 *
 * Refusals: `wrong-state`; `own-prescription`, which nobody decides about; `replaced` since it was seen; of `verify` also `not-read` while there is a picture
 * alone, `expired` on the day of the order and the glasses were not lost or broken, or the country has no such rule (LAW-13), `no-rule` of a country without
 * any, `not-makeable` where the lens is not made to what an optician typed, and `does-not-fit` unless the optician overrides it (FT-4). Fault: `not-found`.
 */
export async function decide(
  needs: DecideNeeds,
  configurationId: string,
  { actorId, name, seen }: { readonly actorId: string; readonly name: string; readonly seen: number },
  decision: Decision,
): Promise<Decided> {
  const to = became[decision.decision]
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { configuration, wish } = await opened(needs, configurationId)
    if (configuration.state === to) return { outcome: 'decided', configuration }
    const refused = whyNot(configuration, wish, { actorId, seen }, decision, await needs.rules.read(), needs.clock())
    if (refused) return { outcome: 'not-now', why: refused, state: configuration.state }
    const at = needs.clock()
    const lost = decision.decision === 'verify' ? decision.lost : undefined
    const reason = decision.decision === 'verify' ? (lost?.reason ?? '') : decision.reason
    const decided = to === 'verified' && name !== '' ? { ...configuration, verifiedBy: name } : configuration
    const next = stepped(decided, { state: to }, { what: to, at, actor: actorId, reason })
    const message = decision.decision === 'verify' ? '' : decision.message
    const kept = keptDecision(wish.keptId, decision, { actor: actorId, at })
    if (
      await needs.configurations.change(next, [needs.tellings[to](next, at, reason)], {
        wish: { ...wish, message, ...(lost && { lostNote: lost.note }) },
        ...kept,
      })
    ) {
      needs.published()
      return { outcome: 'decided', configuration: { ...next, version: next.version + 1 } }
    }
  }
  throw new Fault('unavailable', `configuration ${configurationId} changes too fast`)
}

/** A frame that does not suit says nothing against the sheet. */
function keptDecision(
  id: string | undefined,
  decision: Decision,
  by: Pick<KeptDecision, 'actor' | 'at'>,
): { readonly kept?: KeptDecision } {
  if (id === undefined || decision.decision === 'ask') return {}
  if (decision.decision === 'verify') return { kept: { id, state: 'verified', reason: '', ...by } }
  const { reason } = decision
  return reason === 'does-not-fit' ? {} : { kept: { id, state: 'rejected', reason, ...by } }
}

function whyNot(
  configuration: Configuration,
  wish: SealedWish,
  { actorId, seen }: { readonly actorId: string; readonly seen: number },
  decision: Decision,
  rules: readonly RxRule[],
  now: Date,
): DecisionRefused['why'] | undefined {
  // `verified` also follows `drafted` and `dropped`: by paying lenses without power, never by hand.
  const isByHand = configuration.state === 'submitted' || configuration.state === 'asked'
  if (!isByHand || !mayFollow(configuration.state, became[decision.decision])) return 'wrong-state'
  if (configuration.personId === actorId || configuration.customerId === actorId) return 'own-prescription'
  if (configuration.version !== seen) return 'replaced'
  if (decision.decision !== 'verify') return undefined
  if (configuration.isToRead) return 'not-read'
  const { lens } = judgeSold(configuration, wish, rules, now)
  const isOf = (code: LensRefusalCode) => lens.refusals.some((one) => one.code === code)
  if (isOf('country-without-rule')) return 'no-rule'
  const mayBeExpired = decision.lost !== undefined && (wish.rule ?? ruleOf(rules, wish.sheet?.country ?? ''))?.lostOrBroken === true
  if (isOf('prescription-expired') && !mayBeExpired) return 'expired'
  if (lens.refusals.some(({ rule }) => rule !== 'FT-4' && rule !== 'LAW-13')) return 'not-makeable'
  return lens.fit?.verdict === 'no' && !decision.overridesFit ? 'does-not-fit' : undefined
}

export async function opened({ configurations }: Pick<ConfigureNeeds, 'configurations'>, configurationId: string) {
  const found = await configurations.open(configurationId)
  if (!found) throw new Fault('not-found', 'no such glasses')
  return found
}

export type Corrected =
  | { readonly outcome: 'corrected'; readonly configuration: Configuration }
  | SheetRefusal
  | { readonly outcome: 'not-asked'; readonly state: ConfigurationState }

/**
 * The shopper's other sheet, while the optician asks for one; it waits to be verified again. What stood on the first is forgotten.
 *
 * Refusals: those of a sheet that is ordered with, but a fit that is bad: that is for the optician to see; `not-asked`. Fault: `not-found`, also for the
 * glasses of another order.
 */
export async function correctSheet(
  needs: DecideNeeds,
  asked: {
    readonly configurationId: string
    readonly orderId: string
    readonly sheet: Sheet
    readonly ticked: readonly string[]
    readonly prescriber: string
  },
): Promise<Corrected> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { configuration, wish } = await opened(needs, asked.configurationId)
    if (configuration.orderId !== asked.orderId) throw new Fault('not-found', 'no such glasses')
    if (configuration.state !== 'asked') return { outcome: 'not-asked', state: configuration.state }
    const at = needs.clock()
    const before = await beforeOf(needs, accountOf(configuration), wish.wearer, asked.sheet, wish.keptId)
    const [{ sheet, ticked }, rules] = [asked, await needs.rules.read()]
    const prescriber = asked.prescriber || wish.prescriber
    const read = orderable({ sheet, ticked, prescriber, at, rules, before })
    if ('outcome' in read) return read
    const next = stepped(withSheet(configuration), { state: 'submitted' }, { what: 'corrected', at })
    const { keptId: _, earlier: _earlier, rule: _rule, ...kept } = wish
    const corrected = { ...kept, ...read, sheet, prescriber, pdErrorMm: 0, message: '' }
    const { lens } = judgeSold(next, corrected, rules, at)
    const refusals = lens.refusals.filter(
      ({ rule, code }) => rule !== 'FT-4' && !(code === 'prescription-expired' && wish.isLost && read.rule?.lostOrBroken),
    )
    if (refusals.length > 0) return { outcome: 'lens-refused', lens: { ...lens, refusals } }
    if (await needs.configurations.change(next, [needs.tellings.corrected(next, at)], { wish: corrected })) {
      needs.published()
      return { outcome: 'corrected', configuration: { ...next, version: next.version + 1 } }
    }
  }
  throw new Fault('unavailable', `configuration ${asked.configurationId} changes too fast`)
}
