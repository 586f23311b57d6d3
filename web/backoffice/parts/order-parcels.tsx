import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { Link } from 'react-router'
import { ask, newKey, Refused } from '../api.ts'
import { useParcelWords } from '../words/parcels.ts'
import { useWords } from '../words/words.tsx'
import { dayShort, momentText } from './day-text.ts'
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

type Mark = 'handed-over' | 'in-transit' | 'delivered' | 'lost' | 'returned'
/** What staff may say of it next, the usual first; what is none of these delivery refuses as well. */
const nextMarks: Readonly<Record<Parcel['state'], readonly Mark[]>> = {
  waiting: [],
  packed: ['handed-over'],
  handed: ['delivered', 'in-transit', 'lost', 'returned'],
  'in-transit': ['delivered', 'lost', 'returned'],
  lost: ['delivered', 'returned'],
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
        <div className="oact">
          {next.map((mark, n) => (
            <MarkButton key={`${state} ${mark}`} parcelId={id} mark={mark} isMain={n === 0} waits={order.waitsUntil !== undefined} />
          ))}
        </div>
      )}
    </li>
  )
}

/** One press is one scan, however often it is sent. */
function MarkButton({
  parcelId,
  mark,
  isMain,
  waits,
}: {
  readonly parcelId: string
  readonly mark: Mark
  readonly isMain: boolean
  readonly waits: boolean
}) {
  const [words, own, queries] = [useWords(), useParcelWords(), useQueryClient()]
  const [scanId] = useState(newKey)
  const scan = useMutation({
    mutationFn: () =>
      ask('/v1/admin/deliveries/scans', {
        method: 'POST',
        key: scanId,
        body: { scanId, parcelId, state: mark, at: new Date().toISOString() },
      }),
    onSuccess: () =>
      Promise.all(['/v1/admin/orders', '/v1/admin/deliveries'].map((path) => queries.invalidateQueries({ queryKey: [path] }))),
  })
  const problem = scan.error instanceof Refused ? scan.error.problem : undefined
  return (
    <div>
      <button
        className={isMain ? 'ob main' : 'ob'}
        type="button"
        aria-disabled={scan.isPending || waits || undefined}
        aria-describedby={waits ? whyItWaits : undefined}
        onClick={() => {
          if (!scan.isPending && !waits) scan.mutate()
        }}
      >
        {mark === 'handed-over' || mark === 'delivered' ? words.nextSteps[mark] : own.marks[mark]}
      </button>
      {scan.error && (
        <p className="bad" role="alert">
          {problem?.status === 403 ? words.noRightFor : (problem?.detail ?? words.offline)}
        </p>
      )}
    </div>
  )
}
