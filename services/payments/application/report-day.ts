import type { Clock } from '@vitrine/platform/clock/clock'
import { type Log, oneFailed } from '@vitrine/platform/watch/log'
import { type BookDifference, type BookLine, compareBooks } from '../domain/books.ts'
import { type Provider, type Providers, ProviderSilent } from './provider.ts'
import type { ReconcilingStore } from './reconcile-movements.ts'

/** What a provider's books and ours say of one day. `unheard`: the provider did not list its movements; the report is made again. */
export interface DayReport {
  /** UTC, `2026-11-20`. */
  readonly day: string
  readonly provider: string
  readonly state: 'same' | 'differs' | 'unheard'
  readonly lines: readonly BookLine[]
  readonly differences: readonly BookDifference[]
  readonly madeAt: Date
}

/** What reporting needs of storage. */
export interface ReportingStore {
  /** In the place of one of this day and provider that was made before. */
  keepReport(report: DayReport): Promise<void>
  /** Those of so many days, newest day first; `before` empty is from the newest. */
  reports(days: number, before: string): Promise<readonly DayReport[]>
  /** Days from one to another for which this provider has no report that says `same`. */
  unreported(provider: string, days: readonly string[]): Promise<readonly string[]>
}

interface Needs {
  readonly store: ReportingStore & Pick<ReconcilingStore, 'bookedBetween'>
  readonly providers: Providers
  readonly clock: Clock
  readonly log: Log
}

const dayMs = 24 * 60 * 60_000
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)

/**
 * Makes the reports of the last three days that are over and have none that says `same`; answers 0, as the next turn is soon enough. A day
 * is over for a provider once its books of it are complete.
 */
export async function reportDays(needs: Needs): Promise<number> {
  const failed = oneFailed(needs.log, 'the report of a day')
  for (const provider of needs.providers.values()) {
    const over = needs.clock().getTime() - provider.booksLagMs
    const days = [1, 2, 3].map((ago) => dayOf(over - ago * dayMs))
    for (const day of await needs.store.unreported(provider.name, days))
      await reportDay(needs, provider, day).catch((error: unknown) => failed(`${provider.name} ${day}`, error))
  }
  return 0
}

/** Makes the report of a day for every provider, whatever was reported before. Throws RangeError for what is no day, or is not over. */
export async function reportAgain(needs: Needs, day: string): Promise<readonly DayReport[]> {
  const begins = Date.parse(`${day}T00:00:00Z`)
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(begins) || dayOf(begins) !== day) throw new RangeError(`${day} is no day`)
  if (begins + dayMs > needs.clock().getTime()) throw new RangeError(`${day} is not over`)
  const reports: DayReport[] = []
  for (const provider of needs.providers.values()) reports.push(await reportDay(needs, provider, day))
  return reports
}

async function reportDay({ store, clock }: Needs, provider: Provider, day: string): Promise<DayReport> {
  const from = new Date(`${day}T00:00:00Z`)
  const until = new Date(from.getTime() + dayMs)
  const head = { day, provider: provider.name, madeAt: clock() }
  const theirs = await provider.movementsBetween(from, until).catch((error: unknown) => {
    if (error instanceof ProviderSilent) return undefined
    throw error
  })
  const ours = await store.bookedBetween(provider.name, from, until)
  const { lines, differences } = compareBooks(ours, theirs ?? [])
  const state = !theirs ? 'unheard' : differences.length > 0 ? 'differs' : 'same'
  const report: DayReport = { ...head, state, lines: theirs ? lines : [], differences: theirs ? differences : [] }
  await store.keepReport(report)
  return report
}
