import { isGatewayProblem } from '../gateway-problem.ts'
import type { DeliveryOptions } from '@vitrine/gateway/schemas/cart'
import type { Order, Transaction } from '@vitrine/gateway/schemas/order'
import { Button } from '@vitrine/ui/components/button'
import { Note } from '@vitrine/ui/components/note'
import { Picture } from '@vitrine/ui/components/picture'
import { formatDate, formatDay, formatMoney, formatShortDay, formatStamp, formatTime } from '@vitrine/ui/format'
import { localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { useEffect } from 'react'
import { type ActionFunctionArgs, Form, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router'
import { useLiveOrder } from '../live-order.ts'
import { PageTitle } from '../page-title.tsx'
import { readAddress, valuesOf } from '../checkout-forms.ts'
import { announceCart, cartMarkEnded } from '../parts/cart-badge.tsx'
import { OrderGlasses } from '../parts/order-glasses.tsx'
import { PayAgainNote } from '../parts/pay-again-note.tsx'
import { OrderPayments } from '../parts/order-payments.tsx'
import { CancelSome, ChangeAddress, ChangeDelivery, Files, Invoices, Replaces, SendBack } from '../parts/order-second-thoughts.tsx'
import { mostScanBytes, type ScanOutcome, sendScan } from '../send-scan.ts'
import { ask, orPage, orSpare, shopOf } from '../shop.ts'
import { giftWords } from '../words/gift.ts'
import { wayOf } from '../way-to-travel.ts'
import { orderWords } from '../words/order.ts'

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const orderId = params.id ?? ''
  const [order, { items: transactions }] = await Promise.all([
    orPage(context, ask(context, 'order', { orderId })),
    orSpare(ask(context, 'orderTransactions', { orderId }), { items: [] }),
  ])
  const hasGlasses = order.lines.some(({ glasses }) => glasses)
  const { items: glasses } = hasGlasses ? await orSpare(ask(context, 'orderLenses', { orderId }), { items: [] }) : { items: [] }
  const mayChange = order.actions.some(({ name, allowed }) => name === 'change-delivery' && allowed)
  const options = mayChange ? await orSpare(ask(context, 'orderDeliveryOptions', { orderId }), null) : null
  const { searchParams } = new URL(request.url)
  const fresh = searchParams.has('new')
  if (fresh) shopOf(context).cookies.push(cartMarkEnded)
  return { order, transactions, options, glasses, fresh, returned: searchParams.has('returned'), corrected: searchParams.has('corrected') }
}

type Outcome =
  | ScanOutcome
  | 'cancelled'
  | 'cancelRefused'
  | 'cancelledSome'
  | 'cancelSomeRefused'
  | 'chooseSome'
  | 'addressChanged'
  | 'addressRefused'
  | 'deliveryChanged'
  | 'deliveryRefused'

/** What can be changed of an order: asked on the page, refused in words when it is too late. Cancelling cannot be undone. */
export async function action({ context, params, request }: ActionFunctionArgs): Promise<{ readonly outcome: Outcome }> {
  const orderId = params.id ?? ''
  const locale = localeOf(new URL(request.url).pathname)
  if (Number(request.headers.get('Content-Length') ?? 0) > mostScanBytes) return { outcome: 'scanRefused' }
  const form = await request.formData()
  const { intent = 'cancel', ...values } = valuesOf(form)
  const attempt = async (changing: Promise<unknown>, done: Outcome, refused: Outcome) => {
    try {
      await changing
      return { outcome: done }
    } catch (fault) {
      if (isGatewayProblem(fault) && (fault.status === 409 || fault.status === 400)) return { outcome: refused }
      throw fault
    }
  }
  if (intent === 'scan') return { outcome: await sendScan(context, orderId, values, form.get('scan')) }
  if (intent === 'cancel-some') {
    const lines = Object.entries(values).flatMap(([field, count]) =>
      field.startsWith('pieces ') && Number(count) > 0 ? [{ lineId: field.slice('pieces '.length), quantity: Number(count) }] : [],
    )
    if (lines.length === 0) return { outcome: 'chooseSome' }
    return attempt(ask(context, 'cancelOrderLines', { orderId, lines }), 'cancelledSome', 'cancelSomeRefused')
  }
  if (intent === 'address') {
    const { address: shipping, errors } = readAddress(locale, values)
    if (errors.length > 0) return { outcome: 'addressRefused' }
    return attempt(ask(context, 'readdressOrder', { orderId, shipping }), 'addressChanged', 'addressRefused')
  }
  if (intent === 'delivery')
    return attempt(ask(context, 'changeOrderDelivery', { orderId, ...wayOf(values.option) }), 'deliveryChanged', 'deliveryRefused')
  return attempt(ask(context, 'cancelOrder', { orderId }), 'cancelled', 'cancelRefused')
}

const good: ReadonlySet<Outcome> = new Set<Outcome>(['scanSent', 'cancelled', 'cancelledSome', 'addressChanged', 'deliveryChanged'])
const ended = new Set<Order['status']>(['delivered', 'cancelled', 'returned', 'refunded'])

/** The confirmation and the tracking of one order, at its own address. */
export default function OrderPage() {
  const { order, transactions, options, glasses, fresh, returned, corrected } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const locale = useLocale()
  const words = orderWords[locale]
  const readAt = useLiveOrder(order.id, ended.has(order.status))
  useEffect(() => {
    if (fresh) announceCart(0)
  }, [fresh])
  const isInLab =
    glasses.some(({ labState }) => labState === 'queued' || labState === 'sent') && order.deliveries.length > 0 && !ended.has(order.status)
  const cards = order.lines.filter(({ kind }) => kind === 'gift-card').map(({ id: lineId, quantity }) => ({ lineId, quantity }))
  const standing = order.waitsUntil ? words.waitsHeading : words.headings[isInLab ? 'in-lab' : order.status]
  const heading = fresh && !ended.has(order.status) ? words.thanks : standing
  return (
    <div className="wrap">
      <PageTitle title={words.title(order.number)} hidden />
      <header className="order-head">
        <h1 className="title">{heading}</h1>
        <p className="ink-2">
          {words.line(order.number, formatDate(locale, order.placedAt), formatMoney(locale, order.totals.total))}{' '}
          <span role="status">{readAt ? words.updated(formatTime(locale, readAt)) : ''}</span>
        </p>
        {fresh && <p className="ink-2">{words.confirmation(order.email)}</p>}
        <Replaces order={order} />
        <PayAgainNote order={order} />
        {order.waitsUntil && <p className="ink-2">{words.waits(formatDay(locale, order.waitsUntil))}</p>}
        {answer && (
          <Note look={good.has(answer.outcome) ? 'good' : 'bad'} live>
            {words[answer.outcome]}
          </Note>
        )}
        {corrected && (
          <Note look="good" live>
            {words.corrected}
          </Note>
        )}
        {returned && (
          <Note look="good" live>
            {words.returnAsked}
          </Note>
        )}
      </header>
      <div className="basket mt-0">
        <div className="grid gap-12">
          {glasses.length > 0 && <OrderGlasses orderId={order.id} glasses={glasses} isOpen={!ended.has(order.status)} />}
          {order.deliveries.length > 0 ? (
            <>
              {order.deliveries.map((parcel) => (
                <Parcel key={parcel.id} order={order} parcel={parcel} />
              ))}
              {cards.length > 0 && (
                <section className="rule pt-6" aria-label={giftWords[locale].sent}>
                  <h2 className="heading mb-5">{giftWords[locale].sent}</h2>
                  <Contents order={order} lines={cards} />
                </section>
              )}
            </>
          ) : (
            <section className="rule pt-6" aria-label={words.contents}>
              <div className="parcel">
                <Contents order={order} lines={order.lines.map((line) => ({ lineId: line.id, quantity: line.quantity }))} />
                {cards.length < order.lines.length ? <Track order={order} /> : <p className="ink-2">{giftWords[locale].sent}</p>}
              </div>
            </section>
          )}
          <History order={order} />
        </div>
        <Aside order={order} transactions={transactions} options={options} />
      </div>
    </div>
  )
}

type ParcelOf = Order['deliveries'][number]

function Parcel({ order, parcel }: { readonly order: Order; readonly parcel: ParcelOf }) {
  const words = orderWords[useLocale()]
  const lines = parcel.lines.length > 0 ? parcel.lines : order.lines.map((line) => ({ lineId: line.id, quantity: line.quantity }))
  return (
    <section className="rule pt-6" aria-labelledby={`parcel-${parcel.id}`}>
      <header className="mb-5 flex flex-wrap items-baseline justify-between gap-x-6">
        <h2 className="heading" id={`parcel-${parcel.id}`}>
          {[words.parcel(parcel.name), parcel.carrier].filter((part, index, all) => part && all.indexOf(part) === index).join(', ')}
        </h2>
        {parcel.trackingUrl && (
          <a className="link tap label" href={parcel.trackingUrl} rel="noreferrer">
            {words.carrier}
          </a>
        )}
      </header>
      <div className="parcel">
        <div>
          <Contents order={order} lines={lines} />
          {parcel.trackingNumber && <p className="fine ink-3 mt-3">{words.tracking(parcel.trackingNumber)}</p>}
        </div>
        <Track order={order} parcel={parcel} />
      </div>
    </section>
  )
}

function Contents({ order, lines }: { readonly order: Order; readonly lines: ParcelOf['lines'] }) {
  const locale = useLocale()
  const words = orderWords[locale]
  return (
    <ul className="grid content-start gap-3">
      {lines.map(({ lineId, quantity }) => {
        const line = order.lines.find((known) => known.id === lineId)
        if (!line) return null
        return (
          <li className={line.partOf ? 'mini part' : 'mini'} key={lineId}>
            <span className="pic plate fit block">{line.image && <Picture image={line.image} sizes="64px" silent />}</span>
            <span>
              {quantity > 1 && `${quantity}\u00a0× `}
              {line.name}
              <small>{line.options.map((option) => option.text).join(', ')}</small>
              {line.gift?.email && <small>{giftWords[locale].to(line.gift.email)}</small>}
              {line.cancelled > 0 && <small>{words.gone(line.cancelled)}</small>}
              {line.returned > 0 && <small>{words.cameBack(line.returned)}</small>}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

const steps = ['placed', 'paid', 'packed', 'shipped', 'delivered'] as const

/** From ordered to delivered: what is done with its time, where it is now, what comes. */
function Track({ order, parcel }: { readonly order: Order; readonly parcel?: ParcelOf }) {
  const locale = useLocale()
  const words = orderWords[locale]
  const when = (step: string) =>
    order.timeline.find((entry) => entry.event === step && (!entry.deliveryId || entry.deliveryId === parcel?.id))?.at
  const reached = steps.findLastIndex((step) => when(step) !== undefined)
  const lastScan = parcel?.events.at(-1)
  const expected = parcel?.latest ? words.expected(formatShortDay(locale, parcel.latest)) : undefined
  return (
    <ol className="track">
      {steps.map((step, index) => {
        const at = when(step)
        const now = index === reached && step !== 'delivered'
        return (
          <li key={step} className={now ? 'cur' : index <= reached ? 'ok' : 'next'} aria-current={now ? 'step' : undefined}>
            <span className="col-start-2">
              <b>
                {words.steps[step]}
                {index < reached && <span className="sr">{words.done}</span>}
              </b>
              {now && step === 'shipped' && lastScan && <small>{lastScan.text}</small>}
            </span>
            {at ? (
              <time dateTime={at}>{formatStamp(locale, at)}</time>
            ) : (
              step === 'delivered' && expected && <time dateTime={parcel?.latest}>{expected}</time>
            )}
          </li>
        )
      })}
    </ol>
  )
}

function History({ order }: { readonly order: Order }) {
  const locale = useLocale()
  const words = orderWords[locale]
  const scans = order.deliveries.flatMap((parcel) => parcel.events)
  const events = [...order.timeline, ...scans].toSorted((a, b) => b.at.localeCompare(a.at))
  return (
    <details className="fold">
      <summary>{words.history}</summary>
      <ul className="in grid gap-2">
        {events.map((entry) => (
          <li key={`${entry.at}${entry.event}`} className="label flex justify-between gap-4 font-normal">
            <span>{entry.text}</span>
            <time className="ink-3 fine" dateTime={entry.at}>
              {formatStamp(locale, entry.at)}
            </time>
          </li>
        ))}
      </ul>
    </details>
  )
}

interface AsideProps {
  readonly order: Order
  readonly transactions: readonly Transaction[]
  readonly options: DeliveryOptions | null
}

function Aside({ order, transactions, options }: AsideProps) {
  const locale = useLocale()
  const words = orderWords[locale]
  const { shipping } = order.addresses
  const returnable = (line: Order['withdrawal']['lines'][number]): string => {
    if (!line.eligible) return line.reason ? words.not(line.reason) : ''
    const until = line.until ? words.until(formatDay(locale, line.until)) : words.afterArrival(order.withdrawal.days)
    return line.reason ? words.onlyIf(until, line.reason) : until
  }
  return (
    <aside className="sum" aria-label={words.title(order.number)}>
      <h2 className="heading">{words.returns}</h2>
      <dl>
        {order.withdrawal.lines.map((line) => (
          <div key={line.lineId}>
            <dt>{order.lines.find((known) => known.id === line.lineId)?.name}</dt>
            <dd className="ink-2">{returnable(line)}</dd>
          </div>
        ))}
      </dl>
      <SendBack order={order} />
      <Cancel order={order} />
      <CancelSome order={order} />
      <Files order={order} />
      <div className="rule pt-4">
        <OrderPayments order={order} transactions={transactions} />
        <Invoices order={order} />
      </div>
      <div className="rule pt-4">
        <h2 className="heading">{words.to}</h2>
        <address className="ink-2 mt-1 not-italic">
          {[shipping.name, shipping.line1, shipping.line2, `${shipping.postcode} ${shipping.city}`].filter(Boolean).map((text) => (
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
          {words.cancelConfirm(formatMoney(locale, order.totals.total))}
        </Button>
      </Form>
    </details>
  )
}
