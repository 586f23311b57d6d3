import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'
import { checkMeasures, keptMs, type PersonMeasures } from '../domain/kept-measures.ts'

export interface KeptMeasures {
  readonly measures: PersonMeasures
  readonly keptAt: Date
  readonly eraseAt: Date
}

export interface MeasureStore {
  put(accountId: string, kept: KeptMeasures): Promise<void>
  /** Undefined also once their year is over. */
  find(accountId: string, now: Date): Promise<KeptMeasures | undefined>
  remove(accountId: string): Promise<void>
  /** Those whose year is over; answers how many. */
  removeOver(now: Date): Promise<number>
}

export interface KeepMeasuresNeeds {
  readonly measures: MeasureStore
  readonly clock: Clock
}

/** Keeps a person's measures for a year, sealed, in the place of all that was kept. They agreed to it. Throws RangeError naming what cannot be. */
export async function keepMeasures(
  { measures, clock }: KeepMeasuresNeeds,
  accountId: string,
  asked: PersonMeasures,
): Promise<KeptMeasures> {
  if (accountId === '') throw new RangeError('accountId: is missing')
  checkMeasures(asked)
  const keptAt = clock()
  const kept = { measures: asked, keptAt, eraseAt: new Date(keptAt.getTime() + keptMs) }
  await measures.put(accountId, kept)
  return kept
}

/** Fault: `not-found` when nothing is kept, or its year is over. */
export async function findMeasures({ measures, clock }: KeepMeasuresNeeds, accountId: string): Promise<KeptMeasures> {
  const kept = await measures.find(accountId, clock())
  if (!kept) throw new Fault('not-found', 'no measures are kept')
  return kept
}
