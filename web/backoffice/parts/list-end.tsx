import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { PriceListAnswer } from '@vitrine/gateway/schemas/admin-prices'
import { ask, newKey } from '../api.ts'
import { usePriceWords } from '../words/prices.ts'
import { rowsOf } from './list-page.tsx'
import { listState } from './list-state.tsx'
import { Told } from './told.tsx'

/** Ends a list before its time; one that is over has no such button. */
export function ListEnd({ list }: { readonly list: PriceListAnswer }) {
  const [own, queries] = [usePriceWords(), useQueryClient()]
  const end = useMutation({
    mutationFn: () =>
      ask<PriceListAnswer>(`/v1/admin/price-lists/${encodeURIComponent(list.id)}/end`, { method: 'POST', key: newKey(), body: {} }),
    onSuccess: (saved) => {
      queries.setQueryData(['/v1/admin/price-lists', saved.id], saved)
      return queries.invalidateQueries(rowsOf('/v1/admin/price-lists'))
    },
  })
  if (end.isSuccess) return <p role="status">{own.ended}</p>
  if (listState(list, new Date()) === 'over') return null
  return (
    <div className="oend">
      <p className="ink-2">{own.endHint}</p>
      <div>
        <button
          className="ob danger"
          type="button"
          aria-disabled={end.isPending || undefined}
          onClick={() => !end.isPending && end.mutate()}
        >
          {own.endNow}
        </button>
      </div>
      {end.error && <Told error={end.error} />}
    </div>
  )
}
