import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'
import { checkVatRate, type VatRate, type VatState, vatState } from '../domain/vat-rate.ts'

/** What keeping rates needs of storage. */
export interface VatStore {
  /** By country, the newest first. */
  vatRates(): Promise<readonly VatRate[]>
  /** Makes or replaces; never what held before `now`. */
  putVatRate(rate: VatRate, now: Date): Promise<void>
  /** False when there is none, or it has begun. */
  removeVatRate(country: string, fromAt: Date, now: Date): Promise<boolean>
}

export type KeptVatRate = VatRate & { readonly state: VatState }
type VatNeeds = { store: VatStore; clock: Clock }

/** Every rate of every country: the last that began is the one of now. */
export async function listVatRates({ store, clock }: VatNeeds): Promise<readonly KeptVatRate[]> {
  const [rates, now] = [await store.vatRates(), clock()]
  return rates.map((rate) => ({ ...rate, state: vatState(rate, rates, now) }))
}

/**
 * Says what VAT is in a country from a moment on (`fromAt` null: from now); a country without any is not sold to. Frozen orders keep their
 * taxes. The same again changes nothing. Throws RangeError for a moment that is past or a rate that is none.
 */
export async function putVatRate(
  { store, clock }: VatNeeds,
  asked: Omit<VatRate, 'fromAt'> & { readonly fromAt: Date | null },
): Promise<KeptVatRate> {
  const now = clock()
  const rate = checkVatRate({ ...asked, fromAt: asked.fromAt ?? now }, now)
  await store.putVatRate(rate, now)
  return { ...rate, state: rate.fromAt > now ? 'coming' : 'current' }
}

/** Takes back rates that do not hold yet. Fault: `not-found`, also for those that have begun. */
export async function removeVatRate({ store, clock }: VatNeeds, country: string, fromAt: Date): Promise<void> {
  if (!(await store.removeVatRate(country, fromAt, clock()))) throw new Fault('not-found', `no coming rate of ${country} from then on`)
}
