import type { Clock } from '@vitrine/platform/clock/clock'
import type { OneFailed } from '@vitrine/platform/watch/log'
import { dayOf, remindOn, type RxRule, validityOfTaken } from '../domain/validity.ts'
import type { ConcernTelling } from './advice.ts'
import type { Telling } from './configure.ts'
import { type PrescriptionRecord, type PrescriptionStore, wearerKey } from './keep-prescriptions.ts'
import type { RxRuleStore } from './rx-rules.ts'

export interface ReminderStore {
  /** Kept sheets to be looked at by a day, of persons who want to be reminded; at most 100. */
  due(today: string): Promise<readonly Pick<PrescriptionRecord, 'id' | 'accountId'>[]>
  /** Until a day; null: for ever. */
  putOff(id: string, day: string | null): Promise<void>
  /** Tells its person, once for ever. */
  remind(id: string, at: Date, told: Telling): Promise<void>
  wants(accountId: string): Promise<boolean>
  setWants(accountId: string, isWanted: boolean, at: Date): Promise<void>
}

export interface RemindNeeds {
  readonly prescriptions: PrescriptionStore
  readonly reminders: ReminderStore
  readonly rules: RxRuleStore
  readonly concern: ConcernTelling
  readonly published: () => void
  readonly clock: Clock
}

/**
 * Tells persons whose kept sheet ends soon by the rule of its country and the age of its wearer (LAW-13), once for each sheet; not of one that was
 * rejected, that ended, or whose wearer has one that holds longer. Answers how many were told.
 * One that goes wrong holds up no other.
 */
export async function remind(
  { prescriptions, reminders, rules: ruleStore, concern, published, clock }: RemindNeeds,
  failed: OneFailed,
): Promise<number> {
  const at = clock()
  const today = dayOf(at)
  const rules = await ruleStore.read()
  let told = 0
  const look = async ({ id, accountId }: Pick<PrescriptionRecord, 'id' | 'accountId'>) => {
    const kept = await prescriptions.list(accountId)
    const one = kept.find((each) => each.id === id)
    const day = one && lookOn(rules, one, kept, today)
    if (day === today) {
      await reminders.remind(id, at, concern(accountId, id, 'prescription-ends', at))
      told++
    } else if (one) await reminders.putOff(id, day ?? null)
  }
  for (const due of await reminders.due(today)) await look(due).catch((error: unknown) => failed(due.id, error))
  if (told > 0) published()
  return told
}

/** When its person is told; undefined: never. */
function lookOn(rules: readonly RxRule[], one: PrescriptionRecord, kept: readonly PrescriptionRecord[], today: string): string | undefined {
  const until = untilOf(rules, one, today)
  if (one.state === 'rejected' || until === undefined) return undefined
  const holdsLonger = kept.some(
    (other) => other.state !== 'rejected' && wearerKey(other) === wearerKey(one) && (untilOf(rules, other, today) ?? '') > until,
  )
  const day = remindOn(until)
  if (day > today) return day
  return holdsLonger ? undefined : today
}

function untilOf(rules: readonly RxRule[], { sheet }: PrescriptionRecord, today: string): string | undefined {
  const validity = validityOfTaken(rules, sheet, today)
  return validity.outcome === 'valid' ? validity.until : undefined
}
