import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DroppedWebhook, StuckErrand, TriedErrand } from '@vitrine/gateway/schemas/admin-payments'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { ask } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { momentText } from '../parts/day-text.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { PaymentTabs } from '../parts/payment-tabs.tsx'
import { usePaymentTexts } from '../parts/payment-words.ts'
import { Failed, Waiting } from '../parts/region.tsx'
import { Told } from '../parts/told.tsx'
import { useWords } from '../words/words.tsx'

/** What was asked again and again without an answer; normally an empty page. */
export function Stuck() {
  const { pay } = useWords()
  const stuck = useQuery({
    queryKey: ['/v1/admin/payments', 'stuck'],
    queryFn: ({ signal }) => ask<{ items: StuckErrand[]; dropped: DroppedWebhook[] }>('/v1/admin/payments/stuck', { signal }),
    refetchInterval: 5_000,
  })
  return (
    <>
      <PageTitle title={pay.stuck} intro={pay.stuckIntro} />
      <PaymentTabs />
      {stuck.error ? (
        <Failed error={stuck.error} retry={stuck.refetch} />
      ) : !stuck.data ? (
        <Waiting rows={4} />
      ) : stuck.data.items.length === 0 ? (
        <p className="empty good">{pay.noStuck}</p>
      ) : (
        <StuckTable items={stuck.data.items} />
      )}
      {stuck.data && stuck.data.dropped.length > 0 && <Dropped items={stuck.data.dropped} />}
    </>
  )
}

function StuckTable({ items }: { readonly items: readonly StuckErrand[] }) {
  const [{ pay }, locale, texts] = [useWords(), useLocale(), usePaymentTexts()]
  const moment = (at: string | undefined) => at && <time dateTime={at}>{momentText(at, locale)}</time>
  return (
    <DataTable
      caption={pay.stuck}
      rows={items}
      idOf={({ id }) => id}
      columns={[
        {
          name: pay.kind,
          isHead: true,
          cell: ({ what, paymentId, eventId }) => (
            <>
              {paymentId && !eventId ? <Link to={`/payments/${encodeURIComponent(paymentId)}`}>{texts.what(what)}</Link> : texts.what(what)}
              {eventId && <small className="ink-3 obelow">{pay.namesPayment(eventId, paymentId ?? '')}</small>}
            </>
          ),
        },
        { name: pay.provider, cell: ({ provider }) => provider && texts.provider(provider) },
        {
          name: pay.order,
          cell: ({ orderId, orderNumber }) =>
            orderId && <Link to={`/orders/${encodeURIComponent(orderId)}`}>{orderNumber ?? pay.openOrder}</Link>,
        },
        { name: pay.since, cell: ({ since }) => moment(since) },
        { name: pay.tries, isNumber: true, isCorner: true, cell: ({ tries }) => tries },
        { name: pay.nextTry, cell: ({ nextAt }) => moment(nextAt) ?? pay.neverAgain },
        { name: pay.again, cell: (errand) => <TryAgain errand={errand} name={texts.what(errand.what)} /> },
      ]}
    />
  )
}

/** Messages that are of no payment of this shop, with why: nothing waits for them. */
function Dropped({ items }: { readonly items: readonly DroppedWebhook[] }) {
  const [{ pay }, locale, texts] = [useWords(), useLocale(), usePaymentTexts()]
  const moment = (at: string) => <time dateTime={at}>{momentText(at, locale)}</time>
  return (
    <section aria-labelledby="dropped">
      <h2 className="oh" id="dropped">
        {pay.dropped}
      </h2>
      <p className="ink-3">{pay.droppedWhy}</p>
      <DataTable
        caption={pay.dropped}
        rows={items}
        idOf={({ provider, eventId }) => `${provider} ${eventId}`}
        columns={[
          { name: pay.message, isHead: true, cell: ({ eventId }) => <code>{eventId}</code> },
          { name: pay.provider, cell: ({ provider }) => texts.provider(provider) },
          { name: pay.providersPayment, cell: ({ reference }) => <code>{reference}</code> },
          { name: pay.arrivedAt, cell: ({ heardAt }) => moment(heardAt) },
          { name: pay.droppedAt, isCorner: true, cell: ({ droppedAt }) => moment(droppedAt) },
          {
            name: pay.again,
            cell: ({ provider, eventId, heardAt }) => (
              <TryAgain errand={{ id: eventId, what: 'webhook', provider, eventId, since: heardAt, tries: 0 }} name={eventId} />
            ),
          },
        ]}
      />
    </section>
  )
}

/** Asks once more at once; a payment that waits for its provider has that on its own page. */
function TryAgain({ errand, name }: { readonly errand: StuckErrand; readonly name: string }) {
  const [{ pay }, queries] = [useWords(), useQueryClient()]
  const { errandId, eventId, provider = '', orderNumber = '' } = errand
  const trying = useMutation({
    mutationFn: async () => {
      const root = '/v1/admin/payments/stuck'
      if (errandId) return (await ask<TriedErrand>(`${root}/errands/${encodeURIComponent(errandId)}/try`, { method: 'POST' })).outcome
      const path = `${root}/webhooks/${encodeURIComponent(provider)}/${encodeURIComponent(eventId ?? '')}/replay`
      return (await ask<{ replayed: boolean }>(path, { method: 'POST' })).replayed ? 'open' : 'none'
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['/v1/admin/payments', 'stuck'] }),
  })
  if (!errandId && !eventId) return null
  return (
    <>
      <button
        className="ob"
        type="button"
        aria-label={pay.tryAgainOf(name, orderNumber)}
        aria-disabled={trying.isPending || undefined}
        onClick={() => !trying.isPending && trying.mutate()}
      >
        {pay.tryAgain}
      </button>
      <span role="status" className="fine">
        {trying.data && pay.tried[trying.data]}
      </span>
      {trying.error && <Told error={trying.error} />}
    </>
  )
}
