import type { Order } from '@vitrine/gateway/schemas/order'
import { isGatewayProblem } from '../gateway-problem.ts'
import { Note } from '@vitrine/ui/components/note'
import { formatDate, formatDay, formatMoney, formatTime } from '@vitrine/ui/format'
import { type Locale, localeOf, pathIn, useLocale } from '@vitrine/ui/locale'
import { useEffect } from 'react'
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect, useActionData, useLoaderData } from 'react-router'
import { useLiveOrder } from '../live-order.ts'
import { PageTitle } from '../page-title.tsx'
import { readAddress, valuesOf } from '../checkout-forms.ts'
import { announceCart, cartMarkEnded } from '../parts/cart-badge.tsx'
import { Aside, costOf, ended } from '../parts/order-aside.tsx'
import { OrderGlasses } from '../parts/order-glasses.tsx'
import { PayAgainNote } from '../parts/pay-again-note.tsx'
import { Contents, History, Parcel, Track } from '../parts/order-parcels.tsx'
import { isAwaited, Replaces } from '../parts/order-second-thoughts.tsx'
import { mostScanBytes, type ScanOutcome, sendScan } from '../send-scan.ts'
import { chosenPieces, type Swappable, swappableLines } from '../parts/swap-pieces.tsx'
import { answerOf, ask, orPage, orSpare, shopOf } from '../shop.ts'
import { claimWords } from '../words/claim.ts'
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
  const options = mayDo(order, 'change-delivery') ? await orSpare(ask(context, 'orderDeliveryOptions', { orderId }), null) : null
  const { searchParams } = new URL(request.url)
  const [swaps, { items: documents }, { sendTo }] = await Promise.all([
    swapsOf(context, order, searchParams),
    mayDo(order, 'invoice') ? orSpare(ask(context, 'orderInvoices', { orderId }), { items: [] }) : { items: [] },
    order.returns.some(isAwaited) ? orSpare(ask(context, 'returnTerms', {}), { sendTo: [] }) : { sendTo: [] },
  ])
  const fresh = searchParams.has('new')
  if (fresh) shopOf(context).cookies.push(cartMarkEnded)
  const told = { fresh, returned: searchParams.has('returned'), corrected: searchParams.has('corrected') }
  const claimed = searchParams.has('claimed')
  // The key is drawn here, with the forms: whoever sends one twice swaps once.
  return { order, transactions, options, glasses, swaps, documents, sendTo, key: crypto.randomUUID(), ...told, claimed }
}

const mayDo = (order: Order, what: Order['actions'][number]['name']): boolean =>
  order.actions.some(({ name, allowed }) => name === what && allowed)

/** What the products of pieces that may be swapped are sold in, in the currency of the order, and what each would cost instead. */
async function swapsOf(context: LoaderFunctionArgs['context'], order: Order, search: URLSearchParams): Promise<Swappable[]> {
  const found = await Promise.all(
    swappableLines(order).map(async (line) => {
      const chosen = chosenPieces(line, search)
      const asked = { orderId: order.id, lineId: line.id, quantity: chosen.quantity }
      const [product, prices] = await Promise.all([
        orSpare(ask(context, 'product', { id: line.productId, currency: order.currency }), null),
        orSpare(ask(context, 'orderSwapPrices', asked), null),
      ])
      return product ? [{ line, variants: product.variants, ...chosen, prices: prices?.items ?? null }] : []
    }),
  )
  return found.flat()
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
  | 'swapped'
  | 'swapPending'
  | 'swapRefused'
  | 'takenBack'
  | 'takeBackRefused'

interface Answer {
  readonly outcome: Outcome
  /** Why, in the words of the shop. */
  readonly detail?: string
}

/** What can be changed of an order: asked on the page, refused in words when it is too late. Cancelling cannot be undone. */
export async function action({ context, params, request }: ActionFunctionArgs): Promise<Answer | Response> {
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
  if (intent === 'scan') return { outcome: await sendScan(context, orderId, values, form) }
  if (intent === 'cancel-some') {
    const lines = Object.entries(values).flatMap(([field, count]) =>
      field.startsWith('pieces ') && Number(count) > 0 ? [{ lineId: field.slice('pieces '.length), quantity: Number(count) }] : [],
    )
    if (lines.length === 0) return { outcome: 'chooseSome' }
    return attempt(ask(context, 'cancelOrderLines', { orderId, lines }), 'cancelledSome', 'cancelSomeRefused')
  }
  if (intent === 'take-back')
    return attempt(ask(context, 'cancelReturn', { orderId, returnId: values.file ?? '' }), 'takenBack', 'takeBackRefused')
  if (intent === 'swap') return swapping(context, orderId, locale, values)
  if (intent === 'address') {
    const { address: shipping, errors } = readAddress(locale, values)
    if (errors.length > 0) return { outcome: 'addressRefused' }
    return attempt(ask(context, 'readdressOrder', { orderId, shipping }), 'addressChanged', 'addressRefused')
  }
  if (intent === 'delivery')
    return attempt(ask(context, 'changeOrderDelivery', { orderId, ...wayOf(values.option) }), 'deliveryChanged', 'deliveryRefused')
  return attempt(ask(context, 'cancelOrder', { orderId }), 'cancelled', 'cancelRefused')
}

/** What costs more leads to where the difference is paid. */
async function swapping(
  context: ActionFunctionArgs['context'],
  orderId: string,
  locale: Locale,
  { line: lineId = '', variant: variantId = '', quantity = '', key = '' }: Readonly<Record<string, string>>,
): Promise<Answer | Response> {
  try {
    const wish = { orderId, lineId, variantId, quantity: Number(quantity) }
    const { body, status } = await answerOf(context, 'swapOrderPieces', wish, key)
    const unpaid = body.returns.findLast(({ kind, state }) => kind === 'swap' && state === 'to-pay')
    if (status === 202 && unpaid?.exchange && unpaid.exchange.due.amountMinor > 0)
      return redirect(pathIn(locale, `/o/${encodeURIComponent(orderId)}/exchange/${encodeURIComponent(unpaid.id)}`))
    return { outcome: status === 202 ? 'swapPending' : 'swapped' }
  } catch (fault) {
    if (!isGatewayProblem(fault) || (fault.status !== 409 && fault.status !== 400)) throw fault
    const { detail } = fault.problem
    return { outcome: 'swapRefused', ...(fault.code === 'not-swappable' && typeof detail === 'string' && { detail }) }
  }
}

const good: ReadonlySet<Outcome> = new Set<Outcome>([
  ...(['scanSent', 'cancelled', 'cancelledSome', 'addressChanged', 'deliveryChanged', 'swapped', 'swapPending', 'takenBack'] as const),
])

/** The confirmation and the tracking of one order, at its own address. */
export default function OrderPage() {
  const { order, transactions, options, glasses, swaps, documents, sendTo, key, fresh, returned, corrected, claimed } =
    useLoaderData<typeof loader>()
  const answer = useActionData<Answer>()
  const locale = useLocale()
  const words = orderWords[locale]
  // The optician's side hears of an order by itself, a moment after it was placed.
  const isPartial = glasses.length === 0 && order.lines.some((line) => line.glasses)
  const readAt = useLiveOrder(order.id, ended.has(order.status), isPartial)
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
          {words.line(order.number, formatDate(locale, order.placedAt), formatMoney(locale, costOf(order)))}{' '}
          <span role="status">{readAt ? words.updated(formatTime(locale, readAt)) : ''}</span>
        </p>
        {fresh && <p className="ink-2">{words.confirmation(order.email)}</p>}
        <Replaces order={order} />
        <PayAgainNote order={order} />
        {order.waitsUntil && <p className="ink-2">{words.waits(formatDay(locale, order.waitsUntil))}</p>}
        {answer && (
          <Note look={good.has(answer.outcome) ? 'good' : 'bad'} live>
            {[{ ...words, ...claimWords[locale] }[answer.outcome], answer.detail].filter(Boolean).join(' ')}
          </Note>
        )}
        {corrected && glasses.some(({ state }) => state === 'submitted') && (
          <Note look="good" live>
            {words.corrected}
          </Note>
        )}
        {claimed && (
          <Note look="good" live>
            {claimWords[locale].claimed}
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
                {order.status === 'cancelled' ? null : cards.length < order.lines.length ? (
                  <Track order={order} />
                ) : (
                  <p className="ink-2">{giftWords[locale].sent}</p>
                )}
              </div>
            </section>
          )}
          <History order={order} />
        </div>
        <Aside
          order={order}
          transactions={transactions}
          options={options}
          swaps={swaps}
          formKey={key}
          documents={documents}
          sendTo={sendTo}
        />
      </div>
    </div>
  )
}
