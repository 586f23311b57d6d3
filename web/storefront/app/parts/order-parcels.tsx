import type { Order } from '@vitrine/gateway/schemas/order'
import { Picture } from '@vitrine/ui/components/picture'
import { formatShortDay, formatStamp } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { PartLines } from './bundle-parts.tsx'
import { giftWords } from '../words/gift.ts'
import { orderWords } from '../words/order.ts'

type ParcelOf = Order['deliveries'][number]

/** One parcel of an order: what is in it, and how far it is. */
export function Parcel({ order, parcel }: { readonly order: Order; readonly parcel: ParcelOf }) {
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

export function Contents({ order, lines }: { readonly order: Order; readonly lines: ParcelOf['lines'] }) {
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
              <PartLines parts={line.parts} />
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
export function Track({ order, parcel }: { readonly order: Order; readonly parcel?: ParcelOf }) {
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

export function History({ order }: { readonly order: Order }) {
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
