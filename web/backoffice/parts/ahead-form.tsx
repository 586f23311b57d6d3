import type { StockOffer, StockRow } from '@vitrine/gateway/schemas/admin-stock'
import { Field } from '@vitrine/ui/components/field'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { stockWords } from '../words/stock.ts'
import { useWords } from '../words/words.tsx'
import { Choice } from './form-fields.tsx'
import { piecesOf, useStockChange } from './use-stock-change.ts'

/** Back-order or pre-order of a variant: how many may be promised, and from which day they leave. */
export function AheadForm({ row }: { readonly row: StockRow }) {
  const [words, mine] = [useWords(), stockWords[useLocale()]]
  const [offer, setOffer] = useState<StockOffer>(row.offer)
  const change = useStockChange(({ code }) => (code === 'below-promised' ? mine.belowAwaited(row.awaited) : undefined))
  const isOn = offer !== 'none'
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        const form = new FormData(event.currentTarget)
        const body = { offer, ...(isOn && { cap: piecesOf(String(form.get('cap') ?? '')), shipsOn: form.get('shipsOn') }) }
        change.send({ method: 'PUT', path: `/v1/admin/stock/${encodeURIComponent(row.variantId)}/offer`, body })
      }}
    >
      <Choice
        label={mine.offer}
        value={offer}
        options={mine.offers}
        onChange={(next) => {
          setOffer(next)
          change.reset()
        }}
      />
      {isOn && (
        <Field id="cap" label={mine.cap} error={change.told} type="number" min={1} max={1_000_000} defaultValue={row.cap || 10} required />
      )}
      {isOn && <Field id="shipsOn" label={mine.shipsOn} type="date" defaultValue={row.shipsOn ?? undefined} required />}
      <button className="ob main" type="submit" aria-disabled={change.isPending || undefined}>
        {words.save}
      </button>
      {!isOn && change.told && (
        <p className="error" role="alert">
          {change.told}
        </p>
      )}
      <p role="status">{change.isDone ? words.saved : ''}</p>
    </form>
  )
}
