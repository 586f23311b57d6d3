import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { PaymentReport, PaymentReports } from '@vitrine/gateway/schemas/admin-payments'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { ask, query } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { dayShort, momentText } from '../parts/day-text.ts'
import { Differences } from '../parts/differences.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { PaymentTabs } from '../parts/payment-tabs.tsx'
import { usePaymentTexts } from '../parts/payment-words.ts'
import { Failed, Waiting } from '../parts/region.tsx'
import { Status } from '../parts/status.tsx'
import { useWords } from '../words/words.tsx'

const root = '/v1/admin/payments'
const tones = { same: 'verre', differs: 'grenat', unheard: 'ambre' } as const

/** Day by day, the provider's books beside ours; what they do not agree on, and what to do about it. */
export function Reconciliation() {
  const { pay } = useWords()
  const reports = useInfiniteQuery({
    queryKey: [root, 'reports'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => ask<PaymentReports>(`${root}/reports${query({ limit: 14, before: pageParam })}`, { signal }),
    getNextPageParam: (last) => last.nextBefore ?? undefined,
  })
  const shown = reports.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <>
      <PageTitle title={pay.reconciliation} intro={pay.reconciliationIntro} />
      <PaymentTabs />
      <OpenDifferences />
      {reports.error ? (
        <Failed error={reports.error} retry={reports.refetch} />
      ) : !reports.data ? (
        <Waiting rows={8} />
      ) : shown.length === 0 ? (
        <p className="empty">{pay.noReports}</p>
      ) : (
        <>
          {shown.map((report) => (
            <DayReport key={`${report.day} ${report.provider}`} report={report} />
          ))}
          {reports.hasNextPage && (
            <button
              className="ob"
              type="button"
              aria-disabled={reports.isFetchingNextPage || undefined}
              onClick={() => void reports.fetchNextPage()}
            >
              {pay.olderDays}
            </button>
          )}
        </>
      )}
    </>
  )
}

/** Those of the last 48 hours, as the reconciler of every five minutes leaves them. */
function OpenDifferences() {
  const { pay } = useWords()
  const open = useQuery({
    queryKey: [root, 'differences'],
    queryFn: ({ signal }) => ask<{ items: PaymentReport['differences'] }>(`${root}/differences`, { signal }),
    refetchInterval: 15_000,
  })
  if (open.error) return <Failed error={open.error} retry={open.refetch} />
  if (!open.data) return <Waiting rows={2} />
  const { items } = open.data
  return items.length === 0 ? (
    <p className="good">{pay.noDifferences}</p>
  ) : (
    <section aria-labelledby="open">
      <h2 className="oh bad" id="open">
        {pay.openDifferences(items.length)}
      </h2>
      <Differences differences={items} caption={pay.openDifferences(items.length)} />
    </section>
  )
}

function DayReport({ report }: { readonly report: PaymentReport }) {
  const [{ pay }, locale, texts] = [useWords(), useLocale(), usePaymentTexts()]
  const { day, provider, state, lines, differences, madeAt } = report
  const title = pay.day(dayShort(day, locale), texts.provider(provider))
  const id = `day-${day}-${provider}`
  return (
    <section aria-labelledby={id} className="ostack">
      <div className="ohead">
        <div>
          <h2 className="oh" id={id}>
            {title}
          </h2>
          <span className="omarks">
            <Status text={pay.reportStates[state]} tone={tones[state]} />
            <span className="ink-3">{pay.madeAt(momentText(madeAt, locale))}</span>
          </span>
        </div>
        <RunAgain day={day} />
      </div>
      {state === 'unheard' && <p className="ink-2">{pay.unheardHint}</p>}
      {lines.length > 0 && (
        <DataTable
          caption={title}
          rows={lines}
          idOf={({ kind, ours }) => `${kind} ${ours.currency}`}
          columns={[
            { name: pay.kind, isHead: true, cell: ({ kind }) => texts.kind(kind) },
            { name: pay.ours, isNumber: true, cell: ({ ours }) => formatMoney(locale, ours) },
            { name: pay.theirs, isNumber: true, cell: ({ theirs }) => formatMoney(locale, theirs) },
            {
              name: pay.difference,
              isNumber: true,
              isCorner: true,
              cell: ({ ours, theirs }) => {
                const amountMinor = theirs.amountMinor - ours.amountMinor
                return (
                  <span className={amountMinor === 0 ? 'ink-3' : 'bad'}>
                    {formatMoney(locale, { amountMinor, currency: ours.currency })}
                  </span>
                )
              },
            },
          ]}
        />
      )}
      {differences.length > 0 && <Differences differences={differences} caption={`${pay.difference}, ${title}`} />}
    </section>
  )
}

function RunAgain({ day }: { readonly day: string }) {
  const [words, locale, queries] = [useWords(), useLocale(), useQueryClient()]
  const { pay } = words
  const again = useMutation({
    mutationFn: () => ask(`${root}/reports`, { method: 'POST', body: { day } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [root] }),
  })
  return (
    <div className="oact">
      <button
        className="ob"
        type="button"
        aria-label={pay.runAgainOf(dayShort(day, locale))}
        aria-disabled={again.isPending || undefined}
        onClick={() => again.mutate()}
      >
        {pay.runAgain}
      </button>
      <span role="status" className="fine">
        {again.isSuccess ? pay.ranAgain : again.isError ? words.offline : ''}
      </span>
    </div>
  )
}
