import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { HandedOver, ParcelRow } from '@vitrine/gateway/schemas/admin-parcels'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { Link } from 'react-router'
import { ask, newKey } from '../api.ts'
import { dayShort } from '../parts/day-text.ts'
import { ListPage, type Page, rowsOf } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { marksOf, ParcelMarks } from '../parts/parcel-marks.tsx'
import { ParcelNumber } from '../parts/parcel-number.tsx'
import { Status } from '../parts/status.tsx'
import { Told } from '../parts/told.tsx'
import { type ParcelWords, useParcelWords } from '../words/parcels.ts'

const path = '/v1/admin/deliveries'
const views = ['to-label', 'to-hand-over', 'under-way', 'late', 'lost'] as const
const tones = {
  made: 'ambre',
  'handed-over': 'azur',
  'in-transit': 'azur',
  'out-for-delivery': 'azur',
  delivered: 'verre',
  lost: 'grenat',
  returned: 'grenat',
  stopped: '',
} as const
const ended: readonly ParcelRow['state'][] = ['delivered', 'returned', 'stopped']
const canLeave = ({ state, waits }: ParcelRow) => state === 'made' && !waits

/** Every parcel by what is to be done with it, newest first: numbers are typed here, slips printed, and what the carrier takes is handed over at once. */
export function Parcels() {
  const [own, locale] = [useParcelWords(), useLocale()]
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const choose = (id: string, isChosen: boolean) =>
    setChosen((before) => new Set(isChosen ? [...before, id] : [...before].filter((one) => one !== id)))
  return (
    <>
      <PageTitle title={own.title} />
      <ListPage<ParcelRow>
        path={path}
        caption={own.title}
        idOf={({ id }) => id}
        empty={own.none}
        everyMs={15_000}
        tabs={{ name: 'view', values: [['', own.all], ...views.map((view) => [view, own.views[view]] as const)] }}
        filters={<HandOver chosen={chosen} onChoose={setChosen} />}
        columns={[
          {
            name: own.order,
            isHead: true,
            cell: (parcel) => (
              <Link to={`/${parcel.isTrial ? 'home-trials' : 'orders'}/${encodeURIComponent(parcel.orderId)}`}>{nameOf(parcel, own)}</Link>
            ),
          },
          {
            name: own.choose,
            cell: (parcel) =>
              canLeave(parcel) && (
                <input
                  type="checkbox"
                  aria-label={own.chooseOf(parcel.address.name)}
                  checked={chosen.has(parcel.id)}
                  onChange={({ target }) => choose(parcel.id, target.checked)}
                />
              ),
          },
          { name: own.to, cell: ({ address }) => [address.name, address.city, address.country].filter(Boolean).join(', ') },
          { name: own.pieces, isNumber: true, cell: ({ pieces }) => pieces },
          { name: own.carrier, cell: (parcel) => <Label parcel={parcel} /> },
          { name: own.promised, cell: ({ latest }) => latest && <time dateTime={latest}>{own.until(dayShort(latest, locale))}</time> },
          { name: own.slip, cell: ({ id }) => <Link to={`/parcels/${encodeURIComponent(id)}/slip`}>{own.slip}</Link> },
          {
            name: own.state,
            isCorner: true,
            cell: (parcel) => <State parcel={parcel} />,
          },
        ]}
      />
    </>
  )
}

const nameOf = ({ isTrial, orderNumber }: ParcelRow, own: ParcelWords): string =>
  isTrial ? own.ofTrial : orderNumber ? own.ofOrder(orderNumber) : own.unnumbered

/** Where it is; folded, what may be said of it next: of one in the shop it is handed over with the others. */
function State({ parcel: { id, state, waits } }: { readonly parcel: ParcelRow }) {
  const own = useParcelWords()
  const marks = state === 'made' ? [] : marksOf[state]
  return (
    <>
      {waits && state === 'made' ? <Status text={own.waits} /> : <Status text={own.states[state]} tone={tones[state]} />}
      {marks.length > 0 && (
        <details className="ofold">
          <summary>{own.became}</summary>
          <ParcelMarks key={state} parcelId={id} marks={marks} />
        </details>
      )}
    </>
  )
}

function Label({ parcel: { id, carrier, trackingNumber, trackingUrl, state, address } }: { readonly parcel: ParcelRow }) {
  const own = useParcelWords()
  return (
    <>
      <span>{carrier}</span>{' '}
      {trackingUrl && (
        <a className="link" href={trackingUrl} rel="noreferrer">
          {own.follow}
        </a>
      )}
      {ended.includes(state) ? (
        <span className="mono">{trackingNumber}</span>
      ) : (
        <ParcelNumber key={trackingNumber} parcelId={id} trackingNumber={trackingNumber} label={own.numberOf(address.name)} />
      )}
    </>
  )
}

interface HandOverProps {
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (chosen: ReadonlySet<string>) => void
}

/** Hands what is chosen to the carrier: one press for the whole van, in calls of as many as the door takes. */
function HandOver({ chosen, onChoose }: HandOverProps) {
  const [own, queries] = [useParcelWords(), useQueryClient()]
  const hand = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      const items: HandedOver['items'] = []
      for (let at = 0; at < ids.length; at += mostAtOnce) {
        const parcelIds = ids.slice(at, at + mostAtOnce)
        items.push(...(await ask<HandedOver>(`${path}/handed-over`, { method: 'POST', key: newKey(), body: { parcelIds } })).items)
      }
      return items
    },
    onSuccess: () => onChoose(new Set()),
    onSettled: () => queries.invalidateQueries(rowsOf(path)),
  })
  const chooseAll = () => {
    const shown = queries.getQueriesData<{ pages: Page<ParcelRow>[] }>({ ...rowsOf(path), type: 'active' })
    const rows = shown.flatMap(([, list]) => list?.pages.flatMap(({ items }) => items) ?? [])
    onChoose(new Set(rows.filter(canLeave).map(({ id }) => id)))
  }
  const moved = hand.data?.filter(({ outcome }) => outcome === 'moved').length ?? 0
  return (
    <div className="oact">
      <button className="ob" type="button" onClick={chooseAll}>
        {own.chooseAll}
      </button>
      <button
        className="ob main"
        type="button"
        aria-disabled={hand.isPending || chosen.size === 0 || undefined}
        onClick={() => !hand.isPending && chosen.size > 0 && hand.mutate([...chosen])}
      >
        {own.handOver(chosen.size)}
      </button>
      <p role="status">{hand.data ? own.handedOver(moved, hand.data.length - moved) : ''}</p>
      {hand.error && <Told error={hand.error} />}
    </div>
  )
}

/** As `handOverParcels` of the door takes them. */
const mostAtOnce = 100
