import type { DeliveryOptions } from '@vitrine/gateway/schemas/cart'
import type { Order, OrderInvoices } from '@vitrine/gateway/schemas/order'
import { Button } from '@vitrine/ui/components/button'
import { Field } from '@vitrine/ui/components/field'
import { formatDate, formatMoney } from '@vitrine/ui/format'
import { pathIn, useLocale } from '@vitrine/ui/locale'
import { Form } from 'react-router'
import { SendTo } from './send-to.tsx'
import { wayValue } from '../way-to-travel.ts'
import { checkoutWords } from '../words/checkout.ts'
import { claimWords } from '../words/claim.ts'
import { exchangeWords } from '../words/exchange.ts'
import { orderWords } from '../words/order.ts'

const ruleOf = (order: Order, name: Order['actions'][number]['name']) => order.actions.find((known) => known.name === name)
const unsentOf = (order: Order) =>
  order.lines.map((line) => ({ ...line, unsent: line.quantity - line.cancelled - line.sent })).filter(({ unsent }) => unsent > 0)

/** Some pieces that have not left: how many of each go. */
export function CancelSome({ order }: { readonly order: Order }) {
  const words = orderWords[useLocale()]
  if (!ruleOf(order, 'cancel-lines')?.allowed) return null
  return (
    <details>
      <summary className="link tap label">{words.cancelSome}</summary>
      <Form method="post" className="mt-3 grid gap-3">
        <input type="hidden" name="intent" value="cancel-some" />
        <p className="label ink-2 font-normal">{words.cancelSomeExplain}</p>
        {unsentOf(order).map(({ id, name, unsent }) => (
          <Pieces key={id} field={`pieces ${id}`} label={words.cancelSomeOf(name)} most={unsent} />
        ))}
        <Button type="submit" look="line" wide>
          {words.cancelSomeConfirm}
        </Button>
      </Form>
    </details>
  )
}

interface PiecesProps {
  readonly field: string
  readonly label: string
  readonly most: number
  readonly chosen?: string | undefined
  /** What is said of so many. */
  readonly textOf?: (pieces: number) => string
}

/** None to all of a line. */
export function Pieces({ field, label, most, chosen = '0', textOf = String }: PiecesProps) {
  return (
    <label className="field">
      {label}
      <select className="input" name={field} defaultValue={chosen}>
        {Array.from({ length: most + 1 }, (_, n) => (
          <option key={n} value={n}>
            {n === 0 ? n : textOf(n)}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Another address in the same country, while nobody has prepared the order. */
export function ChangeAddress({ order }: { readonly order: Order }) {
  const locale = useLocale()
  const [words, labels] = [orderWords[locale], checkoutWords[locale]]
  const { shipping } = order.addresses
  if (!ruleOf(order, 'edit')?.allowed) return null
  return (
    <details className="mt-2">
      <summary className="link tap label">{words.changeAddress}</summary>
      <Form method="post" className="form mt-3">
        <input type="hidden" name="intent" value="address" />
        <input type="hidden" name="country" value={shipping.country} />
        {shipping.vatNumber && <input type="hidden" name="vatNumber" value={shipping.vatNumber} />}
        <Field id="name" label={labels.name} autoComplete="shipping name" required maxLength={100} defaultValue={shipping.name} />
        <Field id="company" label={labels.company} autoComplete="shipping organization" maxLength={100} defaultValue={shipping.company} />
        <Field
          id="line1"
          label={labels.line1}
          autoComplete="shipping address-line1"
          required
          maxLength={100}
          defaultValue={shipping.line1}
        />
        <Field id="line2" label={labels.line2} autoComplete="shipping address-line2" maxLength={100} defaultValue={shipping.line2} />
        <Field
          id="postcode"
          label={labels.postcode}
          autoComplete="shipping postal-code"
          required
          maxLength={12}
          defaultValue={shipping.postcode}
        />
        <Field id="city" label={labels.city} autoComplete="shipping address-level2" required maxLength={100} defaultValue={shipping.city} />
        <Button type="submit" look="line" wide>
          {words.changeAddressConfirm}
        </Button>
      </Form>
    </details>
  )
}

/** Another way to travel, for as much or less, until the parcel is made. */
export function ChangeDelivery({ order, options }: { readonly order: Order; readonly options: DeliveryOptions | null }) {
  const locale = useLocale()
  const words = orderWords[locale]
  const paidMinor = order.totals.delivery?.amountMinor ?? 0
  const within = options?.items.filter(({ price }) => price.amountMinor <= paidMinor) ?? []
  if (!ruleOf(order, 'change-delivery')?.allowed || within.length === 0) return null
  return (
    <details className="mt-2">
      <summary className="link tap label">{words.changeDelivery}</summary>
      <Form method="post" className="form mt-3">
        <input type="hidden" name="intent" value="delivery" />
        <p className="label ink-2 font-normal">{words.changeDeliveryExplain}</p>
        <label className="field">
          {words.changeDeliveryTo}
          <select className="input" name="option">
            {within.map((option) => (
              <Ways key={option.id} option={option} text={words.deliveryOption(option.name, formatMoney(locale, option.price))} />
            ))}
          </select>
        </label>
        <Button type="submit" look="line" wide>
          {words.changeDeliveryConfirm}
        </Button>
      </Form>
    </details>
  )
}

/** A method that has points is chosen with one of them. */
function Ways({ option, text }: { readonly option: DeliveryOptions['items'][number]; readonly text: string }) {
  const { pickupPoints = [] } = option
  if (pickupPoints.length === 0) return <option value={wayValue(option)}>{text}</option>
  return (
    <optgroup label={text}>
      {pickupPoints.map((point) => (
        <option key={point.id} value={wayValue(option, point)}>
          {[point.name, point.address.line1, `${point.address.postcode} ${point.address.city}`].join(', ')}
        </option>
      ))}
    </optgroup>
  )
}

/** The button the law asks for, the way to a return, and what came of either. */
export function SendBack({ order }: { readonly order: Order }) {
  const locale = useLocale()
  const words = orderWords[locale]
  const withdraw = ruleOf(order, 'withdraw')
  return (
    <div className="grid gap-2">
      {withdraw?.allowed && (
        <a className="btn line wide" href={`${pathIn(locale, '/withdraw')}?order=${encodeURIComponent(order.id)}`}>
          {words.withdraw}
        </a>
      )}
      {withdraw && !withdraw.allowed && <p className="fine ink-3">{withdraw.reason}</p>}
      {ruleOf(order, 'return')?.allowed && (
        <a className="link tap label" href={pathIn(locale, `/o/${encodeURIComponent(order.id)}/return`)}>
          {words.sendBack}
        </a>
      )}
      {ruleOf(order, 'claim')?.allowed && (
        <a className="link tap label" href={pathIn(locale, `/o/${encodeURIComponent(order.id)}/claim`)}>
          {claimWords[locale].link}
        </a>
      )}
    </div>
  )
}

type FileOf = Order['returns'][number]

/** Withdrawals, returns and claims: what, when, how far, how much, where to. */
export function Files({ order, sendTo }: { readonly order: Order; readonly sendTo: readonly string[] }) {
  const locale = useLocale()
  const [words, exchange] = [orderWords[locale], exchangeWords[locale]]
  if (order.returns.length === 0) return null
  return (
    <div className="rule pt-4">
      <h2 className="heading">{words.files}</h2>
      <ul className="mt-2 grid gap-3">
        {order.returns.map((file) => (
          <li key={file.id}>
            {words.fileLine(words.fileOf[file.kind], formatDate(locale, file.at))}
            <small className="fine ink-2 block">{file.lines.map(({ name, quantity }) => `${quantity}\u00a0× ${name}`).join(', ')}</small>
            {file.lines.map(({ lineId, quantity, wants }) =>
              wants ? (
                <small className="fine ink-2 block" key={lineId}>
                  {exchange.wants(quantity, [wants.name, ...wants.options.map(({ text }) => text)].join(' '))}
                </small>
              ) : null,
            )}
            <small className="fine ink-2 block">{file.text}</small>
            {file.note && <small className="fine ink-2 block">{file.note}</small>}
            <Said file={file} />
            {isAwaited(file) && <SendTo lines={sendTo} cost={claimWords[locale][file.shopPays ? 'shopPays' : 'youPay']} />}
            <Exchange order={order} file={file} />
            {file.lapsesAt && (
              <small className="fine ink-2 block">
                {exchange.until[file.kind === 'swap' ? 'swap' : file.state === 'to-pay' ? 'toPay' : 'toSend'](
                  formatDate(locale, file.lapsesAt),
                )}
              </small>
            )}
            {!noRefund.has(file.state) && file.remedy !== 'repair' && file.remedy !== 'replacement' && file.refund.amountMinor > 0 && (
              <small className="fine ink-2 block">{words.fileRefund(formatMoney(locale, file.refund))}</small>
            )}
            {file.cancellable && <TakeBack file={file} />}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Nothing more of their money is on its way. */
const noRefund: ReadonlySet<FileOf['state']> = new Set<FileOf['state']>(['refused', 'refunded', 'mended', 'cancelled', 'lapsed'])

/** Something of it is to be sent. */
export const isAwaited = ({ state }: FileOf): boolean => state === 'approved' || state === 'label'

/** What was said to be wrong, and what was wished. */
function Said({ file: { words, remedy } }: { readonly file: FileOf }) {
  const { wished } = claimWords[useLocale()]
  return (
    <>
      {words && <small className="fine ink-2 block">{words}</small>}
      {remedy && <small className="fine ink-2 block">{wished[remedy]}</small>}
    </>
  )
}

/** Nothing was sent, and nothing will be. */
function TakeBack({ file }: { readonly file: FileOf }) {
  const words = claimWords[useLocale()]
  return (
    <Form method="post" className="mt-2">
      <input type="hidden" name="intent" value="take-back" />
      <input type="hidden" name="file" value={file.id} />
      <Button type="submit" look="line">
        {words.takeBack}
      </Button>
    </Form>
  )
}

/** The replacement of a file: the way to pay it while it waits for that, then to its own page. */
function Exchange({ order, file }: { readonly order: Order; readonly file: Order['returns'][number] }) {
  const locale = useLocale()
  const words = exchangeWords[locale]
  if (!file.exchange) return null
  const { orderId, orderNumber = '', due } = file.exchange
  if (orderId)
    return (
      <a className="link tap label" href={pathIn(locale, `/o/${encodeURIComponent(orderId)}`)}>
        {words.replacement(orderNumber)}
      </a>
    )
  if (file.state !== 'to-pay' || due.amountMinor === 0) return null
  return (
    <>
      <a className="btn" href={pathIn(locale, `/o/${encodeURIComponent(order.id)}/exchange/${encodeURIComponent(file.id)}`)}>
        {words.pay(formatMoney(locale, due))}
      </a>
      {file.kind === 'swap' && <KeepOrdered order={order} file={file} />}
    </>
  )
}

/** The difference is not wanted after all: what was ordered is chosen again, and the parcel goes. */
function KeepOrdered({ order, file }: { readonly order: Order; readonly file: Order['returns'][number] }) {
  const words = exchangeWords[useLocale()]
  const line = order.lines.find(({ id }) => id === file.lines[0]?.lineId)
  if (!line) return null
  const fields = { intent: 'swap', line: line.id, variant: line.variantId, quantity: '1', key: `${file.id}-kept` }
  return (
    <Form method="post" className="mt-2">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button type="submit" look="line">
        {words.keep}
      </Button>
    </Form>
  )
}

/** Of a replacement: what it is given for, and whether it waits for that. */
export function Replaces({ order: { exchangeOf } }: { readonly order: Order }) {
  const locale = useLocale()
  const words = exchangeWords[locale]
  if (!exchangeOf) return null
  return (
    <p className="ink-2">
      <a className="link" href={pathIn(locale, `/o/${encodeURIComponent(exchangeOf.orderId)}`)}>
        {words.replaces(exchangeOf.orderNumber)}
      </a>{' '}
      {exchangeOf.waits && (exchangeOf.isSwap ? words.waitsSwap : words.waits)}
    </p>
  )
}

/** The invoice, and a credit note for each sum that went back; where they cannot be listed now, the invoice alone. */
export function Invoices({ order, documents }: { readonly order: Order; readonly documents: OrderInvoices['items'] }) {
  const locale = useLocale()
  const words = orderWords[locale]
  if (!ruleOf(order, 'invoice')?.allowed) return null
  const pdf = `/api/v1/orders/${encodeURIComponent(order.id)}/invoice.pdf`
  if (documents.length === 0)
    return (
      <p>
        <a className="link tap label" href={pdf}>
          {words.invoice}
        </a>
      </p>
    )
  return (
    <ul className="mt-2 grid gap-1" aria-label={words.documents}>
      {documents.map(({ number, kind, at, total }) => (
        <li key={number}>
          <a className="link tap label" href={`${pdf}?number=${encodeURIComponent(number)}`}>
            {words.document(words.documentKinds[kind], number, formatDate(locale, at), formatMoney(locale, total))}
          </a>
        </li>
      ))}
    </ul>
  )
}
