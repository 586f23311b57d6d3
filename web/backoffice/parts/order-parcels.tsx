import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask, newKey, Refused } from '../api.ts'
import { useWords } from '../words/words.tsx'
import { dayShort, momentText } from './day-text.ts'
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

/** The scan that comes next, as the carrier would make it. */
const nextScan: Readonly<Partial<Record<Parcel['state'], 'handed-over' | 'delivered'>>> = {
  packed: 'handed-over',
  handed: 'delivered',
  'in-transit': 'delivered',
}

function ParcelCard({ order, parcel, isStopped }: { readonly order: AdminOrder; readonly parcel: Parcel; readonly isStopped: boolean }) {
  const [words, locale] = [useWords(), useLocale()]
  const { carrier, name, trackingNumber, state, earliest, latest, events } = parcel
  const next = isStopped ? undefined : nextScan[state]
  return (
    <li>
      <p>
        {isStopped ? <Status text={words.parcelStopped} /> : <Status text={words.parcelStates[state]} tone={tones[state]} />}
        {!isStopped && state !== 'delivered' && earliest && latest && (
          <span className="ink-3">{words.expected(dayShort(earliest, locale), dayShort(latest, locale))}</span>
        )}
      </p>
      <p>
        {carrier ?? name} <span className="mono">{trackingNumber}</span>
      </p>
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
      {next && trackingNumber && (
        <NextStep key={next} trackingNumber={trackingNumber} state={next} waits={order.waitsUntil !== undefined} />
      )}
    </li>
  )
}

/** One press is one scan, however often it is sent. */
function NextStep({
  trackingNumber,
  state,
  waits,
}: {
  readonly trackingNumber: string
  readonly state: 'handed-over' | 'delivered'
  readonly waits: boolean
}) {
  const [words, queries] = [useWords(), useQueryClient()]
  const [scanId] = useState(newKey)
  const scan = useMutation({
    mutationFn: () =>
      ask('/v1/admin/deliveries/scans', {
        method: 'POST',
        key: scanId,
        body: { scanId, trackingNumber, state, at: new Date().toISOString() },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['/v1/admin/orders'] }),
  })
  const problem = scan.error instanceof Refused ? scan.error.problem : undefined
  return (
    <div className="oact">
      <button
        className="ob main"
        type="button"
        aria-disabled={scan.isPending || waits || undefined}
        aria-describedby={waits ? whyItWaits : undefined}
        onClick={() => {
          if (!scan.isPending && !waits) scan.mutate()
        }}
      >
        {words.nextSteps[state]}
      </button>
      {scan.error && (
        <p className="bad" role="alert">
          {problem?.status === 403 ? words.noRightFor : (problem?.detail ?? words.offline)}
        </p>
      )}
    </div>
  )
}
