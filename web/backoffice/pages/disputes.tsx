import type { Dispute } from '@vitrine/gateway/schemas/admin-payments'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { momentText } from '../parts/day-text.ts'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { PaymentTabs } from '../parts/payment-tabs.tsx'
import { usePaymentTexts } from '../parts/payment-words.ts'
import { Status } from '../parts/status.tsx'
import { useWords } from '../words/words.tsx'

const tones = { opened: 'grenat', won: 'verre', lost: '' } as const

/** What banks took back, or tried to. */
export function Disputes() {
  const [words, locale, texts] = [useWords(), useLocale(), usePaymentTexts()]
  const { pay } = words
  return (
    <>
      <PageTitle title={pay.disputes} intro={pay.disputesIntro} />
      <PaymentTabs />
      <ListPage<Dispute>
        path="/v1/admin/payments/disputes"
        caption={pay.disputes}
        idOf={({ paymentId }) => paymentId}
        empty={pay.noDisputes}
        everyMs={60_000}
        columns={[
          {
            name: pay.reference,
            isHead: true,
            cell: ({ paymentId, reference }) => (
              <Link className="mono" to={`/payments/${encodeURIComponent(paymentId)}`}>
                {reference || paymentId}
              </Link>
            ),
          },
          { name: pay.provider, cell: ({ provider }) => texts.provider(provider) },
          { name: pay.order, cell: ({ orderId }) => <Link to={`/orders/${encodeURIComponent(orderId)}`}>{pay.openOrder}</Link> },
          { name: words.amount, isNumber: true, isCorner: true, cell: ({ amount }) => formatMoney(locale, amount) },
          { name: pay.openedAt, cell: ({ openedAt }) => <time dateTime={openedAt}>{momentText(openedAt, locale)}</time> },
          { name: pay.endedAt, cell: ({ endedAt }) => endedAt && <time dateTime={endedAt}>{momentText(endedAt, locale)}</time> },
          {
            name: words.status,
            cell: ({ outcome, reason }) => (
              <>
                <Status text={pay.outcomes[outcome]} tone={tones[outcome]} />
                {reason && <small className="ink-3 obelow">{texts.decline(reason)}</small>}
              </>
            ),
          },
        ]}
      />
    </>
  )
}
