import type { StockRow } from '@vitrine/gateway/schemas/admin-stock'
import { Field } from '@vitrine/ui/components/field'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { stockWords } from '../words/stock.ts'
import { useWords } from '../words/words.tsx'
import { piecesOf, useStockChange } from './use-stock-change.ts'

/** From how many free pieces down a variant is to be ordered anew; nothing typed is never. */
export function ReorderForm({ row }: { readonly row: StockRow }) {
  const [words, mine] = [useWords(), stockWords[useLocale()]]
  const [wrong, setWrong] = useState<string>()
  const change = useStockChange(() => undefined)
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        const typed = String(new FormData(event.currentTarget).get('reorderAt') ?? '').trim()
        const pieces = piecesOf(typed)
        if (typed !== '' && pieces === undefined) return setWrong(mine.badNumber)
        setWrong(undefined)
        const path = `/v1/admin/stock/${encodeURIComponent(row.variantId)}/reorder-point`
        change.send({ method: 'PUT', path, body: { reorderAt: pieces ?? null } })
      }}
    >
      <Field id="reorderAt" label={mine.reorderAt} error={wrong ?? change.told} inputMode="numeric" defaultValue={row.reorderAt ?? ''} />
      <button className="ob main" type="submit" aria-disabled={change.isPending || undefined}>
        {words.save}
      </button>
      <p role="status">{change.isDone ? words.saved : ''}</p>
    </form>
  )
}
