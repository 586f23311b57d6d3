import type { DeliveryOptions } from '@vitrine/gateway/schemas/cart'
import type { Order, OrderInvoices, Transaction } from '@vitrine/gateway/schemas/order'
import { Button } from '@vitrine/ui/components/button'
import { formatDay, formatMoney } from '@vitrine/ui/format'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { Form } from 'react-router'
import { orderWords } from '../words/order.ts'
import { OrderCost } from './order-cost.tsx'
import { OrderPayments } from './order-payments.tsx'
import { type Swappable, SwapPieces } from './swap-pieces.tsx'
import { CancelSome, ChangeAddress, ChangeDelivery, Files, Invoices, SendBack } from './order-second-thoughts.tsx'

export const ended: ReadonlySet<Order['status']> = new Set<Order['status']>(['delivered', 'cancelled', 'returned', 'refunded'])

/** What an order costs its shopper: pieces that were swapped in are paid by those they came for. */
export const costOf = ({ totals: { total, swapped } }: Order): Order['totals']['total'] => ({
  ...total,
  amountMinor: total.amountMinor - (swapped?.amountMinor ?? 0),
})

type LineRight = Order['withdrawal']['lines'][number]

interface AsideProps {
  readonly order: Order
  readonly transactions: readonly Transaction[]
  readonly options: DeliveryOptions | null
  readonly swaps: readonly Swappable[]
  readonly formKey: string
  readonly documents: OrderInvoices['items']
  readonly sendTo: readonly string[]
}

/** What can still be done with an order, what it cost and where it goes. */
export function Aside({ order, transactions, options, swaps, formKey, documents, sendTo }: AsideProps) {
  const locale = useLocale()
  const words = orderWords[locale]
  const { shipping } = order.addresses
  // The shop may take things back for longer than one may withdraw.
  const returnable = (right: LineRight, longer: LineRight | undefined): string => {
    const line = longer?.eligible ? longer : right
    if (!line.eligible) return line.reason ? words.not(line.reason) : ''
    const until = line.until ? words.until(formatDay(locale, line.until)) : words.afterArrival(order.withdrawal.days)
    return line.reason ? words.onlyIf(until, line.reason) : until
  }
  return (
    <aside className="sum" aria-label={words.title(order.number)}>
      <h2 className="heading">{words.returns}</h2>
      <dl>
        {order.withdrawal.lines.map((line, n) => (
          <div key={line.lineId}>
            <dt>{order.lines.find((known) => known.id === line.lineId)?.name}</dt>
            <dd className="ink-2">{returnable(line, order.returnable[n])}</dd>
          </div>
        ))}
      </dl>
      <SendBack order={order} />
      <SwapPieces swaps={swaps} formKey={formKey} />
      <Cancel order={order} />
      <CancelSome order={order} />
      <Files order={order} sendTo={sendTo} />
      <OrderCost order={order} />
      <div className="rule pt-4">
        <OrderPayments order={order} transactions={transactions} />
        <Invoices order={order} documents={documents} />
      </div>
      <div className="rule pt-4">
        <h2 className="heading">{words.to}</h2>
        <address className="ink-2 mt-1 not-italic">
          {[shipping.name, shipping.company, shipping.line1, shipping.line2, `${shipping.postcode} ${shipping.city}`]
            .filter(Boolean)
            .map((text) => (
              <span className="block" key={text}>
                {text}
              </span>
            ))}
        </address>
        <ChangeAddress order={order} />
        <ChangeDelivery order={order} options={options} />
      </div>
      <div className="rule pt-4">
        <h2 className="heading">{words.accountTitle}</h2>
        <p className="label ink-2 mt-1 font-normal">{words.accountText}</p>
        <a className="link tap" href={`${pathIn(locale, '/sign-up')}?email=${encodeURIComponent(order.email)}`}>
          {words.accountAction}
        </a>
      </div>
    </aside>
  )
}

function Cancel({ order }: { readonly order: Order }) {
  const locale = useLocale()
  const words = orderWords[locale]
  const rule = order.actions.find((known) => known.name === 'cancel')
  if (!rule || ended.has(order.status)) return null
  if (!rule.allowed)
    return (
      <div className="grid gap-1.5">
        <Button type="button" look="line" wide reason={rule.reason ?? words.cancelRefused}>
          {words.cancel}
        </Button>
      </div>
    )
  return (
    <details>
      <summary className="btn line wide">{words.cancel}</summary>
      <Form method="post" className="mt-3 grid gap-3">
        <p className="label ink-2 font-normal">{words.cancelExplain}</p>
        <Button type="submit" wide>
          {words.cancelConfirm(formatMoney(locale, costOf(order)))}
        </Button>
      </Form>
    </details>
  )
}
