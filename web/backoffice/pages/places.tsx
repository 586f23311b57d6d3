import type { StockPlace } from '@vitrine/gateway/schemas/admin-stock'
import { Field } from '@vitrine/ui/components/field'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { Link } from 'react-router'
import { DataTable } from '../parts/data-table.tsx'
import { Choice } from '../parts/form-fields.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { placesPath, usePlaces } from '../parts/use-places.ts'
import { useStockChange } from '../parts/use-stock-change.ts'
import { stockWords } from '../words/stock.ts'
import { useWords } from '../words/words.tsx'

/** Warehouses and shops: listed, made and changed. */
export function Places() {
  const [words, mine] = [useWords(), stockWords[useLocale()]]
  const { list, places } = usePlaces()
  const [chosen, setChosen] = useState('')
  return (
    <>
      <PageTitle title={mine.places} above={<Link to="/stock">{words.stock}</Link>} intro={<p>{mine.placesIntro}</p>} />
      {list.error ? (
        <Failed error={list.error} retry={list.refetch} />
      ) : !list.data ? (
        <Waiting rows={3} />
      ) : (
        <DataTable<StockPlace>
          caption={mine.places}
          rows={places}
          idOf={({ placeId }) => placeId}
          columns={[
            { name: mine.placeName, isHead: true, cell: ({ name }) => name },
            { name: mine.placeId, cell: ({ placeId }) => <span className="mono">{placeId}</span> },
            { name: mine.placeKind, cell: ({ kind }) => mine.placeKinds[kind] },
            { name: mine.turn, isNumber: true, cell: ({ turn }) => turn },
            {
              name: words.change,
              isCorner: true,
              cell: ({ placeId, name }) => (
                <button
                  className="ob"
                  type="button"
                  aria-pressed={chosen === placeId}
                  onClick={() => setChosen(chosen === placeId ? '' : placeId)}
                >
                  {mine.changePlace(name)}
                </button>
              ),
            },
          ]}
        />
      )}
      <PlaceForm key={chosen} place={places.find(({ placeId }) => placeId === chosen)} />
    </>
  )
}

/** A new place, or one that is there: its short name stays, since the ledger knows it by that. */
function PlaceForm({ place }: { readonly place: StockPlace | undefined }) {
  const [words, mine] = [useWords(), stockWords[useLocale()]]
  const [kind, setKind] = useState<StockPlace['kind']>(place?.kind ?? 'shop')
  const change = useStockChange(({ code }) => (code === 'bad-input' ? mine.badPlace : undefined))
  const title = place ? mine.changePlace(place.name) : mine.newPlace
  return (
    <section aria-labelledby="place-form">
      <h2 className="oh" id="place-form">
        {title}
      </h2>
      <form
        className="oform"
        onSubmit={(event) => {
          event.preventDefault()
          const form = new FormData(event.currentTarget)
          const placeId = place?.placeId ?? String(form.get('placeId') ?? '').trim()
          const body = { name: form.get('placeName'), kind, turn: Number(form.get('turn')) || 0 }
          change.send({ method: 'PUT', path: `${placesPath}/${encodeURIComponent(placeId)}`, body })
        }}
      >
        {!place && (
          <Field id="placeId" label={mine.placeId} hint={mine.placeIdHint} pattern="[a-z0-9][a-z0-9\-]{0,39}" autoComplete="off" required />
        )}
        <Field
          id="placeName"
          label={mine.placeName}
          error={change.told}
          defaultValue={place?.name}
          maxLength={80}
          autoComplete="off"
          required
        />
        <Choice label={mine.placeKind} value={kind} options={mine.placeKinds} onChange={setKind} />
        <Field id="turn" label={mine.turn} hint={mine.turnHint} type="number" min={0} max={1000} defaultValue={place?.turn ?? 1} required />
        <button className="ob main" type="submit" aria-disabled={change.isPending || undefined}>
          {place ? words.save : mine.makePlace}
        </button>
        <p role="status">{change.isDone ? words.saved : ''}</p>
      </form>
    </section>
  )
}
