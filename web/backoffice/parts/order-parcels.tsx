import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { useParcelWords } from '../words/parcels.ts'
import { useWords } from '../words/words.tsx'
import { dayShort, momentText } from './day-text.ts'
import { type Mark, marksOf, ParcelMarks } from './parcel-marks.tsx'
import { ParcelNumber } from './parcel-number.tsx'
import { ParcelSplit } from './parcel-split.tsx'
import { Status } from './status.tsx'

const whyItWaits = 'why-it-waits'
type Parcel = AdminOrder['deliveries'][number]

/** Where each parcel is, and the next step of its way for whoever has it in their hands. */
export function OrderParcels({ order }: { readonly order: AdminOrder }) {
  const [words, locale] = [useWords(), useLocale()]
  return (
    <section aria-labelledby="parcels">
      <h2 className="oh" id="parcels">
        {words.parcels}
      </h2>
      {order.waitsUntil && (
        <p className="ink-2" id={whyItWaits}>
          {words.waitsUntil(dayShort(order.waitsUntil, locale))}
        </p>
      )}
      {order.deliveries.length === 0 && <p className="ink-3">{words.noParcel}</p>}
      <ul className="oparcels">
        {order.deliveries.map((parcel) => (
          <ParcelCard key={parcel.id} order={order} parcel={parcel} isStopped={order.status === 'cancelled'} />
        ))}
      </ul>
    </section>
  )
}

const tones = {
  waiting: '',
  packed: 'ambre',
  handed: 'azur',
  'in-transit': 'azur',
  delivered: 'verre',
  lost: 'grenat',
  returned: '',
} as const

/** What staff may say of it next. */
const nextMarks: Readonly<Record<Parcel['state'], readonly Mark[]>> = {
  waiting: [],
  packed: marksOf.made,
  handed: marksOf['handed-over'],
  'in-transit': marksOf['in-transit'],
  lost: marksOf.lost,
  delivered: [],
  returned: [],
}

function ParcelCard({ order, parcel, isStopped }: { readonly order: AdminOrder; readonly parcel: Parcel; readonly isStopped: boolean }) {
  const [words, own, locale] = [useWords(), useParcelWords(), useLocale()]
  const { id, carrier, name, trackingNumber, trackingUrl, state, earliest, latest, events } = parcel
  const next = isStopped ? [] : nextMarks[state]
  return (
    <li>
      <p>
        {isStopped ? <Status text={words.parcelStopped} /> : <Status text={words.parcelStates[state]} tone={tones[state]} />}
        {!isStopped && state !== 'delivered' && earliest && latest && (
          <span className="ink-3">{words.expected(dayShort(earliest, locale), dayShort(latest, locale))}</span>
        )}
      </p>
      <p>
        {carrier ?? name} {next.length === 0 && <span className="mono">{trackingNumber}</span>}{' '}
        {trackingUrl && (
          <a className="link" href={trackingUrl} rel="noreferrer">
            {own.follow}
          </a>
        )}{' '}
        <Link to={`/parcels/${encodeURIComponent(id)}/slip`}>{own.slip}</Link>
      </p>
      {next.length > 0 && (
        <ParcelNumber key={trackingNumber} parcelId={id} trackingNumber={trackingNumber ?? ''} label={own.number} hint={own.numberHint} />
      )}
      {order.deliveries.length > 1 && (
        <ul className="ink-2">
          {parcel.lines.map(({ lineId, quantity }) => (
            <li key={lineId}>{words.piecesOf(quantity, order.lines.find(({ id }) => id === lineId)?.name ?? '')}</li>
          ))}
        </ul>
      )}
      {events.length > 0 && (
        <ol className="feed wide">
          {events.toReversed().map(({ at, event, text }) => (
            <li key={`${at} ${event}`}>
              <time dateTime={at}>{momentText(at, locale)}</time>
              <span>{text}</span>
            </li>
          ))}
        </ol>
      )}
      {!isStopped && state === 'packed' && <ParcelSplit order={order} parcel={parcel} />}
      {next.length > 0 && (
        <ParcelMarks key={state} parcelId={id} marks={next} {...(order.waitsUntil !== undefined && { whyNot: whyItWaits })} />
      )}
    </li>
  )
}
