import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import type { AdminPayment } from '@vitrine/gateway/schemas/admin-payments'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link, useParams } from 'react-router'
import { ask } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { momentText } from '../parts/day-text.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { PaymentStatusMark } from '../parts/payment-status.tsx'
import { usePaymentTexts } from '../parts/payment-words.ts'
import { RefundForm } from '../parts/refund-form.tsx'
import { RefundsAwaited } from '../parts/refunds-awaited.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { useWords } from '../words/words.tsx'

/** One payment: what the provider says happened, what the shop asked for, and the way to give money back. Read again while it is open. */
export function PaymentPage() {
  const [words, locale, texts] = [useWords(), useLocale(), usePaymentTexts()]
  const { pay } = words
  const { paymentId = '' } = useParams()
  const path = `/v1/admin/payments/${encodeURIComponent(paymentId)}`
  const payment = useQuery({
    queryKey: ['/v1/admin/payments', paymentId],
    queryFn: ({ signal }) => ask<AdminPayment>(path, { signal }),
    refetchInterval: 5_000,
  })
  if (!payment.data && payment.error) return <FailedPage error={payment.error} retry={payment.refetch} title={pay.title} list="/payments" />
  if (!payment.data) return <Waiting rows={10} />
  const { id, orderId, provider, method, state, at, reference, amount, captured, refunded, failure, nextAt } = payment.data
  const facts = [
    [words.amount, formatMoney(locale, amount)],
    [pay.captured, formatMoney(locale, captured)],
    [words.refunded, formatMoney(locale, refunded)],
    [pay.provider, `${texts.method(method)}, ${texts.provider(provider)}`],
  ] as const
  return (
    <>
      <PageTitle
        title={pay.of(reference || id)}
        above={<Link to="/payments">{pay.title}</Link>}
        intro={
          <span className="omarks">
            <PaymentStatusMark state={state} />
            <time dateTime={at}>{momentText(at, locale)}</time>
            {failure && <span className="bad">{texts.decline(failure)}</span>}
          </span>
        }
      >
        <AskNow path={path} />
        <Link className="ob" to={`/orders/${encodeURIComponent(orderId)}`}>
          {pay.openOrder}
        </Link>
      </PageTitle>
      {nextAt && <p className="ink-2">{pay.nextAt(momentText(nextAt, locale))}</p>}
      <div className="ocols">
        <div className="ostack">
          <dl className="osum">
            {facts.map(([name, text]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
          <Transactions payment={payment.data} />
        </div>
        <div className="ostack">
          <Refund orderId={orderId} isTaken={captured.amountMinor > 0} />
          <Timeline payment={payment.data} />
        </div>
      </div>
    </>
  )
}

function AskNow({ path }: { readonly path: string }) {
  const [words, queries] = [useWords(), useQueryClient()]
  const { pay } = words
  const asking = useMutation({
    mutationFn: () => ask(`${path}/ask`, { method: 'POST' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['/v1/admin/payments'] }),
  })
  return (
    <>
      <button className="ob" type="button" aria-disabled={asking.isPending || undefined} onClick={() => asking.mutate()}>
        {pay.askNow}
      </button>
      <span role="status" className="fine">
        {asking.isSuccess ? pay.asked : asking.isError ? words.offline : ''}
      </span>
    </>
  )
}

function Transactions({ payment: { transactions } }: { readonly payment: AdminPayment }) {
  const [words, locale, texts] = [useWords(), useLocale(), usePaymentTexts()]
  const { pay } = words
  return (
    <section aria-labelledby="transactions">
      <h2 className="oh" id="transactions">
        {pay.transactions}
      </h2>
      {transactions.length === 0 ? (
        <p className="ink-3">{pay.noTransactions}</p>
      ) : (
        <>
          <p className="ink-3">{pay.transactionsIntro}</p>
          <DataTable
            caption={pay.transactions}
            rows={transactions}
            idOf={({ id }) => id}
            columns={[
              {
                name: pay.kind,
                isHead: true,
                cell: ({ kind, detail }) => (
                  <>
                    {texts.kind(kind)}
                    {detail && <small className="ink-3 obelow">{texts.decline(detail)}</small>}
                  </>
                ),
              },
              {
                name: words.amount,
                isNumber: true,
                isCorner: true,
                cell: ({ amount }) => amount.amountMinor > 0 && formatMoney(locale, amount),
              },
              { name: words.at, cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time> },
              { name: pay.heardAt, cell: ({ heardAt }) => <time dateTime={heardAt}>{momentText(heardAt, locale)}</time> },
              { name: pay.reference, cell: ({ id }) => <span className="mono">{id}</span> },
            ]}
          />
        </>
      )}
    </section>
  )
}

/** Money goes back by the order: its lines, invoices and mails follow. */
function Refund({ orderId, isTaken }: { readonly orderId: string; readonly isTaken: boolean }) {
  const words = useWords()
  const order = useQuery({
    queryKey: ['/v1/admin/orders', orderId],
    enabled: isTaken,
    queryFn: ({ signal }) => ask<AdminOrder>(`/v1/admin/orders/${encodeURIComponent(orderId)}`, { signal }),
    retry: false,
  })
  return (
    <section aria-labelledby="refund">
      <h2 className="oh" id="refund">
        {words.refundTitle}
      </h2>
      {order.data ? (
        <>
          <RefundsAwaited order={order.data} />
          <RefundForm order={order.data} />
        </>
      ) : (
        <p className="ink-3">{words.nothingToRefund}</p>
      )}
    </section>
  )
}

/** What the shop did and what it heard, newest first. */
function Timeline({ payment: { steps, transactions } }: { readonly payment: AdminPayment }) {
  const [words, locale, texts] = [useWords(), useLocale(), usePaymentTexts()]
  const told = transactions.map(({ heardAt, kind, amount, id }) => ({ at: heardAt, text: texts.kind(kind), amount, note: id }))
  const done = steps.map(({ at, step, amount, detail = '' }) => ({ at, text: texts.step(step), amount, note: detail }))
  const all = [...done, ...told].toSorted((a, b) => b.at.localeCompare(a.at))
  return (
    <section aria-labelledby="timeline">
      <h2 className="oh" id="timeline">
        {words.timeline}
      </h2>
      <ol className="feed wide">
        {all.map(({ at, text, amount, note }) => (
          <li key={`${at} ${text} ${note}`}>
            <time dateTime={at}>{momentText(at, locale)}</time>
            <span>
              {text}
              {amount && amount.amountMinor > 0 && `, ${formatMoney(locale, amount)}`}
              {note && <small className="ink-3 obelow">{note}</small>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
