import type { Payment } from '@vitrine/gateway/schemas/admin-payments'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { momentText } from '../parts/day-text.ts'
import { Period, useFilters } from '../parts/list-filters.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { PaymentStatusMark } from '../parts/payment-status.tsx'
import { PaymentTabs } from '../parts/payment-tabs.tsx'
import { usePaymentTexts } from '../parts/payment-words.ts'
import { plainAmount } from '../parts/plain-amount.ts'
import { useWords } from '../words/words.tsx'

const shown = ['captured', 'authorised', 'pending', 'action-required', 'partially-refunded', 'refunded', 'failed', 'disputed'] as const

/** Payments of the shop, with their state, provider and day in the address. */
export function Payments() {
  const [words, locale, texts] = [useWords(), useLocale(), usePaymentTexts()]
  const { pay } = words
  return (
    <>
      <PageTitle title={pay.title} />
      <PaymentTabs />
      <ListPage<Payment>
        path="/v1/admin/payments"
        caption={pay.title}
        idOf={({ id }) => id}
        empty={pay.none}
        searchLabel={pay.search}
        everyMs={15_000}
        fileName="payments"
        tabs={{ name: 'state', values: [['', words.all], ...shown.map((state) => [state, texts.state(state)] as const)] }}
        parameters={['provider', 'since', 'until']}
        filters={
          <>
            <ProviderChoice />
            <Period />
          </>
        }
        columns={[
          {
            name: pay.reference,
            isHead: true,
            cell: ({ id, reference }) => (
              <Link className="mono" to={`/payments/${encodeURIComponent(id)}`}>
                {reference || id}
              </Link>
            ),
            plain: ({ id, reference }) => reference || id,
          },
          { name: words.at, cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time>, plain: ({ at }) => at },
          {
            name: pay.provider,
            cell: ({ provider, method }) => `${texts.method(method)}, ${texts.provider(provider)}`,
            plain: ({ provider }) => provider,
          },
          {
            name: pay.order,
            cell: ({ orderId }) => <Link to={`/orders/${encodeURIComponent(orderId)}`}>{pay.openOrder}</Link>,
            plain: ({ orderId }) => orderId,
          },
          {
            name: words.amount,
            isNumber: true,
            isCorner: true,
            cell: ({ amount, refunded }) => (
              <>
                {formatMoney(locale, amount)}
                {refunded.amountMinor > 0 && <small className="ink-3 obelow">{words.givenBack(formatMoney(locale, refunded))}</small>}
              </>
            ),
            plain: ({ amount }) => plainAmount(amount),
          },
          {
            name: words.status,
            cell: ({ state, failure }) => (
              <>
                <PaymentStatusMark state={state} />
                {failure && <small className="ink-3 obelow">{texts.decline(failure)}</small>}
              </>
            ),
            plain: ({ state }) => texts.state(state),
          },
        ]}
      />
    </>
  )
}

const providers = ['sandbox', 'stripe', 'paypal'] as const

export function ProviderChoice() {
  const { pay } = useWords()
  const texts = usePaymentTexts()
  const { get, set } = useFilters()
  return (
    <label className="ochoice">
      <span className="sr">{pay.provider}</span>
      <select value={get('provider')} onChange={({ target }) => set({ provider: target.value })}>
        <option value="">{pay.anyProvider}</option>
        {providers.map((provider) => (
          <option key={provider} value={provider}>
            {texts.provider(provider)}
          </option>
        ))}
      </select>
    </label>
  )
}
