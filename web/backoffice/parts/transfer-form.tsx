import type { StockRow } from '@vitrine/gateway/schemas/admin-stock'
import { Field } from '@vitrine/ui/components/field'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { Link } from 'react-router'
import { stockWords } from '../words/stock.ts'
import { useWords } from '../words/words.tsx'
import { Choice } from './form-fields.tsx'
import { firstPlace, usePlaces } from './use-places.ts'
import { piecesOf, useStockChange } from './use-stock-change.ts'

/** Takes pieces from one place to another: one press is one movement each way. */
export function TransferForm({ row }: { readonly row: StockRow }) {
  const [words, mine] = [useWords(), stockWords[useLocale()]]
  const { places, names } = usePlaces()
  const [from, setFrom] = useState(row.places[0]?.placeId ?? firstPlace)
  const [chosen, setChosen] = useState('')
  const [typed, setTyped] = useState('')
  const to = chosen || (places.find(({ placeId }) => placeId !== from)?.placeId ?? '')
  const change = useStockChange(
    ({ code }) => (code === 'below-promised' ? mine.keptThere : undefined),
    () => setTyped(''),
  )
  const pieces = piecesOf(typed)
  const isReady = pieces !== undefined && from !== to
  if (places.length < 2)
    return (
      <p className="ink-2">
        {mine.onePlace} <Link to="/places">{mine.places}</Link>
      </p>
    )
  const wrong = typed !== '' && pieces === undefined ? words.badPieces : from === to ? mine.samePlace : undefined
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        const body = { variantId: row.variantId, fromPlaceId: from, toPlaceId: to, quantity: pieces }
        if (isReady) change.send({ method: 'POST', path: '/v1/admin/stock/transfers', body })
      }}
    >
      <Choice label={mine.from} value={from} options={names} onChange={setFrom} />
      <Choice label={mine.to} value={to} options={names} onChange={setChosen} />
      <Field
        id="transfer-pieces"
        label={mine.pieces}
        error={wrong ?? change.told}
        inputMode="numeric"
        autoComplete="off"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        required
      />
      <button className="ob main" type="submit" aria-disabled={!isReady || change.isPending || undefined}>
        {isReady ? mine.transferButton(pieces) : words.save}
      </button>
      <p role="status">{change.isDone && typed === '' ? words.saved : ''}</p>
    </form>
  )
}
